import { now } from '@/lib/clock';
import { applyPlanChanges } from '@/lib/db/credentials';
import { log } from '@/lib/log';

const EVERY_MS = 30_000;

/** The background loop of the `worker` role: carries out what is due, of all tenants; any number of processes may run it. */
export function startPlanChanges(): { stop(): Promise<void> } {
  const apply = () =>
    applyPlanChanges(now()).then(
      () => undefined,
      (error: Error) => log.warn({ err: error.message }, 'scheduled plans were not put in force'),
    );
  let applying = apply();
  const timer = setInterval(() => {
    applying = apply();
  }, EVERY_MS);
  return {
    async stop() {
      clearInterval(timer);
      await applying;
    },
  };
}
