import { expireRollups } from '@/lib/db/credentials';
import { log } from '@/lib/log';
import type { TenantContext } from '@/lib/tenancy/context';
import { foldRows } from './fold-rows';

const FOLD_MS = 1000;
const EXPIRE_MS = 3_600_000;

/** The worker's loop: folds what is due each second, tells `onFolded` whose it was, and removes each hour what is kept no longer. */
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
    every(EXPIRE_MS, expireRollups, 'rollups were not expired'),
  ];
  return {
    async stop() {
      stopped = true;
      for (const timer of timers) clearInterval(timer);
      await running;
    },
  };
}
