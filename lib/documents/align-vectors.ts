import { withTenantSql } from '@/lib/db/tenant-sql';
import type { TenantContext } from '@/lib/tenancy/context';
import { tenantVectors } from '@/lib/vectors/tenant-vectors';

/**
 * Makes the folder in the document's vectors the one in its row, also when it is moved meanwhile.
 * The search filters vectors by it; row-level security decides in the end, by the row.
 */
export async function alignVectors(
  ctx: TenantContext,
  documentId: string,
  folderOfVectors: string,
): Promise<void> {
  let written = folderOfVectors;
  for (;;) {
    const rows = await withTenantSql(ctx, (sql) =>
      sql<{ folder_id: string }>(
        'select folder_id from document where tenant_id = :tenant and id = $1',
        [documentId],
      ),
    );
    const folderId = rows[0]?.folder_id;
    if (folderId === undefined || folderId === written) return;
    await tenantVectors(ctx).moveDocument(documentId, folderId);
    written = folderId;
  }
}
