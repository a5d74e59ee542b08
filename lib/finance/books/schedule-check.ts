import { clock } from '@/lib/clock';
import { checkBooks } from '@/lib/db/credentials';
import { checkExports } from '@/lib/db/export-queue';
import { log } from '@/lib/log';
import { checkedMonths } from './checked-months';

const EVERY_MS = 60_000;
/** Of a large ledger a check takes its time: at most a tenth of a connection's. */
const REST = 9;

/**
 * The worker's standing check: compares the books of this month and the last each minute. PostgreSQL keeps what came of
 * it and alerts the operators; of several processes one does it.
 */
export function startBooksCheck(): { stop(): Promise<void> } {
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  const check = async () => {
    const began = performance.now();
    for (const month of checkedMonths(clock().now())) {
      if (stopped) return;
      const differing = await checkBooks(month);
      if (differing) log.error({ month, tenants: differing }, 'the books differ');
      const files = await checkExports(month);
      if (files) log.error({ month, exports: files }, 'exports differ from the ledger');
    }
    return performance.now() - began;
  };
  const run = async (): Promise<void> => {
    const took = await check().catch((error: Error) => {
      log.warn({ err: error.message }, 'the books were not checked');
    });
    if (!stopped) timer = setTimeout(again, Math.max(EVERY_MS, (took ?? 0) * REST));
  };
  let running = run();
  function again(): void {
    running = run();
  }
  return {
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await running;
    },
  };
}
