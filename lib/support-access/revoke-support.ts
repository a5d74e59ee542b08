import { withTenantSql } from '@/lib/db/tenant-sql';
import { notFound } from '@/lib/errors';
import type { TenantContext } from '@/lib/tenancy/context';
import { authorize } from '@/lib/tenancy/roles';

/**
 * Ends a grant at once, also for a page that is open; in both audit logs. `not_found` for one that has ended, and for one
 * that is neither the person's to see nor the workspace's.
 */
export async function revokeSupport(ctx: TenantContext, id: string): Promise<void> {
  authorize(ctx, 'support:grant');
  const [row] = await withTenantSql(ctx, (sql) =>
    sql<{ revoked: boolean }>(
      'select tenancy.revoke_support($1) as revoked where tenancy.current_tenant() = :tenant',
      [id],
    ),
  );
  if (!row?.revoked) throw notFound();
}
