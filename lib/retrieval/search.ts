import { type TenantSql, withTenantSql } from '@/lib/db/tenant-sql';
import { tenantKeys } from '@/lib/keys/tenant-keys';
import type { TenantContext } from '@/lib/tenancy/context';
import { tenantVectors } from '@/lib/vectors/tenant-vectors';
import { type Bm25Result, bm25 } from './bm25';
import { embedTexts } from './embedder';
import { type Candidate, fuse, nearestPerChunk, relevant } from './fuse';
import { corpusStats, type LexicalScope, readPostings } from './lexical-index';
import { openPassages, type Passage } from './open-passages';
import { terms } from './terms';

export type { Passage };

export interface SearchOptions extends LexicalScope {
  /** Passages wanted at most. */
  limit: number;
  signal?: AbortSignal;
}

/** Sentences taken from the vector search; more no longer changed the first five passages. */
const DENSE_HITS = 128;
/** A pasted page is looked up by its first distinct terms. */
const QUESTION_TERMS = 64;

/**
 * Hybrid search in the context's own documents, best first, and nothing at all when no passage is
 * relevant enough. Rows of folders that the principal may not read reach neither the scores nor the
 * result: row-level security hides their postings and chunks, the vector search is filtered by the
 * readable folders.
 */
export async function search(
  ctx: TenantContext,
  question: string,
  options: SearchOptions,
): Promise<Passage[]> {
  const best = relevant(await candidates(ctx, question, options)).slice(0, options.limit);
  if (best.length === 0) return [];
  return withTenantSql(ctx, (sql) => openPassages(ctx, sql, best));
}

/** All candidates with their scores, best first, before the relevance floor. */
export async function candidates(
  ctx: TenantContext,
  question: string,
  options: Omit<SearchOptions, 'limit'>,
): Promise<Candidate[]> {
  const embedding = embedTexts([question], { priority: 'query', signal: options.signal });
  const lookup = withTenantSql(ctx, async (sql) => ({
    folderIds: await readableFolders(sql, options.folderIds),
    lexical: await lexicalScores(ctx, sql, question, options),
  }));
  const [[vector], { folderIds, lexical }] = await Promise.all([embedding, lookup]);
  if (!vector || folderIds.length === 0) return [];
  const hits = await tenantVectors(ctx).search(vector, {
    limit: DENSE_HITS,
    folderIds,
    documentIds: options.documentIds,
  });
  return fuse(lexical, nearestPerChunk(hits));
}

async function lexicalScores(
  ctx: TenantContext,
  sql: TenantSql,
  question: string,
  scope: LexicalScope,
): Promise<Bm25Result> {
  const keys = tenantKeys(ctx);
  const distinct = [...new Set(terms(question))].slice(0, QUESTION_TERMS);
  const hashes = distinct.map((term) => keys.termHash(term));
  const postings = await readPostings(sql, hashes, scope);
  const names = new Set(hashes.map((hash) => hash.toString('hex')));
  return bm25(names, postings, await corpusStats(ctx, sql));
}

async function readableFolders(sql: TenantSql, wanted?: readonly string[]): Promise<string[]> {
  const rows = await sql<{ tenant_id: string; id: string }>(
    `select tenant_id, id from folder
     where tenant_id = :tenant and ($1::uuid[] is null or id = any($1))`,
    [wanted ?? null],
  );
  return rows.map((row) => row.id);
}
