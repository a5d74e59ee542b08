import type { TenantContext } from '@/lib/tenancy/context';
import type { Placement } from '@/lib/tenancy/placement';
import { withTenantSql } from './tenant-sql';

/**
 * Runs `work` with the tenant's placement as it is now, not as it was when the context was minted, and
 * lets nobody change it meanwhile. Whoever writes to a store that moves holds it `shared`; a move takes
 * it `exclusive` for each batch and for the switch, so that no write falls between two generations.
 * Holds a connection: `work` must be short and wait for no model.
 */
export async function holdPlacement<T>(
  ctx: TenantContext,
  how: 'shared' | 'exclusive',
  work: (placement: Placement) => Promise<T>,
): Promise<T> {
  const lock = how === 'shared' ? 'pg_advisory_xact_lock_shared' : 'pg_advisory_xact_lock';
  return withTenantSql(ctx, async (sql) => {
    await sql(`select ${lock}(hashtextextended('placement ' || :tenant, 0))`);
    const [row] = await sql<{ placement: Placement }>(
      `select tenancy.placement(current_setting('tenancy.context')) as placement where :tenant is not null`,
    );
    if (!row) throw new Error('The tenant has no placement.');
    return work(row.placement);
  });
}
