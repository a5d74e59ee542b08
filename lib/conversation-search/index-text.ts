import type { TenantSql } from '@/lib/db/tenant-sql';
import { tenantKeys } from '@/lib/keys/tenant-keys';
import { terms } from '@/lib/retrieval/terms';
import type { TenantContext } from '@/lib/tenancy/context';

export interface IndexedText {
  /** The message, or the conversation for its title. */
  sourceId: string;
  conversationId: string;
  text: string;
}

/** More distinct terms than the longest answer has. */
const MOST_TERMS = 4_000;
/** What every indexed text has, so that those which are missing can be told. */
const PRESENT = '';

/** The index's name of a term, another one for each person. */
function hashOf(ctx: TenantContext, term: string): Buffer {
  return tenantKeys(ctx).termHash(`conversation|${ctx.principal.id}|${term}`);
}

export function presentHash(ctx: TenantContext): Buffer {
  return hashOf(ctx, PRESENT);
}

export function termHashes(ctx: TenantContext, text: string): Buffer[] {
  return [...new Set(terms(text))].slice(0, MOST_TERMS).map((term) => hashOf(ctx, term));
}

/** Adds a text of the context's own person to the index of what they asked and were answered, in the caller's transaction. */
export async function indexText(
  ctx: TenantContext,
  sql: TenantSql,
  { sourceId, conversationId, text }: IndexedText,
): Promise<void> {
  await sql(
    `insert into conversation_posting (tenant_id, user_id, term, source_id, conversation_id)
     select :tenant, $1, h.term, $2, $3 from unnest($4::bytea[]) h (term) on conflict do nothing`,
    [ctx.principal.id, sourceId, conversationId, [presentHash(ctx), ...termHashes(ctx, text)]],
  );
}

/** The title is another one now. */
export async function reindexTitle(
  ctx: TenantContext,
  sql: TenantSql,
  conversationId: string,
  title: string,
): Promise<void> {
  await sql('delete from conversation_posting where tenant_id = :tenant and source_id = $1', [
    conversationId,
  ]);
  await indexText(ctx, sql, { sourceId: conversationId, conversationId, text: title });
}
