import { recordAudit } from '@/lib/audit/record';
import { now } from '@/lib/clock';
import { withTenantSql } from '@/lib/db/tenant-sql';
import { notFound } from '@/lib/errors';
import { isId } from '@/lib/ids';
import { tenantArchives } from '@/lib/objects/tenant-archives';
import type { TenantContext } from '@/lib/tenancy/context';
import { authorize } from '@/lib/tenancy/roles';

/** Ends an archive before its time, for an owner. Throws `not_found`. */
export async function removeExport(ctx: TenantContext, id: string): Promise<void> {
  authorize(ctx, 'data:export');
  if (!isId(id)) throw notFound();
  await discardExport(ctx, id, 'export.remove');
}

/** The file first: an archive that is listed may be missing, never the other way round. */
export async function discardExport(
  ctx: TenantContext,
  id: string,
  action: 'export.remove' | 'export.expire',
): Promise<void> {
  await tenantArchives(ctx).remove(id);
  await withTenantSql(ctx, async (sql) => {
    const rows = await sql(
      `update tenant_export set removed_at = $2 where tenant_id = :tenant and id = $1 and removed_at is null returning id`,
      [id, now()],
    );
    if (rows.length === 0) throw notFound();
    await recordAudit(ctx, sql, { action, objectKind: 'operation', objectId: id });
  });
}
