import { recordAudit } from '@/lib/audit/record';
import { now } from '@/lib/clock';
import { withTenantSql } from '@/lib/db/tenant-sql';
import { notFound } from '@/lib/errors';
import { isId } from '@/lib/ids';
import { tenantArchives } from '@/lib/objects/tenant-archives';
import type { TenantContext } from '@/lib/tenancy/context';
import { authorize } from '@/lib/tenancy/roles';

export interface OpenExport {
  name: string;
  bytes: number;
  pieces: AsyncGenerator<Buffer>;
}

/**
 * An archive's bytes for an owner of its tenant, with an entry in the audit log. Throws `not_found`, also
 * for one that is past its time.
 */
export async function openExport(ctx: TenantContext, id: string): Promise<OpenExport> {
  authorize(ctx, 'data:export');
  if (!isId(id)) throw notFound();
  const row = await withTenantSql(ctx, async (sql) => {
    const [found] = await sql<{ tenant_id: string; bytes: bigint; created_at: Date }>(
      `select tenant_id, bytes, created_at from tenant_export
       where tenant_id = :tenant and id = $1 and removed_at is null and expires_at > $2`,
      [id, now()],
    );
    if (!found) throw notFound();
    await recordAudit(ctx, sql, {
      action: 'export.download',
      objectKind: 'operation',
      objectId: id,
    });
    return found;
  });
  const pieces = await tenantArchives(ctx).read(id);
  if (!pieces) throw notFound();
  const day = row.created_at.toISOString().slice(0, 10);
  return { name: `${ctx.slug}-export-${day}.zip`, bytes: Number(row.bytes), pieces };
}
