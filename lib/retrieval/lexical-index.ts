import { LRUCache } from 'lru-cache';
import type { TenantSql } from '@/lib/db/tenant-sql';
import { processState } from '@/lib/process-state';
import type { TenantContext } from '@/lib/tenancy/context';
import { forgettable, removeEntries } from '@/lib/tenant-caches';
import type { CorpusStats, Posting } from './bm25';

export interface LexicalScope {
  folderIds?: readonly string[];
  documentIds?: readonly string[];
}

interface PostingRow {
  term: Buffer;
  chunk_id: string;
  tf: number;
  chunk_terms: number;
}

const STATS_MS = 30_000;
/** Below this, counting costs less than being out of date. */
const COUNT_ALWAYS = 5_000;
const cache = processState(
  'retrieval.stats',
  () => new LRUCache<string, CorpusStats>({ max: 5_000, ttl: STATS_MS }),
);
forgettable('statistics', (tenantId) =>
  removeEntries(cache, (key) => key.startsWith(`${tenantId}:`)),
);

/** Every posting of the hashed terms that the context may read; `Posting.term` is the hash in hex. */
export async function readPostings(
  sql: TenantSql,
  hashes: readonly Buffer[],
  scope: LexicalScope,
): Promise<Posting[]> {
  const rows = await sql<PostingRow>(
    `select term, chunk_id, tf, chunk_terms from lexical_posting
     where tenant_id = :tenant and term = any($1::bytea[])
       and ($2::uuid[] is null or document_id = any($2))
       and ($3::uuid[] is null or document_id in
         (select id from document where tenant_id = :tenant and folder_id = any($3)))`,
    [hashes, scope.documentIds ?? null, scope.folderIds ?? null],
  );
  return rows.map((row) => ({
    term: row.term.toString('hex'),
    chunkId: row.chunk_id,
    tf: row.tf,
    length: row.chunk_terms,
  }));
}

/** Of the chunks that this principal may read; kept for half a minute for a large library. */
export async function corpusStats(ctx: TenantContext, sql: TenantSql): Promise<CorpusStats> {
  const key = `${ctx.tenantId}:${ctx.principal.id}`;
  const known = cache.get(key);
  if (known) return known;
  const [row] = await sql<{ chunks: number; average: number }>(
    `select count(*)::integer as chunks, coalesce(avg(term_count), 0)::float8 as average
     from chunk where tenant_id = :tenant`,
  );
  const stats = { chunks: row?.chunks ?? 0, averageLength: row?.average ?? 0 };
  if (stats.chunks >= COUNT_ALWAYS) cache.set(key, stats);
  return stats;
}
