import { log } from '@/lib/log';
import { endedExports } from '@/lib/tenancy/verify-lifecycle';
import { discardExport } from './remove-export';

const EVERY_MS = 60_000;
const BATCH = 20;

/** Removes archives that are past their time. One that cannot be removed keeps no other back. */
export async function sweepExports(): Promise<void> {
  for (const { ctx, id } of await endedExports(BATCH)) {
    await discardExport(ctx, id, 'export.expire').catch((error: Error) =>
      log.error(
        { tenant: ctx.tenantId, export: id, err: error.message },
        'an export was not removed',
      ),
    );
  }
}

/** The background loop of the `worker` role. */
export function startExportSweep(): { stop(): Promise<void> } {
  let sweeping = Promise.resolve();
  const sweep = () => {
    sweeping = sweepExports().catch((error: Error) =>
      log.warn({ err: error.message }, 'expired exports were not removed'),
    );
  };
  const timer = setInterval(sweep, EVERY_MS);
  return {
    async stop() {
      clearInterval(timer);
      await sweeping;
    },
  };
}
