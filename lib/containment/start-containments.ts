import { now } from '@/lib/clock';
import { endContainments } from '@/lib/db/credentials';
import { log } from '@/lib/log';

const EVERY_MS = 1_000;

/** The worker's loop that ends what is over. */
export function startContainments(): { stop(): Promise<void> } {
  let running: Promise<unknown> | undefined;
  const timer = setInterval(() => {
    running ??= endContainments(now())
      .catch((error: Error) => log.warn({ err: error.message }, 'containments were not ended'))
      .finally(() => {
        running = undefined;
      });
  }, EVERY_MS);
  return {
    async stop() {
      clearInterval(timer);
      await running;
    },
  };
}
