import { withTenantSql } from '@/lib/db/tenant-sql';
import { log } from '@/lib/log';
import { ledgerDue } from '@/lib/tenancy/verify-work';

/** Days of a tenant a transaction. */
const DAYS = 500;
const TENANTS = 32;

/**
 * Folds the days that wait of every tenant into the rollups that finance reads; returns how many days were computed. PostgreSQL
 * computes each from its rows under a lock of the tenant, so that any number of processes may do this, and once more changes nothing.
 */
export async function foldLedger(stopped: () => boolean = () => false): Promise<number> {
  let folded = 0;
  for (;;) {
    let now = 0;
    for (const ctx of await ledgerDue(TENANTS)) {
      if (stopped()) return folded;
      now += await withTenantSql(ctx, async (sql) => {
        const [row] = await sql<{ folded: number }>(
          'select tenancy.fold_ledger($1) as folded where tenancy.current_tenant() = :tenant',
          [DAYS],
        );
        return row?.folded ?? 0;
      }).catch((error: Error) => {
        log.error(
          { err: error.message, tenantId: ctx.tenantId },
          'the days of the ledger were not folded',
        );
        return 0;
      });
    }
    folded += now;
    if (now === 0) return folded;
  }
}
