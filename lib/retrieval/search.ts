import { withTenantSql } from '@/lib/db/tenant-sql';
import { tenantKeys } from '@/lib/keys/tenant-keys';
import type { TenantContext } from '@/lib/tenancy/context';
import { tenantVectors } from '@/lib/vectors/tenant-vectors';
import { type Bm25Result, bm25 } from './bm25';
import { embedder, embedTexts } from './embedder';
import { embeddingUnits } from './embedding-units';
import { type Candidate, fuse, nearestPerChunk, relevant } from './fuse';
import { corpusStats, type LexicalScope, readPostings } from './lexical-index';
import { openPassages, type Passage } from './open-passages';
import { terms } from './terms';

export type { Passage };

export interface SearchScope extends LexicalScope {
  signal?: AbortSignal;
  /** Told how many tokens of the question were embedded, in parts. */
  onTokens?: (tokens: number) => void;
}

export interface SearchOptions extends SearchScope {
  /** Passages wanted at most. */
  limit: number;
}

/** Sentences taken from the vector search; more no longer changed the first five passages. */
const DENSE_HITS = 128;
/** As much as the encoder reads of one text. */
const EMBEDDED_AT_ONCE = 1_000;
/** More distinct terms than the longest question has words. */
const QUESTION_TERMS = 2_000;

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
  const best = (await candidates(ctx, question, options)).slice(0, 2 * options.limit);
  if (best.length === 0) return [];
  // Some may have no row: a document is indexed before its chunks are published.
  const passages = await withTenantSql(ctx, (sql) => openPassages(ctx, sql, best));
  return passages.slice(0, options.limit);
}

/** The relevant chunks with their scores, best first. */
export async function candidates(
  ctx: TenantContext,
  question: string,
  scope: SearchScope,
): Promise<Candidate[]> {
  const [lexical, dense] = await Promise.all([
    lexicalScores(ctx, question, scope),
    denseScores(ctx, question, scope),
  ]);
  return relevant(fuse(lexical, dense), lexical.chunks);
}

/** BM25 over the blind index. */
export async function lexicalScores(
  ctx: TenantContext,
  question: string,
  scope: SearchScope,
): Promise<Bm25Result> {
  const keys = tenantKeys(ctx);
  const distinct = [...new Set(terms(question))].slice(0, QUESTION_TERMS);
  const hashes = distinct.map((term) => keys.termHash(term));
  const { postings, stats } = await withTenantSql(ctx, async (sql) => ({
    postings: await readPostings(sql, hashes, scope),
    stats: await corpusStats(ctx, sql),
  }));
  return bm25(new Set(hashes.map((hash) => hash.toString('hex'))), postings, stats);
}

/** The cosine of the question and each near chunk's nearest sentence. */
export async function denseScores(
  ctx: TenantContext,
  question: string,
  scope: SearchScope,
): Promise<Map<string, number>> {
  const [vectors, folderIds] = await Promise.all([
    embedTexts(questionParts(question), {
      priority: 'query',
      signal: scope.signal,
      onTokens: scope.onTokens,
    }),
    readableFolders(ctx, scope.folderIds),
  ]);
  if (folderIds.length === 0) return new Map();
  const store = tenantVectors(ctx);
  const options = { limit: DENSE_HITS, folderIds, documentIds: scope.documentIds };
  const hits = await Promise.all(vectors.map((vector) => store.search(vector, options)));
  return nearestPerChunk(hits.flat());
}

/** More tokens than this a search for the question does not embed. */
export function questionTokenBound(question: string): number {
  return embedder().tokenBound(questionParts(question));
}

/** A long question is looked up in parts, so that nothing of it is left out: an embedding reads only so much. */
function questionParts(question: string): string[] {
  if (question.length <= EMBEDDED_AT_ONCE) return [question];
  const parts: string[] = [];
  for (const unit of embeddingUnits(question)) {
    const last = parts.at(-1);
    if (last !== undefined && last.length + unit.length < EMBEDDED_AT_ONCE)
      parts[parts.length - 1] = `${last} ${unit}`;
    else parts.push(unit);
  }
  return parts;
}

function readableFolders(ctx: TenantContext, wanted?: readonly string[]): Promise<string[]> {
  return withTenantSql(ctx, async (sql) => {
    const rows = await sql<{ tenant_id: string; id: string }>(
      `select tenant_id, id from folder
       where tenant_id = :tenant and ($1::uuid[] is null or id = any($1))`,
      [wanted ?? null],
    );
    return rows.map((row) => row.id);
  });
}
