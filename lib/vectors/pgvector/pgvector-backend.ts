import { type VectorQuery, vectorDatabase } from '@/lib/db/vector-database';
import { env } from '@/lib/env';
import { AppError } from '@/lib/errors';
import type { StoredRow, VectorBackend, VectorSpace } from '../vector-backend';
import type { VectorRow } from '../vector-store';
import { createTable, isMissing, tableOf } from './pgvector-tables';

const PAGE = 256;
const NO_ID = '00000000-0000-0000-0000-000000000000';

interface PgRow {
  tenant_id: string;
  id: string;
  chunk_id: string;
  document_id: string;
  folder_id: string;
  embedding: string | null;
}

/**
 * PostgreSQL with the extension `vector`: a table per generation, or one for the `shared` tier, where
 * each statement carries the tenant's predicate.
 */
export const pgvectorBackend: VectorBackend = {
  async upsert(space, rows) {
    const query = databaseOf(space);
    for (let from = 0; from < rows.length; from += PAGE) {
      const page = rows.slice(from, from + PAGE);
      try {
        await insert(query, space, page);
      } catch (error) {
        if (!isMissing(error)) throw error;
        await createTable(query, space);
        await insert(query, space, page);
      }
    }
  },

  async search(space, vector, { limit, folderIds, documentIds }) {
    const { where, params } = predicate(space, 4);
    const rows = await unlessMissing(
      databaseOf(space)<Omit<PgRow, 'folder_id' | 'embedding'> & { cosine: number }>(
        `select tenant_id, id, chunk_id, document_id, -(embedding <#> $1::vector) as cosine from ${tableOf(space)}
         where ${where} and ($2::uuid[] is null or folder_id = any($2::uuid[]))
           and ($3::uuid[] is null or document_id = any($3::uuid[]))
         order by embedding <#> $1::vector limit $4`,
        [literal(vector), folderIds ?? null, documentIds ?? null, limit, ...params],
      ),
    );
    return rows.map((row) => ({
      tenantId: row.tenant_id,
      id: row.id,
      chunkId: row.chunk_id,
      documentId: row.document_id,
      cosine: row.cosine,
    }));
  },

  async removeDocument(space, documentId) {
    const { where, params } = predicate(space, 1);
    const text = `delete from ${tableOf(space)} where ${where} and document_id = $1::uuid`;
    await unlessMissing(databaseOf(space)(text, [documentId, ...params]));
  },

  async moveDocument(space, documentId, folderId) {
    const { where, params } = predicate(space, 2);
    const text = `update ${tableOf(space)} set folder_id = $2::uuid where ${where} and document_id = $1::uuid`;
    await unlessMissing(databaseOf(space)(text, [documentId, folderId, ...params]));
  },

  async count(space) {
    const { where, params } = predicate(space, 0);
    const text = `select count(*)::integer as count from ${tableOf(space)} where ${where}`;
    const [row] = await unlessMissing(databaseOf(space)<{ count: number }>(text, params));
    return row?.count ?? 0;
  },

  async *scan(space, withVectors) {
    const { where, params } = predicate(space, 2);
    const embedding = withVectors ? 'embedding::text' : 'null';
    let after = NO_ID;
    for (;;) {
      const rows = await unlessMissing(
        databaseOf(space)<PgRow>(
          `select tenant_id, id, chunk_id, document_id, folder_id, ${embedding} as embedding from ${tableOf(space)}
           where ${where} and id > $1::uuid order by id limit $2`,
          [after, PAGE, ...params],
        ),
      );
      const last = rows.at(-1);
      if (!last) return;
      yield rows.map(toStoredRow);
      after = last.id;
    }
  },

  async publish() {
    // The placement names the current generation.
  },

  async drop(space) {
    const query = databaseOf(space);
    if (!space.shared) {
      await query(`drop table if exists ${tableOf(space)}`).catch((error) => {
        if (!isMissing(error)) throw error;
      });
      return;
    }
    const { where, params } = predicate(space, 0);
    await unlessMissing(query(`delete from ${tableOf(space)} where ${where}`, params));
  },
};

async function insert(query: VectorQuery, space: VectorSpace, rows: readonly VectorRow[]) {
  // A batch may name a row twice, which one statement cannot write twice: the last one counts.
  const distinct = [...new Map(rows.map((row) => [row.id, row])).values()];
  await query(
    `insert into ${tableOf(space)} (tenant_id, space, id, chunk_id, document_id, folder_id, embedding)
     select $1::uuid, $2, r.id, r.chunk_id, r.document_id, r.folder_id, r.embedding::vector
     from unnest($3::uuid[], $4::uuid[], $5::uuid[], $6::uuid[], $7::text[])
       as r (id, chunk_id, document_id, folder_id, embedding)
     on conflict (tenant_id, space, id) do update set chunk_id = excluded.chunk_id,
       document_id = excluded.document_id, folder_id = excluded.folder_id, embedding = excluded.embedding`,
    [
      space.tenantId,
      space.name,
      distinct.map((row) => row.id),
      distinct.map((row) => row.chunkId),
      distinct.map((row) => row.documentId),
      distinct.map((row) => row.folderId),
      distinct.map((row) => literal(row.vector)),
    ],
  );
}

/** In a table of its own a tenant's rows need no predicate: a foreign one must be noticed, not skipped. */
function predicate(space: VectorSpace, taken: number): { where: string; params: unknown[] } {
  if (!space.shared) return { where: 'true', params: [] };
  const where = `tenant_id = $${taken + 1}::uuid and space = $${taken + 2}`;
  return { where, params: [space.owner, space.name] };
}

function literal(vector: Float32Array): string {
  return `[${vector.join(',')}]`;
}

function toStoredRow(row: PgRow): StoredRow {
  return {
    tenantId: row.tenant_id,
    id: row.id,
    chunkId: row.chunk_id,
    documentId: row.document_id,
    folderId: row.folder_id,
    vector: Float32Array.from(row.embedding ? (JSON.parse(row.embedding) as number[]) : []),
  };
}

async function unlessMissing<Row>(rows: Promise<Row[]>): Promise<Row[]> {
  try {
    return await rows;
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

function databaseOf(space: VectorSpace): VectorQuery {
  const url = space.endpoint?.url ?? env.PGVECTOR_URL;
  if (!url)
    throw new AppError('store_unavailable', 'No PostgreSQL with vectors is set: PGVECTOR_URL.');
  return vectorDatabase(url);
}
