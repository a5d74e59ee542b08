import { withTenantSql } from '@/lib/db/tenant-sql';
import { findDocumentRow, openDocumentName } from '@/lib/documents/document-row';
import { receiveOriginal } from '@/lib/documents/read-upload';
import type { UploadResult } from '@/lib/documents/schema';
import { keepUpload } from '@/lib/documents/upload-document';
import { AppError, notFound } from '@/lib/errors';
import { tenantObjects } from '@/lib/objects/tenant-objects';
import type { TenantContext } from '@/lib/tenancy/context';
import { authorize } from '@/lib/tenancy/roles';
import { once } from './restore-version';

/**
 * Reads a document again: its bytes become the next version, and the one in force answers until that is indexed, in one
 * transaction. Cancelled, metered and bounded as any upload. Throws `not_found`, `conflict` when it is not in force or a
 * newer version is being read, and as `keepUpload` does.
 */
export async function indexAgain(
  ctx: TenantContext,
  { id }: { id: string },
): Promise<UploadResult> {
  authorize(ctx, 'documents:upload');
  const row = await withTenantSql(ctx, (sql) => findDocumentRow(sql, id));
  if (!row) throw notFound();
  if (row.stage !== 'indexed' || row.superseded_at)
    throw new AppError('conflict', 'Only the version in force can be indexed again.');
  const bytes = await tenantObjects(ctx).get('original', id);
  if (!bytes) throw new AppError('conflict', 'The file of this document is not kept any more.');
  const { media_type: mediaType, folder_id: folderId } = row;
  const original = await receiveOriginal(ctx, once(bytes));
  const name = openDocumentName(ctx, row);
  return keepUpload(ctx, { name, mediaType, folderId, original, successorOf: id, again: true });
}
