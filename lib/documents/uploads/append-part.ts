import { now } from '@/lib/clock';
import { withTenantSql } from '@/lib/db/tenant-sql';
import { asOneOfFew, type Incoming } from '@/lib/documents/read-upload';
import { AppError, isAppError } from '@/lib/errors';
import { newId } from '@/lib/ids';
import { tenantObjects } from '@/lib/objects/tenant-objects';
import type { TenantContext } from '@/lib/tenancy/context';
import { authorize } from '@/lib/tenancy/roles';
import { MOST_PARTS, PART_BYTES, type PendingUpload } from './schema';
import { findUpload, toPendingUpload } from './upload-row';

/**
 * Adds the part that begins at `offset`. A part that is cut off leaves the upload as it was. Throws `not_found`, `conflict`
 * when the upload goes on elsewhere, `too_large`, `invalid_input` for an empty part, `cancelled`, `concurrency_limited`.
 */
export async function appendPart(
  ctx: TenantContext,
  id: string,
  { offset, body }: { offset: number; body: Incoming['body'] },
): Promise<PendingUpload> {
  authorize(ctx, 'documents:upload');
  const upload = await findUpload(ctx, id);
  if (Number(upload.received) !== offset) throw elsewhere();
  const most = Math.min(PART_BYTES, Number(upload.bytes) - offset);
  if (upload.part_ids.length >= MOST_PARTS)
    throw new AppError('conflict', 'The file comes in too many parts. Upload it again.');
  const part = newId();
  const received = await asOneOfFew(ctx, () =>
    tenantObjects(ctx).receive('part', part, bounded(body, most)),
  );
  try {
    if (received.bytes === 0) throw new AppError('invalid_input', 'The part is empty.');
    await received.keep();
    const rows = await withTenantSql(ctx, (sql) =>
      sql(
        `update pending_upload set received = received + $3, part_ids = part_ids || $4::uuid, touched_at = $5
         where tenant_id = :tenant and id = $1 and received = $2 returning id`,
        [id, offset, received.bytes, part, now()],
      ),
    );
    if (!rows[0]) throw elsewhere();
  } catch (error) {
    await received.discard();
    await tenantObjects(ctx).remove('part', part);
    throw error;
  }
  return toPendingUpload(ctx, await findUpload(ctx, id));
}

function elsewhere(): AppError {
  return new AppError('conflict', 'The upload goes on at another place of the file.');
}

async function* bounded(body: Incoming['body'], most: number): AsyncGenerator<Uint8Array> {
  let length = 0;
  try {
    for await (const piece of body ?? []) {
      length += piece.length;
      if (length > most)
        throw new AppError('too_large', 'The part is larger than what is left of the file.');
      yield piece;
    }
  } catch (cause) {
    if (isAppError(cause)) throw cause;
    throw new AppError('cancelled', 'The upload was cut off.', { cause });
  }
}
