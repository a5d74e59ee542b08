import { now } from '@/lib/clock';
import { escalateCosts } from '@/lib/db/fleet-credentials';
import { log } from '@/lib/log';
import { costsDue } from '@/lib/tenancy/verify-work';
import { watchCosts } from './watch-costs';

const EVERY_MS = 600_000;
/** A context lasts a minute. */
const AT_ONCE = 16;
const BEFORE_ALL = '00000000-0000-0000-0000-000000000000';

/** Judges the days of every tenant that were not, or that late rows changed, and tells again of what nobody answered. */
export async function watchAllCosts(at: Date, stopped = () => false): Promise<void> {
  let after = BEFORE_ALL;
  for (;;) {
    const due = await costsDue(at, after, AT_ONCE);
    for (const ctx of due) {
      if (stopped()) return;
      after = ctx.tenantId;
      await watchCosts(ctx, at).catch((error: Error) =>
        log.error({ err: error.message, tenantId: ctx.tenantId }, 'costs were not judged'),
      );
    }
    if (due.length < AT_ONCE) break;
  }
  await escalateCosts(at);
}

/** The worker's loop: what is judged already is not looked at again, so that a day is judged once, soon after it is over. */
export function startCostWatch(): { stop(): Promise<void> } {
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  let running = run();
  async function run(): Promise<void> {
    await watchAllCosts(now(), () => stopped).catch((error: Error) =>
      log.warn({ err: error.message }, 'costs were not watched'),
    );
    if (!stopped) timer = setTimeout(again, EVERY_MS);
  }
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
