import { removeEndedAnswers } from '@/lib/db/credentials';
import { log } from '@/lib/log';

const EVERY_MS = 300_000;
const BATCH = 1_000;

/** Removes kept answers that are over, of all tenants. */
export async function removeEnded(): Promise<void> {
  while ((await removeEndedAnswers(BATCH)) === BATCH);
}

/** The background loop of the `worker` role. */
export function startEndedAnswers(): { stop(): Promise<void> } {
  let removing = Promise.resolve();
  const remove = () => {
    removing = removeEnded().catch((error: Error) =>
      log.warn({ err: error.message }, 'kept answers that are over were not removed'),
    );
  };
  const timer = setInterval(remove, EVERY_MS);
  return {
    async stop() {
      clearInterval(timer);
      await removing;
    },
  };
}
