import { recordAudit } from '@/lib/audit/record';
import { embeddingMeter } from '@/lib/budget/meter-embedding';
import type { BudgetSubject } from '@/lib/budget/scopes';
import { now } from '@/lib/clock';
import { idFrom, newId } from '@/lib/ids';
import { finishJob, whileHeld } from '@/lib/jobs/job-rows';
import type { Liveness } from '@/lib/jobs/stall-watch';
import { tenantKeys } from '@/lib/keys/tenant-keys';
import { log } from '@/lib/log';
import { indexChunks, removeFromIndex } from '@/lib/retrieval/index-chunks';
import type { TenantContext } from '@/lib/tenancy/context';
import type { Job } from '@/lib/tenancy/verify-work';
import { addResourceUse } from '@/lib/traffic/add-resource-use';
import { assertReadingLeft } from '@/lib/traffic/quotas';
import { detectInDocument } from '@/lib/untrusted/detect-in-document';
import { countInDocument } from '@/lib/untrusted/record-attempts';
import { alignVectors } from './align-vectors';
import { openDocumentName } from './document-row';
import { chunkPages } from './extract/chunk';
import type { Extracted } from './extract/schema';
import { type DocumentToRead, extractDocument } from './extract-document';
import { failIngest } from './fail-ingest';
import { qualityHints } from './hints';
import { type IdentifiedChunk, saveChunks } from './save-chunks';
import { enterStage, StageProgress } from './stage-progress';
import { takePlace } from './versions/take-place';

type Principal = BudgetSubject['principal'];

export interface IngestOutcome {
  outcome: 'done' | 'failed';
  /** Of the extraction's child process; absent when an earlier attempt had extracted. */
  peakBytes?: number;
}

/**
 * Makes one document searchable, or ends it as failed with its reason. Nothing of it is found before
 * the last transaction, which adds the passages; an attempt that ends before leaves only what the next
 * one replaces. Throws the signal's reason, or `cancelled`, when the job is no longer this worker's, and `rate_limited`
 * with a time when the workspace's day or minute has no room for it.
 */
export async function ingestDocument(
  job: Job,
  signal: AbortSignal,
  liveness?: Liveness,
): Promise<IngestOutcome> {
  const used = { pages: 0, cpuMs: 0 };
  try {
    return await ingest(job, signal, used, liveness);
  } finally {
    await addResourceUse(job.ctx, used).catch((error) =>
      log.warn({ job: job.id, err: String(error) }, 'what a document took was not counted'),
    );
  }
}

async function ingest(
  job: Job,
  signal: AbortSignal,
  used: { pages: number; cpuMs: number },
  liveness: Liveness | undefined,
): Promise<IngestOutcome> {
  const document = await readDocument(job);
  await assertReadingLeft(job.ctx);
  const extraction = await extractDocument(job, document, signal, liveness);
  liveness?.beat();
  used.cpuMs += extraction.cpuMs;
  if (!extraction.ok) {
    await failIngest(job, extraction.code);
    return { outcome: 'failed' };
  }
  const { extracted, peakBytes } = extraction;
  await enterStage(job, 'chunking');
  const chunks = chunkPages(extracted.pages).map((chunk) => ({ ...chunk, id: newId() }));
  if (chunks.length === 0) {
    await failIngest(job, 'no_text');
    return { outcome: 'failed', peakBytes };
  }
  await enterStage(job, 'embedding', chunks.length);
  const progress = new StageProgress(job, 'embedding');
  const meter = await embeddingMeter(job.ctx, {
    requestId: workIdOf(job.ctx, document.id, chunks),
    feature: 'ingest',
    documents: [document.id],
    principal: document.principal,
  });
  await indexChunks(job.ctx, document, chunks, {
    signal,
    meter,
    onProgress: (done, total) => progress.report(done, total),
    onCpu: (ms) => {
      liveness?.beat();
      used.cpuMs += ms;
    },
  });
  await progress.settled();
  signal.throwIfAborted();
  const replaced = await publish(job, extracted, chunks);
  for (const id of replaced) await removeFromIndex(job.ctx, id);
  used.pages = extracted.pages.length;
  await alignVectors(job.ctx, document.id, document.folderId);
  return { outcome: 'done', peakBytes };
}

/** Follows from the document and what it is cut into, so that every attempt, and a Retry, finds what the ones before paid. */
function workIdOf(ctx: TenantContext, documentId: string, chunks: IdentifiedChunk[]): string {
  const mac = tenantKeys(ctx).contentMacOf();
  mac.update(Buffer.from(documentId));
  for (const { text } of chunks) mac.update(Buffer.from(`${text}\0`));
  return idFrom(mac.digest());
}

/** With whose work the job is. */
async function readDocument(job: Job): Promise<DocumentToRead & { principal: Principal }> {
  return whileHeld(job, async (sql) => {
    const rows = await sql<{
      tenant_id: string;
      id: string;
      folder_id: string;
      name_sealed: Buffer;
      media_type: string;
      created_kind: Principal['kind'];
    }>(
      `select d.tenant_id, d.id, d.folder_id, d.name_sealed, d.media_type,
         (select j.created_kind from job j where j.tenant_id = :tenant and j.id = $2) as created_kind
       from document d where d.tenant_id = :tenant and d.id = $1`,
      [job.subjectId, job.id],
    );
    const row = rows[0];
    // Deleting a document cancels its job in the same transaction.
    if (!row) throw new Error('A job has no document.');
    return {
      id: row.id,
      folderId: row.folder_id,
      name: openDocumentName(job.ctx, row),
      mediaType: row.media_type,
      principal: { kind: row.created_kind, id: job.createdBy },
    };
  });
}

/** Ids of documents whose passages are in no answer from now on. */
async function publish(
  job: Job,
  extracted: Extracted,
  chunks: IdentifiedChunk[],
): Promise<string[]> {
  const steers = await detectInDocument(wordsOf(extracted));
  return whileHeld(job, async (sql) => {
    const at = now();
    const { inForce, replaced } = await takePlace(sql, job.subjectId, at);
    if (inForce) await saveChunks(job.ctx, sql, job.subjectId, chunks);
    await sql(
      `update document set stage = 'indexed', stage_at = $2, indexed_at = $2, format = $3, pages = $4, chunk_count = $5,
         progress_done = $5, progress_total = $5, hints = $6
       where tenant_id = :tenant and id = $1`,
      [
        job.subjectId,
        at,
        extracted.format,
        extracted.pages.length,
        chunks.length,
        qualityHints(extracted),
      ],
    );
    await countInDocument(sql, job.subjectId, steers);
    await finishJob(sql, job, 'done', chunks.length);
    await recordAudit(job.ctx, sql, {
      action: 'document.index',
      objectKind: 'document',
      objectId: job.subjectId,
      detail: { pages: extracted.pages.length, chunks: chunks.length },
    });
    return replaced;
  });
}

/** All of a document in reading order, so that what is split over passages is seen whole. */
function wordsOf({ pages }: Extracted): string {
  return pages.flatMap(({ blocks }) => blocks.map(({ text }) => text)).join('\n');
}
