import { recordAudit } from '@/lib/audit/record';
import { withTenantSql } from '@/lib/db/tenant-sql';
import { notFound } from '@/lib/errors';
import type { TenantContext } from '@/lib/tenancy/context';
import { authorize } from '@/lib/tenancy/roles';
import { alignVectors } from './align-vectors';
import { holdFolder } from './folders/folder-row';

/** Who may read the document, and its other versions, changes with the transaction. Throws `not_found` for either. */
export async function moveDocument(
  ctx: TenantContext,
  input: { id: string; folderId: string },
): Promise<void> {
  authorize(ctx, 'documents:upload');
  const from = await withTenantSql(ctx, async (sql) => {
    const rows = await sql<{ id: string; folder_id: string }>(
      `select s.id, s.folder_id from document d
       join document s on s.tenant_id = d.tenant_id
         and (s.id = coalesce(d.series_id, d.id) or s.series_id = coalesce(d.series_id, d.id))
       where d.tenant_id = :tenant and d.id = $1 order by s.id for update of s`,
      [input.id],
    );
    const own = rows.find(({ id }) => id === input.id);
    if (!own) throw notFound();
    await holdFolder(sql, input.folderId);
    await sql(
      'update document set folder_id = $2 where tenant_id = :tenant and id = any($1::uuid[])',
      [rows.map(({ id }) => id), input.folderId],
    );
    await recordAudit(ctx, sql, {
      action: 'document.move',
      objectKind: 'document',
      objectId: input.id,
      detail: { from: own.folder_id, to: input.folderId },
    });
    return rows;
  });
  for (const { id, folder_id: before } of from) await alignVectors(ctx, id, before);
}
