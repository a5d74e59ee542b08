import { withTenantSql } from '@/lib/db/tenant-sql';
import { tenantKeys } from '@/lib/keys/tenant-keys';
import type { TenantContext } from '@/lib/tenancy/context';
import { tenantVectors } from '@/lib/vectors/tenant-vectors';
import { CHUNKS_AT_ONCE, type EmbedChunksOptions, embedChunks } from './embed-chunks';
import { termFrequencies, terms } from './terms';

export interface IndexedChunk {
  id: string;
  text: string;
  heading?: string;
}

export interface IndexOptions extends EmbedChunksOptions {
  /** Told after each batch how many chunks are embedded. */
  onProgress?: (done: number, total: number) => void | Promise<void>;
}

const LARGEST_TF = 32_767;

/** The terms under which a chunk is found; `chunk.term_count` is their number. */
export function chunkTerms(chunk: Pick<IndexedChunk, 'text' | 'heading'>): string[] {
  return terms(chunk.heading ? `${chunk.heading}\n${chunk.text}` : chunk.text);
}

/**
 * Makes a document's chunks findable: sentence vectors, then the postings of hashed terms in one
 * transaction. What an earlier attempt left is replaced. Needs the chunk's document row.
 * Rejects with the signal's reason when aborted; `removeFromIndex` then clears what was written.
 */
export async function indexChunks(
  ctx: TenantContext,
  document: { id: string; folderId: string },
  chunks: readonly IndexedChunk[],
  options: IndexOptions,
): Promise<void> {
  await removeFromIndex(ctx, document.id);
  const vectors = tenantVectors(ctx);
  for (let done = 0; done < chunks.length; ) {
    const next = chunks.slice(done, done + CHUNKS_AT_ONCE);
    const { count, rows } = await embedChunks(document, next, done, options);
    await vectors.upsert(rows);
    done += count;
    await options.onProgress?.(done, chunks.length);
  }
  options.signal?.throwIfAborted();
  await writePostings(ctx, document.id, chunks);
}

/** Takes a document out of every answer to come; without effect when it is not indexed. */
export async function removeFromIndex(ctx: TenantContext, documentId: string): Promise<void> {
  await withTenantSql(ctx, (sql) =>
    sql('delete from lexical_posting where tenant_id = :tenant and document_id = $1', [documentId]),
  );
  await tenantVectors(ctx).removeDocument(documentId);
}

async function writePostings(
  ctx: TenantContext,
  documentId: string,
  chunks: readonly IndexedChunk[],
): Promise<void> {
  const keys = tenantKeys(ctx);
  await withTenantSql(ctx, async (sql) => {
    for (let from = 0; from < chunks.length; from += CHUNKS_AT_ONCE) {
      const hashes: Buffer[] = [];
      const chunkIds: string[] = [];
      const tfs: number[] = [];
      const lengths: number[] = [];
      for (const chunk of chunks.slice(from, from + CHUNKS_AT_ONCE)) {
        const found = chunkTerms(chunk);
        for (const [term, tf] of termFrequencies(found)) {
          hashes.push(keys.termHash(term));
          chunkIds.push(chunk.id);
          tfs.push(Math.min(tf, LARGEST_TF));
          lengths.push(found.length);
        }
      }
      await sql(
        `insert into lexical_posting (tenant_id, term, chunk_id, document_id, tf, chunk_terms)
         select :tenant, p.term, p.chunk_id, $5, p.tf, p.chunk_terms
         from unnest($1::bytea[], $2::uuid[], $3::smallint[], $4::integer[])
           as p (term, chunk_id, tf, chunk_terms)`,
        [hashes, chunkIds, tfs, lengths, documentId],
      );
    }
  });
}
