import { isTimedOut } from '@/lib/db/sql-errors';
import { withTenantSql } from '@/lib/db/tenant-sql';
import { log } from '@/lib/log';
import type { TenantContext } from '@/lib/tenancy/context';
import { ledgerDue } from '@/lib/tenancy/verify-work';

/** Days of a tenant a transaction. */
const DAYS = 31;
const TENANTS = 32;
/** Contexts are good for a minute: what is begun with one has to be under way well before. */
const FRESH_MS = 25_000;

/**
 * Folds the days that wait of every tenant into the rollups that finance reads; returns how many days were computed. PostgreSQL
 * computes each from its rows under a lock of the tenant, so that any number of processes may do this, and once more changes
 * nothing. A tenant whose days take too long together gets them one by one; one that cannot be folded holds no other up.
 */
export async function foldLedger(stopped: () => boolean = () => false): Promise<number> {
  const slow = new Set<string>();
  const failed = new Set<string>();
  let folded = 0;
  for (;;) {
    const waiting = (await ledgerDue(TENANTS + failed.size)).filter(
      ({ tenantId }) => !failed.has(tenantId),
    );
    const began = performance.now();
    let moved = false;
    for (const ctx of waiting) {
      if (stopped()) return folded;
      if (moved && performance.now() - began > FRESH_MS) break;
      const days = slow.has(ctx.tenantId) ? 1 : DAYS;
      try {
        const now = await foldDays(ctx, days);
        folded += now;
        moved ||= now > 0;
      } catch (error) {
        moved = true;
        if (days > 1 && isTimedOut(error)) slow.add(ctx.tenantId);
        else {
          failed.add(ctx.tenantId);
          log.error(
            { err: (error as Error).message, tenantId: ctx.tenantId },
            'the days of the ledger were not folded',
          );
        }
      }
    }
    if (!moved) return folded;
  }
}

/** A single day cannot be made less, and so may take longer than a statement otherwise does. */
function foldDays(ctx: TenantContext, days: number): Promise<number> {
  return withTenantSql(ctx, async (sql) => {
    if (days === 1)
      await sql("select set_config('statement_timeout', '300s', true) where :tenant is not null");
    const [row] = await sql<{ folded: number }>(
      'select tenancy.fold_ledger($1) as folded where tenancy.current_tenant() = :tenant',
      [days],
    );
    return row?.folded ?? 0;
  });
}
