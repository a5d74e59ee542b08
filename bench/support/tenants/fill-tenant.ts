import { randomBytes } from 'node:crypto';
import { now } from '@/lib/clock';
import { withTenantSql } from '@/lib/db/tenant-sql';
import { sealDocumentName } from '@/lib/documents/document-row';
import { saveChunks } from '@/lib/documents/save-chunks';
import { newId } from '@/lib/ids';
import { tenantKeys } from '@/lib/keys/tenant-keys';
import { tenantObjects } from '@/lib/objects/tenant-objects';
import { chunkTerms } from '@/lib/retrieval/index-chunks';
import { termFrequencies } from '@/lib/retrieval/terms';
import type { TenantContext } from '@/lib/tenancy/context';
import { tenantVectors } from '@/lib/vectors/tenant-vectors';

const CHUNKS = 10;
const SENTENCES = 4;
const DIMENSIONS = 512;

const TOPICS = ['boiler', 'crane', 'ferry', 'invoice', 'roster', 'harbour', 'tariff', 'mooring'];

export const QUESTIONS = TOPICS.map((topic) => `Which number does the ${topic} office use in May?`);

/**
 * A small tenant: one document of ten passages with everything that ingestion would have written. Its
 * vectors are random directions, since embedding ten thousand documents would measure the encoder.
 */
export async function fillTenant(ctx: TenantContext): Promise<void> {
  const id = newId();
  const chunks = Array.from({ length: CHUNKS }, (_, ordinal) => {
    const text = paragraph(ordinal);
    return {
      id: newId(),
      ordinal,
      page: 1,
      start: ordinal * 1_000,
      end: ordinal * 1_000 + text.length,
      text,
    };
  });
  const keys = tenantKeys(ctx);
  const folderId = await withTenantSql(ctx, async (sql) => {
    const [folder] = await sql<{ id: string }>(
      'select id from folder where tenant_id = :tenant limit 1',
    );
    if (!folder) throw new Error('A tenant has a folder.');
    await sql(
      `insert into document (tenant_id, id, folder_id, name_sealed, media_type, format, bytes, content_mac, stage, pages,
         chunk_count, created_by, created_at, stage_at, indexed_at)
       values (:tenant, $1, $2, $3, 'text/plain', 'text', 4096, $4, 'indexed', 1, $5, $6, $7, $7, $7)`,
      [
        id,
        folder.id,
        sealDocumentName(ctx, id, 'Handbook.txt'),
        keys.contentMac(randomBytes(16)),
        CHUNKS,
        ctx.principal.id,
        now(),
      ],
    );
    await saveChunks(ctx, sql, id, chunks);
    const postings = chunks.flatMap((chunk) => {
      const found = chunkTerms(chunk);
      return [...termFrequencies(found)].map(([term, tf]) => ({
        term: keys.termHash(term),
        chunkId: chunk.id,
        tf,
        length: found.length,
      }));
    });
    await sql(
      `insert into lexical_posting (tenant_id, term, chunk_id, document_id, tf, chunk_terms)
       select :tenant, p.term, p.chunk_id, $5, p.tf, p.chunk_terms
       from unnest($1::bytea[], $2::uuid[], $3::smallint[], $4::integer[]) as p (term, chunk_id, tf, chunk_terms)`,
      [
        postings.map((posting) => posting.term),
        postings.map((posting) => posting.chunkId),
        postings.map((posting) => posting.tf),
        postings.map((posting) => posting.length),
        id,
      ],
    );
    return folder.id;
  });
  await tenantObjects(ctx).put('original', id, randomBytes(4_096));
  await tenantVectors(ctx).upsert(
    chunks.flatMap((chunk) =>
      Array.from({ length: SENTENCES }, () => ({
        id: newId(),
        chunkId: chunk.id,
        documentId: id,
        folderId,
        vector: direction(),
      })),
    ),
  );
}

function paragraph(ordinal: number): string {
  const topic = TOPICS[ordinal % TOPICS.length];
  return Array.from(
    { length: SENTENCES },
    (_, n) =>
      `In month ${n + 1} the ${topic} office of quay ${ordinal} uses the number ${ordinal * 100 + n} and reports to desk ${n}.`,
  ).join(' ');
}

function direction(): Float32Array {
  const vector = Float32Array.from({ length: DIMENSIONS }, () => Math.random() - 0.5);
  const length = Math.hypot(...vector);
  return vector.map((component) => component / length);
}
