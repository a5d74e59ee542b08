import { endSupportGrants } from '@/lib/db/credentials';
import { log } from '@/lib/log';

const EVERY_MS = 15_000;

/**
 * The background loop of the `worker` role: writes down the end of grants that are in force no longer. None is read
 * through meanwhile: PostgreSQL asks at each reading.
 */
export function startSupportEnd(): { stop(): Promise<void> } {
  const end = () =>
    endSupportGrants().then(
      () => undefined,
      (error: Error) => log.warn({ err: error.message }, 'support access was not ended'),
    );
  let ending = end();
  const timer = setInterval(() => {
    ending = end();
  }, EVERY_MS);
  return {
    async stop() {
      clearInterval(timer);
      await ending;
    },
  };
}
