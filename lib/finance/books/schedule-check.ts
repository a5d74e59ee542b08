import { clock } from '@/lib/clock';
import { checkBooks } from '@/lib/db/credentials';
import { checkExports } from '@/lib/db/export-queue';
import { log } from '@/lib/log';
import { checkedMonths } from './checked-months';

const EVERY_MS = 60_000;
/** Of a large ledger a check takes its time: at most a tenth of a connection's. */
const REST = 9;

interface Loop {
  stop(): Promise<void>;
}

/**
 * The worker's standing check: compares the books of this month and the last each minute, and the exports of their days
 * beside them, at a pace of their own: exports that take long, or that cannot be compared, hold the books up in nothing.
 * PostgreSQL keeps what came of it and alerts the operators; of several processes one does it.
 */
export function startBooksCheck(): Loop {
  const loops = [
    startLoop('the books were not checked', async (month) => {
      const differing = await checkBooks(month);
      if (differing) log.error({ month, tenants: differing }, 'the books differ');
    }),
    startLoop('the exports were not checked', async (month) => {
      const differing = await checkExports(month);
      if (differing) log.error({ month, exports: differing }, 'exports differ from the ledger');
    }),
  ];
  return {
    async stop() {
      await Promise.all(loops.map((loop) => loop.stop()));
    },
  };
}

/** A month that could not be checked holds up no other. */
function startLoop(failure: string, checkMonth: (month: string) => Promise<void>): Loop {
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  const run = async (): Promise<void> => {
    const began = performance.now();
    for (const month of checkedMonths(clock().now())) {
      if (stopped) return;
      await checkMonth(month).catch((error: Error) => {
        log.warn({ month, err: error.message }, failure);
      });
    }
    const took = performance.now() - began;
    if (!stopped) timer = setTimeout(again, Math.max(EVERY_MS, took * REST));
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
