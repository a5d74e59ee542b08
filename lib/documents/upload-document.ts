import { recordAudit } from '@/lib/audit/record';
import { now } from '@/lib/clock';
import { type TenantSql, withTenantSql } from '@/lib/db/tenant-sql';
import { AppError, notFound } from '@/lib/errors';
import { enqueueIngest } from '@/lib/jobs/job-rows';
import { wakeWorkers } from '@/lib/jobs/job-signals';
import { tenantObjects } from '@/lib/objects/tenant-objects';
import type { TenantContext } from '@/lib/tenancy/context';
import { policyOf } from '@/lib/tenancy/policy';
import { authorize } from '@/lib/tenancy/roles';
import type { Policy } from '@/lib/tenancy/schema';
import { assertUploadQuota } from '@/lib/traffic/quotas';
import { findDocumentRow, sealDocumentName, toDocumentView } from './document-row';
import { firstFolder, holdFolder } from './folders/folder-row';
import { holdLibrary } from './hold-library';
import { receiveOriginal, type Upload } from './read-upload';
import { ACTIVE_STAGES, type UploadResult } from './schema';
import { maxUploadBytes, refuseTooLarge } from './upload-limits';
import {
  digestMac,
  findNewest,
  findPredecessor,
  nameMac,
  type Predecessor,
} from './versions/recognise';

export interface UploadInput {
  name: string;
  mediaType: string;
  /** Default: the workspace's first folder. */
  folderId?: string | undefined;
  /** What other bytes under the name of a document in the folder become; default: a document beside it. */
  sameName?: 'version' | 'separate' | undefined;
}

/** As `keepUpload`, of bytes that are at hand. Throws `too_large` too. */
export async function uploadDocument(
  ctx: TenantContext,
  { bytes, ...input }: UploadInput & { bytes: Uint8Array },
): Promise<UploadResult> {
  authorize(ctx, 'documents:upload');
  const limit = maxUploadBytes(await policyOf(ctx));
  if (bytes.length > limit) throw refuseTooLarge(limit, bytes.length);
  return keepUpload(ctx, { ...input, original: await receiveOriginal(ctx, once(bytes)) });
}

/** A file that arrived, and what it becomes. */
export type NewDocument = UploadInput &
  Upload & {
    successorOf?: string;
    /** To read the same bytes once more, beside the version in force. */
    again?: boolean;
  };

/**
 * Makes a document of a file that arrived, or the next version of one, and queues it for ingestion. The same bytes again give the document that is
 * there already. Throws `forbidden`, `not_found` for the folder, `invalid_input` for an empty file, `conflict` when the
 * workspace is full, or `rate_limited` when its day is used up. Without a document nothing of the file is left.
 */
export async function keepUpload(ctx: TenantContext, input: NewDocument): Promise<UploadResult> {
  const { original } = input;
  try {
    authorize(ctx, 'documents:upload');
    if (original.bytes === 0) {
      throw new AppError(
        'invalid_input',
        'The file is empty. Check that it was saved completely, then upload it again.',
      );
    }
    const known = input.again
      ? undefined
      : await withTenantSql(ctx, (sql) => findSame(sql, original.mac));
    if (known) return await existing(ctx, known);
    return await keepNew(ctx, input);
  } finally {
    await original.discard();
  }
}

async function keepNew(ctx: TenantContext, input: NewDocument): Promise<UploadResult> {
  const { original } = input;
  const policy = await policyOf(ctx);
  await original.keep();
  const remove = () => tenantObjects(ctx).remove('original', original.id);
  const stored = await insert(ctx, input, policy).catch(async (error) => {
    await remove();
    throw error;
  });
  // Somebody else's upload of the same bytes came first.
  if (stored !== original.id) {
    await remove();
    return existing(ctx, stored);
  }
  wakeWorkers();
  return { document: await view(ctx, original.id), alreadyHere: false };
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

/** The id of the inserted document, or of the one with the same bytes. */
async function insert(ctx: TenantContext, input: NewDocument, policy: Policy): Promise<string> {
  const { id, mac, bytes, sha256 } = input.original;
  return withTenantSql(ctx, async (sql) => {
    await holdLibrary(sql);
    const same = input.again ? undefined : await findSame(sql, mac);
    if (same) return same;
    if (input.again && input.successorOf) await requireInForce(sql, input.successorOf);
    await assertUploadQuota(ctx, sql, policy, bytes);
    const folderId = input.folderId ?? (await firstFolder(sql));
    await holdFolder(sql, folderId);
    const before = await predecessorOf(ctx, sql, input, folderId);
    const at = now();
    await sql(
      `insert into document (tenant_id, id, folder_id, name_sealed, media_type, bytes, content_mac, created_by, created_at, stage_at,
         name_mac, digest_mac, series_id, version, tag_ids)
       values (:tenant, $1, $2, $3, $4, $5, $6, $7, $8, $8, $9, $10, $11, $12, $13::uuid[])`,
      [
        id,
        folderId,
        sealDocumentName(ctx, id, input.name),
        input.mediaType,
        bytes,
        mac,
        ctx.principal.id,
        at,
        nameMac(ctx, input.name),
        digestMac(ctx, sha256),
        before?.seriesId ?? null,
        before?.version ?? 1,
        before?.tagIds ?? [],
      ],
    );
    await enqueueIngest(ctx, sql, id);
    await recordAudit(ctx, sql, {
      action: 'document.upload',
      objectKind: 'document',
      objectId: id,
      detail: { bytes, folder: folderId, ...(before && { version: before.version }) },
    });
    return id;
  });
}

/** Of a version that is restored the newest of its series, of an upload the newest of its name. */
async function predecessorOf(
  ctx: TenantContext,
  sql: TenantSql,
  input: NewDocument,
  folderId: string,
): Promise<Predecessor | undefined> {
  if (input.successorOf !== undefined) return findNewest(sql, input.successorOf);
  if (input.sameName !== 'version') return undefined;
  return findPredecessor(ctx, sql, folderId, input.name);
}

/** Under the library's lock, so that of two who ask at once one is refused. */
async function requireInForce(sql: TenantSql, id: string): Promise<void> {
  const rows = await sql<{ id: string; stage: string; superseded: boolean }>(
    `select s.id, s.stage, s.superseded_at is not null as superseded from document d
     join document s on s.tenant_id = d.tenant_id
       and (s.id = coalesce(d.series_id, d.id) or s.series_id = coalesce(d.series_id, d.id))
     where d.tenant_id = :tenant and d.id = $1`,
    [id],
  );
  const active: readonly string[] = ACTIVE_STAGES;
  const stands = rows.some((row) => row.id === id && row.stage === 'indexed' && !row.superseded);
  if (!stands || rows.some(({ stage }) => active.includes(stage)))
    throw new AppError('conflict', 'A newer version is there already, or being read.');
}

async function findSame(sql: TenantSql, mac: Buffer): Promise<string | undefined> {
  const rows = await sql<{ id: string }>(
    `select id from document where tenant_id = :tenant and content_mac = $1 and stage = any($2)
       and superseded_at is null
     order by created_at limit 1`,
    [mac, ['indexed', ...ACTIVE_STAGES]],
  );
  return rows[0]?.id;
}

async function existing(ctx: TenantContext, id: string): Promise<UploadResult> {
  return { document: await view(ctx, id), alreadyHere: true };
}

async function view(ctx: TenantContext, id: string): Promise<UploadResult['document']> {
  const row = await withTenantSql(ctx, (sql) => findDocumentRow(sql, id));
  if (!row) throw notFound();
  return toDocumentView(ctx, row);
}
