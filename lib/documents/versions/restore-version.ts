import { withTenantSql } from '@/lib/db/tenant-sql';
import { findDocumentRow, openDocumentName } from '@/lib/documents/document-row';
import { receiveOriginal } from '@/lib/documents/read-upload';
import type { UploadResult } from '@/lib/documents/schema';
import { keepUpload } from '@/lib/documents/upload-document';
import { AppError, notFound } from '@/lib/errors';
import { tenantObjects } from '@/lib/objects/tenant-objects';
import type { TenantContext } from '@/lib/tenancy/context';
import { authorize } from '@/lib/tenancy/roles';

/**
 * Makes an earlier version the newest again: its bytes become the next version, which takes the place of the one in force
 * once it is indexed. Throws `not_found`, `conflict` when it is in force, and as `keepUpload` does.
 */
export async function restoreVersion(
  ctx: TenantContext,
  { id }: { id: string },
): Promise<UploadResult> {
  authorize(ctx, 'documents:upload');
  const row = await withTenantSql(ctx, (sql) => findDocumentRow(sql, id));
  if (!row) throw notFound();
  if (!row.superseded_at)
    throw new AppError('conflict', 'Only an earlier version can be restored.');
  const bytes = await tenantObjects(ctx).get('original', id);
  if (!bytes) throw new AppError('conflict', 'The file of this version is not kept any more.');
  const { media_type: mediaType, folder_id: folderId } = row;
  const original = await receiveOriginal(ctx, once(bytes));
  const name = openDocumentName(ctx, row);
  return keepUpload(ctx, { name, mediaType, folderId, original, successorOf: id });
}

/** Bytes that are at hand, as an upload receives them. */
export async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
