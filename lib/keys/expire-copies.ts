import { log } from '@/lib/log';
import { removeExpiredCopies } from './key-copies';

const LOOK_MS = 60_000;

/** The background loop of the `worker` role: a process may run for longer than copies of the keys may be kept. */
export function startExpiringCopies(): { stop(): Promise<void> } {
  const timer = setInterval(() => {
    try {
      removeExpiredCopies();
    } catch (error) {
      log.warn({ err: String(error) }, 'expired copies of the keys were not removed');
    }
  }, LOOK_MS);
  return {
    async stop() {
      clearInterval(timer);
    },
  };
}
