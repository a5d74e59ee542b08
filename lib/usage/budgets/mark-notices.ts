import { now } from '@/lib/clock';
import { withTenantSql } from '@/lib/db/tenant-sql';
import type { TenantContext } from '@/lib/tenancy/context';
import { authorize } from '@/lib/tenancy/roles';

/** Takes notices out of the banner, for all of the tenant's admins; what is read already stays as it was. */
export async function markNotices(ctx: TenantContext, ids: readonly string[]): Promise<void> {
  authorize(ctx, 'usage:read');
  await withTenantSql(ctx, (sql) =>
    sql(
      `update budget_notice set read_at = $2, read_by = $3
       where tenant_id = :tenant and id = any ($1::uuid[]) and read_at is null`,
      [ids, now(), ctx.principal.id],
    ),
  );
}
