import type { z } from 'zod';
import { now } from '@/lib/clock';
import { type TenantSql, withTenantSql } from '@/lib/db/tenant-sql';
import { findDocumentRow, toDocumentView } from '@/lib/documents/document-row';
import { firstFolder, holdFolder } from '@/lib/documents/folders/folder-row';
import { holdLibrary } from '@/lib/documents/hold-library';
import { readMediaType } from '@/lib/documents/read-upload';
import { ACTIVE_STAGES } from '@/lib/documents/schema';
import { maxUploadBytes, refuseTooLarge } from '@/lib/documents/upload-limits';
import { digestMac } from '@/lib/documents/versions/recognise';
import { newId } from '@/lib/ids';
import type { TenantContext } from '@/lib/tenancy/context';
import { assertTakesWork } from '@/lib/tenancy/held-back';
import { policyOf } from '@/lib/tenancy/policy';
import { authorize } from '@/lib/tenancy/roles';
import { assertUploadQuota } from '@/lib/traffic/quotas';
import type { BegunUpload, beginUploadSchema } from './schema';
import { SELECT_UPLOAD, sealUploadName, toPendingUpload, type UploadRow } from './upload-row';

/**
 * Says, before a byte is sent, whether the file is there already, and where to go on with it: an upload of the same bytes
 * into the same folder that the person left is found again. Throws `forbidden`, `too_large`, `not_found` for the folder,
 * and as `assertUploadQuota` does, the person's other uploads under way included.
 */
export async function beginUpload(
  ctx: TenantContext,
  input: z.output<typeof beginUploadSchema>,
): Promise<BegunUpload> {
  authorize(ctx, 'documents:upload');
  const policy = await policyOf(ctx);
  assertTakesWork(policy);
  const limit = maxUploadBytes(policy);
  if (input.bytes > limit) throw refuseTooLarge(limit, input.bytes);
  const digest = input.sha256 === undefined ? null : digestMac(ctx, input.sha256);
  return withTenantSql(ctx, async (sql): Promise<BegunUpload> => {
    const known = digest && (await findKnown(ctx, sql, digest));
    if (known) return { document: known, alreadyHere: true };
    await holdLibrary(sql);
    const folderId = input.folderId ?? (await firstFolder(sql));
    await holdFolder(sql, folderId);
    const left = digest && (await findLeft(sql, digest, folderId, input.bytes));
    if (left) return { upload: toPendingUpload(ctx, left) };
    const [open] = await sql<{ bytes: bigint; files: number }>(
      `select coalesce(sum(bytes), 0)::bigint as bytes, count(*)::integer as files
       from pending_upload where tenant_id = :tenant`,
    );
    const bytes = input.bytes + Number(open?.bytes ?? 0);
    await assertUploadQuota(ctx, sql, policy, bytes, 1 + (open?.files ?? 0));
    const id = newId();
    await sql(
      `insert into pending_upload (tenant_id, id, folder_id, name_sealed, media_type, bytes, digest_mac, created_by, created_at,
         touched_at)
       values (:tenant, $1, $2, $3, $4, $5, $6, $7, $8, $8)`,
      [
        id,
        folderId,
        sealUploadName(ctx, id, input.name),
        readMediaType(input.mediaType),
        input.bytes,
        digest,
        ctx.principal.id,
        now(),
      ],
    );
    const [row] = await sql<UploadRow>(`${SELECT_UPLOAD} and id = $1`, [id]);
    if (!row) throw new Error('An upload that was begun is not there.');
    return { upload: toPendingUpload(ctx, row) };
  });
}

async function findKnown(ctx: TenantContext, sql: TenantSql, digest: Buffer) {
  const [same] = await sql<{ id: string }>(
    `select id from document where tenant_id = :tenant and digest_mac = $1 and stage = any($2)
       and superseded_at is null order by created_at limit 1`,
    [digest, ['indexed', ...ACTIVE_STAGES]],
  );
  const row = same && (await findDocumentRow(sql, same.id));
  return row && toDocumentView(ctx, row);
}

async function findLeft(sql: TenantSql, digest: Buffer, folderId: string, bytes: number) {
  const [row] = await sql<UploadRow>(
    `${SELECT_UPLOAD} and digest_mac = $1 and folder_id = $2 and bytes = $3 order by touched_at desc limit 1`,
    [digest, folderId, bytes],
  );
  return row;
}
