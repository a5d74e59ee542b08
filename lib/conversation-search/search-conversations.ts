import { type TenantSql, withTenantSql } from '@/lib/db/tenant-sql';
import { tenantKeys } from '@/lib/keys/tenant-keys';
import { terms } from '@/lib/retrieval/terms';
import type { TenantContext } from '@/lib/tenancy/context';
import { authorize } from '@/lib/tenancy/roles';
import { indexMissing } from './index-missing';
import { termHashes } from './index-text';
import { markWords, snippetOf } from './mark-words';
import { type ConversationHit, type ConversationHits, MOST_HITS } from './schema';

/** Time that a search gives to what is not indexed yet. */
const INDEXING_MS = 400;

interface FoundRow {
  tenant_id: string;
  id: string;
  title_sealed: Buffer;
  updated_at: Date;
  matched: number;
  message_id: string | null;
  author: 'user' | 'assistant';
  text_sealed: Buffer;
}

/**
 * Full-text search over the context's own conversations: their titles, questions and answers, by whole words in any of
 * their forms. With nothing to search for it only goes on indexing what the index lacks.
 */
export async function searchConversations(
  ctx: TenantContext,
  query: string,
): Promise<ConversationHits> {
  authorize(ctx, 'conversations:read');
  const left = await indexMissing(ctx, INDEXING_MS);
  const hashes = termHashes(ctx, query);
  if (hashes.length === 0) return { hits: [], all: true, left };
  const rows = await withTenantSql(ctx, (sql) => find(ctx, sql, hashes));
  const most = Math.max(0, ...rows.map(({ matched }) => matched));
  const wanted = new Set(terms(query));
  return {
    hits: rows.filter(({ matched }) => matched === most).map((row) => openHit(ctx, row, wanted)),
    all: rows.length === 0 || most === hashes.length,
    left,
  };
}

/** By how many of the words each conversation has, then by age; of each the message with most of them, the newest. */
function find(ctx: TenantContext, sql: TenantSql, hashes: readonly Buffer[]): Promise<FoundRow[]> {
  return sql<FoundRow>(
    `with found as (
       select p.conversation_id, p.source_id, p.term from conversation_posting p
       where p.tenant_id = :tenant and p.user_id = $1 and p.term = any($2::bytea[])
     ), best as (
       select v.tenant_id, v.id, v.title_sealed, v.updated_at, count(distinct f.term)::integer as matched
       from found f join conversation v on v.tenant_id = :tenant and v.id = f.conversation_id and v.user_id = $1
       group by v.tenant_id, v.id, v.title_sealed, v.updated_at
       order by matched desc, v.updated_at desc, v.id limit $3
     )
     select b.tenant_id, b.id, b.title_sealed, b.updated_at, b.matched, m.id as message_id, m.author, m.text_sealed
     from best b left join lateral (
       select s.id, s.author, s.text_sealed from message s
       join (select f.source_id, count(*) as n from found f where f.conversation_id = b.id group by f.source_id) x
         on x.source_id = s.id
       where s.tenant_id = :tenant and s.conversation_id = b.id
       order by x.n desc, s.ordinal desc limit 1
     ) m on true
     order by b.matched desc, b.updated_at desc, b.id`,
    [ctx.principal.id, hashes, MOST_HITS],
  );
}

function openHit(ctx: TenantContext, row: FoundRow, wanted: ReadonlySet<string>): ConversationHit {
  const keys = tenantKeys(ctx);
  const title = keys.openText(
    { table: 'conversation', row: row.id, column: 'title' },
    row.title_sealed,
  );
  return {
    conversationId: row.id,
    title: markWords(title, wanted),
    updatedAt: row.updated_at.toISOString(),
    message: row.message_id ? openMessage(ctx, row, row.message_id, wanted) : undefined,
  };
}

function openMessage(
  ctx: TenantContext,
  { author, text_sealed }: FoundRow,
  id: string,
  wanted: ReadonlySet<string>,
): ConversationHit['message'] {
  const place = { table: 'message', row: id, column: 'text' };
  const snippet = snippetOf(tenantKeys(ctx).openText(place, text_sealed), wanted);
  return snippet && { id, author, snippet };
}
