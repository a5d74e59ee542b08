import type { TenantSql } from '@/lib/db/tenant-sql';
import { tenantKeys } from '@/lib/keys/tenant-keys';
import { chunkTerms } from '@/lib/retrieval/index-chunks';
import type { TenantContext } from '@/lib/tenancy/context';
import type { Chunk } from './extract/chunk';

export interface IdentifiedChunk extends Chunk {
  id: string;
}

/** Rows a statement; between two the event loop is free. */
const BATCH = 32;

/** Stores the passages, their text and headings sealed. */
export async function saveChunks(
  ctx: TenantContext,
  sql: TenantSql,
  documentId: string,
  chunks: readonly IdentifiedChunk[],
): Promise<void> {
  const keys = tenantKeys(ctx);
  for (let from = 0; from < chunks.length; from += BATCH) {
    const batch = chunks.slice(from, from + BATCH);
    await sql(
      `insert into chunk (tenant_id, document_id, id, ordinal, page, heading_sealed, char_start, char_end, text_sealed, term_count)
       select :tenant, $1, c.* from unnest($2::uuid[], $3::integer[], $4::integer[], $5::bytea[], $6::integer[], $7::integer[],
         $8::bytea[], $9::integer[]) as c`,
      [
        documentId,
        batch.map((chunk) => chunk.id),
        batch.map((chunk) => chunk.ordinal),
        batch.map((chunk) => chunk.page),
        batch.map((chunk) =>
          chunk.heading === undefined
            ? null
            : keys.seal({ table: 'chunk', row: chunk.id, column: 'heading' }, chunk.heading),
        ),
        batch.map((chunk) => chunk.start),
        batch.map((chunk) => chunk.end),
        batch.map((chunk) =>
          keys.seal({ table: 'chunk', row: chunk.id, column: 'text' }, chunk.text),
        ),
        batch.map((chunk) => chunkTerms(chunk).length),
      ],
    );
  }
}
