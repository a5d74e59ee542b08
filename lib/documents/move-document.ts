import { recordAudit } from '@/lib/audit/record';
import { withTenantSql } from '@/lib/db/tenant-sql';
import { notFound } from '@/lib/errors';
import type { TenantContext } from '@/lib/tenancy/context';
import { authorize } from '@/lib/tenancy/roles';
import { alignVectors } from './align-vectors';
import { holdFolder } from './folders/folder-row';

/** Who may read the document changes with the transaction. Throws `not_found` for either. */
export async function moveDocument(
  ctx: TenantContext,
  input: { id: string; folderId: string },
): Promise<void> {
  authorize(ctx, 'documents:upload');
  const from = await withTenantSql(ctx, async (sql) => {
    const rows = await sql<{ folder_id: string }>(
      'select folder_id from document where tenant_id = :tenant and id = $1 for update',
      [input.id],
    );
    if (!rows[0]) throw notFound();
    await holdFolder(sql, input.folderId);
    await sql('update document set folder_id = $2 where tenant_id = :tenant and id = $1', [
      input.id,
      input.folderId,
    ]);
    await recordAudit(ctx, sql, {
      action: 'document.move',
      objectKind: 'document',
      objectId: input.id,
      detail: { from: rows[0].folder_id, to: input.folderId },
    });
    return rows[0].folder_id;
  });
  await alignVectors(ctx, input.id, from);
}
