import { now } from '@/lib/clock';
import { newId } from '@/lib/ids';
import { log } from '@/lib/log';
import { processState } from '@/lib/process-state';
import type { TenantContext } from '@/lib/tenancy/context';
import { transaction } from './transaction';

const pending = processState('db.mismatch-reports', () => new Set<Promise<void>>());

/**
 * Writes the mismatch into the tenant's audit log and alerts the operators. Beside the work that found
 * it, which is aborted whether or not this can be written; the log has it in any case.
 */
export function reportMismatch(ctx: TenantContext, where: string): void {
  log.error(
    { security: 'tenant_mismatch', where, tenant: ctx.tenantId, principal: ctx.principal.id },
    'tenant mismatch',
  );
  const report = write(ctx, where)
    .catch((error: Error) => log.error({ err: error.message }, 'a mismatch was not recorded'))
    .finally(() => pending.delete(report));
  pending.add(report);
}

/** Resolves when every report so far is written or has failed. */
export async function mismatchReports(): Promise<void> {
  await Promise.all(pending);
}

async function write(ctx: TenantContext, where: string): Promise<void> {
  const token = await ctx.databaseToken();
  await transaction('app', token, (client) =>
    client.query('select tenancy.raise_alert($1, $2, $3, $4)', [newId(), newId(), where, now()]),
  );
}
