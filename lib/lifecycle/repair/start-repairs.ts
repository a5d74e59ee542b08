import { requestRepairs } from '@/lib/db/lifecycle-credentials';
import { log } from '@/lib/log';
import { wakeOperations } from '@/lib/operations/operation-signals';
import { forgetRestore, readRestore } from './restore-mark';

const LOOK_MS = 60_000;

/** After a restore: asks for every workspace's stores to be compared with its rows, until none is left. */
export async function askForRepairs(): Promise<void> {
  const restore = readRestore();
  if (!restore) return;
  const left = await requestRepairs(restore);
  wakeOperations();
  if (left === 0) forgetRestore(restore);
}

/** The background loop of the `worker` role. */
export function startRepairs(): { stop(): Promise<void> } {
  const attempt = () =>
    askForRepairs().catch((error: Error) =>
      log.warn({ err: error.message }, 'what was restored is not compared yet'),
    );
  let asking = attempt();
  const timer = setInterval(() => {
    asking = attempt();
  }, LOOK_MS);
  return {
    async stop() {
      clearInterval(timer);
      await asking;
    },
  };
}
