import { withTenantSql } from '@/lib/db/tenant-sql';
import { log } from '@/lib/log';
import type { TenantContext } from '@/lib/tenancy/context';
import { rollupsDue } from '@/lib/tenancy/verify-work';

/** Minutes of a tenant a transaction. */
const MINUTES = 500;
const TENANTS = 32;

/**
 * Folds what waits of every tenant into its rollups of minutes, quarter-hours and days; returns how many minutes and
 * days were computed. PostgreSQL computes each from its rows under a lock of the tenant, so that any number
 * of processes may do this, and once more changes nothing.
 */
export async function foldRows(
  stopped: () => boolean = () => false,
  onFolded: (ctx: TenantContext) => Promise<unknown> = async () => undefined,
): Promise<number> {
  let folded = 0;
  for (;;) {
    let now = 0;
    for (const ctx of await rollupsDue(TENANTS)) {
      if (stopped()) return folded;
      now += await withTenantSql(ctx, async (sql) => {
        const [row] = await sql<{ folded: number }>(
          'select tenancy.fold_usage($1) as folded where tenancy.current_tenant() = :tenant',
          [MINUTES],
        );
        return row?.folded ?? 0;
      }).catch((error: Error) => {
        log.error({ err: error.message, tenantId: ctx.tenantId }, 'rollups were not folded');
        return 0;
      });
      await onFolded(ctx).catch((error: Error) =>
        log.error({ err: error.message, tenantId: ctx.tenantId }, 'a tenant was not watched'),
      );
    }
    folded += now;
    if (now === 0) return folded;
  }
}
