import { recordAudit } from '@/lib/audit/record';
import { now } from '@/lib/clock';
import { type TenantSql, withTenantSql } from '@/lib/db/tenant-sql';
import { AppError, notFound } from '@/lib/errors';
import { newId } from '@/lib/ids';
import { enqueueIngest } from '@/lib/jobs/job-rows';
import { wakeWorkers } from '@/lib/jobs/job-signals';
import { tenantKeys } from '@/lib/keys/tenant-keys';
import { tenantObjects } from '@/lib/objects/tenant-objects';
import type { TenantContext } from '@/lib/tenancy/context';
import { policyOf } from '@/lib/tenancy/policy';
import { authorize } from '@/lib/tenancy/roles';
import type { Policy } from '@/lib/tenancy/schema';
import { assertUploadQuota } from '@/lib/traffic/quotas';
import { findDocumentRow, sealDocumentName, toDocumentView } from './document-row';
import { holdFolder } from './folders/folder-row';
import type { Upload } from './read-upload';
import { ACTIVE_STAGES, type UploadResult } from './schema';
import { maxUploadBytes, refuseTooLarge } from './upload-limits';

export interface UploadInput extends Upload {
  /** Default: the workspace's first folder. */
  folderId?: string;
}

/**
 * Stores a file and queues it for ingestion. The same bytes again give the document that is there
 * already. Throws `forbidden`, `not_found` for the folder, `invalid_input` for an empty file,
 * `too_large`, `conflict` when the workspace is full, or `rate_limited` when its day is used up.
 */
export async function uploadDocument(
  ctx: TenantContext,
  input: UploadInput,
): Promise<UploadResult> {
  authorize(ctx, 'documents:upload');
  const policy = await policyOf(ctx);
  const limit = maxUploadBytes(policy);
  if (input.bytes.length > limit) throw refuseTooLarge(limit, input.bytes.length);
  if (input.bytes.length === 0) {
    throw new AppError(
      'invalid_input',
      'The file is empty. Check that it was saved completely, then upload it again.',
    );
  }
  const mac = tenantKeys(ctx).contentMac(input.bytes);
  const known = await withTenantSql(ctx, (sql) => findSame(sql, mac));
  if (known) return existing(ctx, known);

  const id = newId();
  const objects = tenantObjects(ctx);
  await objects.put('original', id, input.bytes);
  const stored = await insert(ctx, id, input, mac, policy).catch(async (error) => {
    await objects.remove('original', id);
    throw error;
  });
  // Somebody else's upload of the same bytes came first.
  if (stored !== id) {
    await objects.remove('original', id);
    return existing(ctx, stored);
  }
  wakeWorkers();
  return { document: await view(ctx, id), alreadyHere: false };
}

/** The id of the inserted document, or of the one with the same bytes. */
async function insert(
  ctx: TenantContext,
  id: string,
  input: UploadInput,
  mac: Buffer,
  policy: Policy,
): Promise<string> {
  return withTenantSql(ctx, async (sql) => {
    // One insert of a tenant at a time, so that neither the limit nor the comparison is raced past.
    await sql("select pg_advisory_xact_lock(hashtextextended('documents ' || :tenant::text, 0))");
    const same = await findSame(sql, mac);
    if (same) return same;
    await assertUploadQuota(ctx, sql, policy, input.bytes.length);
    const folderId = input.folderId ?? (await firstFolder(sql));
    await holdFolder(sql, folderId);
    const at = now();
    await sql(
      `insert into document (tenant_id, id, folder_id, name_sealed, media_type, bytes, content_mac, created_by, created_at, stage_at)
       values (:tenant, $1, $2, $3, $4, $5, $6, $7, $8, $8)`,
      [
        id,
        folderId,
        sealDocumentName(ctx, id, input.name),
        input.mediaType,
        input.bytes.length,
        mac,
        ctx.principal.id,
        at,
      ],
    );
    await enqueueIngest(ctx, sql, id);
    await recordAudit(ctx, sql, {
      action: 'document.upload',
      objectKind: 'document',
      objectId: id,
      detail: { bytes: input.bytes.length, folder: folderId },
    });
    return id;
  });
}

async function findSame(sql: TenantSql, mac: Buffer): Promise<string | undefined> {
  const rows = await sql<{ id: string }>(
    `select id from document where tenant_id = :tenant and content_mac = $1 and stage = any($2)
     order by created_at limit 1`,
    [mac, ['indexed', ...ACTIVE_STAGES]],
  );
  return rows[0]?.id;
}

async function firstFolder(sql: TenantSql): Promise<string> {
  const rows = await sql<{ id: string }>(
    'select id from folder where tenant_id = :tenant order by (name_sealed is not null), created_at, id limit 1',
  );
  if (!rows[0]) throw notFound();
  return rows[0].id;
}

async function existing(ctx: TenantContext, id: string): Promise<UploadResult> {
  return { document: await view(ctx, id), alreadyHere: true };
}

async function view(ctx: TenantContext, id: string): Promise<UploadResult['document']> {
  const row = await withTenantSql(ctx, (sql) => findDocumentRow(sql, id));
  if (!row) throw notFound();
  return toDocumentView(ctx, row);
}
