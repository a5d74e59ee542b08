import { receiveOriginal } from '@/lib/documents/read-upload';
import type { UploadResult } from '@/lib/documents/schema';
import { keepUpload } from '@/lib/documents/upload-document';
import { digestMac } from '@/lib/documents/versions/recognise';
import { AppError } from '@/lib/errors';
import { tenantObjects } from '@/lib/objects/tenant-objects';
import type { TenantContext } from '@/lib/tenancy/context';
import { authorize } from '@/lib/tenancy/roles';
import { findUpload, openUploadName, removeUpload } from './upload-row';

/**
 * Makes a document of an upload that is whole, as `keepUpload` does. Throws `not_found`, and `conflict` for one that is not
 * whole or whose bytes are not those that were announced: then nothing of it is left.
 */
export async function finishUpload(ctx: TenantContext, id: string): Promise<UploadResult> {
  authorize(ctx, 'documents:upload');
  const upload = await findUpload(ctx, id);
  if (upload.received !== upload.bytes)
    throw new AppError('conflict', 'The file has not arrived completely.');
  const original = await receiveOriginal(ctx, partsOf(ctx, upload.part_ids));
  if (upload.digest_mac && !digestMac(ctx, original.sha256).equals(upload.digest_mac)) {
    await original.discard();
    await removeUpload(ctx, id);
    throw new AppError(
      'conflict',
      'The file changed while it was uploaded. Upload it again once it is saved.',
    );
  }
  const result = await keepUpload(ctx, {
    name: openUploadName(ctx, upload),
    mediaType: upload.media_type,
    folderId: upload.folder_id,
    original,
    sameName: 'version',
  });
  await removeUpload(ctx, id);
  return result;
}

async function* partsOf(ctx: TenantContext, ids: readonly string[]): AsyncGenerator<Uint8Array> {
  for (const id of ids) {
    const bytes = await tenantObjects(ctx).get('part', id);
    if (!bytes) throw new AppError('conflict', 'A part of the file is missing. Upload it again.');
    yield bytes;
  }
}
