import { now } from '@/lib/clock';
import { runPolicyChanges } from '@/lib/db/credentials';
import { log } from '@/lib/log';

/** What is scheduled is in force within a second of its time. */
const EVERY_MS = 800;

/** The background loop of the `worker` role: what is due of changes of policies; any number of processes may run it. */
export function startPolicyChanges(): { stop(): Promise<void> } {
  let running: Promise<void> | undefined;
  const run = () => {
    running ??= runPolicyChanges(now())
      .then(
        () => undefined,
        (error: Error) => log.warn({ err: error.message }, 'changes of policies did not run'),
      )
      .finally(() => {
        running = undefined;
      });
  };
  run();
  const timer = setInterval(run, EVERY_MS);
  return {
    async stop() {
      clearInterval(timer);
      await running;
    },
  };
}
