import { now } from '@/lib/clock';
import { expireRollups } from '@/lib/db/credentials';
import { expireFleet, watchObjectives } from '@/lib/db/fleet-credentials';
import { log } from '@/lib/log';
import { foldFleet } from '@/lib/metering/fleet/fold-fleet';
import { foldLedger } from '@/lib/metering/ledger-days/fold-ledger';
import type { TenantContext } from '@/lib/tenancy/context';
import { foldRows } from './fold-rows';

const FOLD_MS = 1000;
const FOLD_FLEET_MS = 5_000;
const FOLD_LEDGER_MS = 10_000;
const WATCH_MS = 30_000;
const EXPIRE_MS = 3_600_000;

/**
 * The worker's loop: folds what is due each second and tells `onFolded` whose it was, then that for the fleet and the days
 * of the ledger, watches objectives over it, and removes each hour what is kept no longer.
 */
export function startRollups(onFolded?: (ctx: TenantContext) => Promise<unknown>): {
  stop(): Promise<void>;
} {
  let stopped = false;
  let running: Promise<unknown> = Promise.resolve();
  const fold = () => foldRows(() => stopped, onFolded);
  const every = (ms: number, work: () => Promise<unknown>, failure: string) => {
    let busy = false;
    return setInterval(() => {
      if (busy) return;
      busy = true;
      const done = work()
        .catch((error: Error) => log.warn({ err: error.message }, failure))
        .finally(() => {
          busy = false;
        });
      running = Promise.all([running, done]);
    }, ms);
  };
  const timers = [
    every(FOLD_MS, fold, 'rollups were not folded'),
    every(FOLD_FLEET_MS, () => foldFleet(() => stopped), 'the fleet was not folded'),
    every(
      FOLD_LEDGER_MS,
      () => foldLedger(() => stopped),
      'the days of the ledger were not folded',
    ),
    every(WATCH_MS, () => watchObjectives(now()), 'objectives were not watched'),
    every(EXPIRE_MS, expireRollups, 'rollups were not expired'),
    every(EXPIRE_MS, expireFleet, 'rollups of the fleet were not expired'),
  ];
  return {
    async stop() {
      stopped = true;
      for (const timer of timers) clearInterval(timer);
      await running;
    },
  };
}
