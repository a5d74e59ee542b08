import { recordAudit } from '@/lib/audit/record';
import { withTenantSql } from '@/lib/db/tenant-sql';
import { notFound } from '@/lib/errors';
import type { TenantContext } from '@/lib/tenancy/context';
import { authorize } from '@/lib/tenancy/roles';

/**
 * Ends a key everywhere within a second, and what runs under it. A second time changes nothing. Throws `not_found`.
 */
export async function revokeKey(ctx: TenantContext, id: string): Promise<void> {
  authorize(ctx, 'keys:manage');
  await withTenantSql(ctx, async (sql) => {
    const [row] = await sql<{ revoked: boolean }>(
      `select revoked_at is not null as revoked from api_key where tenant_id = :tenant and id = $1`,
      [id],
    );
    if (!row) throw notFound();
    if (row.revoked) return;
    const ended = await sql(
      `update api_key set revoked_at = clock_timestamp(), revoked_by = $2
       where tenant_id = :tenant and id = $1 and revoked_at is null returning tenant_id`,
      [id, ctx.principal.id],
    );
    if (ended.length > 0)
      await recordAudit(ctx, sql, { action: 'key.revoke', objectKind: 'key', objectId: id });
  });
}
