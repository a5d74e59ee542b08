import { now } from '@/lib/clock';
import { carryOutLeaves } from '@/lib/db/erasure-receipts';
import { log } from '@/lib/log';
import { sendsMail } from '@/lib/notify/send-mail';
import { wakeOperations } from '@/lib/operations/operation-signals';
import { sendReceipts } from './send-receipts';

const EVERY_MS = 30_000;

/**
 * Begins the erasures that are due, of all workspaces, and sends the receipts of those that are over. Any number of
 * processes may do it.
 */
export async function endLeaves(): Promise<void> {
  if ((await carryOutLeaves(now(), sendsMail())) > 0) wakeOperations();
  await sendReceipts();
}

/** The background loop of the `worker` role. */
export function startLeaves(): { stop(): Promise<void> } {
  let ending: Promise<void> | undefined;
  const end = () => {
    ending ??= endLeaves()
      .catch((error: Error) => log.warn({ err: error.message }, 'workspaces that end were left'))
      .finally(() => {
        ending = undefined;
      });
  };
  end();
  const timer = setInterval(end, EVERY_MS);
  return {
    async stop() {
      clearInterval(timer);
      await ending;
    },
  };
}
