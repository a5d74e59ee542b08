import { now } from '@/lib/clock';
import { announceBehind } from '@/lib/db/credentials';
import { log } from '@/lib/log';

/** As often as instances say what they know. */
const EVERY_MS = 5_000;

/** The background loop of the `worker` role that mends instances which are behind of what is in force; any number may run it. */
export function startAnnouncing(): { stop(): Promise<void> } {
  let running: Promise<void> | undefined;
  const run = () => {
    running ??= announceBehind(now())
      .then(
        (tenants) => {
          if (tenants > 0) log.warn({ tenants }, 'an instance was behind of what is in force');
        },
        (error: Error) => log.warn({ err: error.message }, 'instances were not compared'),
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
