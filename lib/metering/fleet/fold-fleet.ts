import { withTenantSql } from '@/lib/db/tenant-sql';
import { log } from '@/lib/log';
import { fleetDue } from '@/lib/tenancy/verify-work';

/** Five minutes of a tenant a transaction. */
const FIVES = 500;
const TENANTS = 32;

/**
 * Folds what waits of every tenant into the fleet's rollups; returns how many five minutes were computed. PostgreSQL computes
 * each from its rows under a lock of the tenant, so that any number of processes may do this, and once more changes nothing.
 */
export async function foldFleet(stopped: () => boolean = () => false): Promise<number> {
  let folded = 0;
  for (;;) {
    let now = 0;
    for (const ctx of await fleetDue(TENANTS)) {
      if (stopped()) return folded;
      now += await withTenantSql(ctx, async (sql) => {
        const [row] = await sql<{ folded: number }>(
          'select tenancy.fold_fleet($1) as folded where tenancy.current_tenant() = :tenant',
          [FIVES],
        );
        return row?.folded ?? 0;
      }).catch((error: Error) => {
        log.error({ err: error.message, tenantId: ctx.tenantId }, 'the fleet was not folded');
        return 0;
      });
    }
    folded += now;
    if (now === 0) return folded;
  }
}
