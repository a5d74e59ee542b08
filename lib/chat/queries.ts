import { recordSight } from '@/lib/audit/record-sight';
import { withTenant } from '@/lib/db/tenant-models';
import { type TenantSql, withTenantSql } from '@/lib/db/tenant-sql';
import { deferredOf } from '@/lib/deferred/queries';
import { notFound } from '@/lib/errors';
import { isId } from '@/lib/ids';
import { tenantKeys } from '@/lib/keys/tenant-keys';
import { conversationEnd } from '@/lib/lifecycle/retention/conversation-end';
import { openScopes } from '@/lib/scope/open-scopes';
import { scopeSchema } from '@/lib/scope/schema';
import type { TenantContext } from '@/lib/tenancy/context';
import { authorize } from '@/lib/tenancy/roles';
import {
  type CitationView,
  type ConversationSummary,
  type ConversationView,
  downgradedSchema,
  type MessageView,
} from './schema';

const PAGE = 200;

/** The person's own conversations, newest first, at most 200. */
export async function listConversations(ctx: TenantContext): Promise<ConversationSummary[]> {
  authorize(ctx, 'conversations:read');
  return withTenant(ctx, async (tx) => {
    const rows = await tx.conversation.findMany({
      where: { userId: ctx.principal.id },
      orderBy: [{ updatedAt: 'desc' }, { id: 'asc' }],
      take: PAGE,
    });
    const endOf = await conversationEnd(tx.sql);
    return rows.map((row) => ({ ...conversationSummary(ctx, row), endsAt: endOf(row.updatedAt) }));
  });
}

/** One conversation with its messages and citations. Throws `not_found` for another person's. */
export async function readConversation(
  ctx: TenantContext,
  conversationId: string,
): Promise<ConversationView> {
  authorize(ctx, 'conversations:read');
  if (!isId(conversationId)) throw notFound();
  return withTenant(ctx, async (tx) => {
    const row = await tx.conversation.findFirst({
      where: { id: conversationId, userId: ctx.principal.id },
    });
    if (!row) throw notFound();
    const endOf = await conversationEnd(tx.sql);
    const messages = await readMessages(ctx, tx.sql, conversationId);
    // The citations of an answer put passages before their reader once more.
    if (messages.some(({ citations }) => citations.length > 0))
      await recordSight(ctx, tx.sql, {
        action: 'conversation.open',
        objectKind: 'conversation',
        objectId: conversationId,
      });
    return {
      ...conversationSummary(ctx, row),
      endsAt: endOf(row.updatedAt),
      messages,
      deferred: await deferredOf(ctx, tx.sql, conversationId),
    };
  });
}

/** All that was said in a conversation, of every branch, in the order of the questions. */
export async function readHistory(
  ctx: TenantContext,
  conversationId: string,
): Promise<MessageView[]> {
  return withTenantSql(ctx, (sql) => readMessages(ctx, sql, conversationId));
}

interface ConversationRow {
  id: string;
  titleSealed: Uint8Array;
  updatedAt: Date;
}

export function conversationSummary(
  ctx: TenantContext,
  row: ConversationRow,
): Omit<ConversationSummary, 'endsAt'> {
  const title = tenantKeys(ctx).openText(
    { table: 'conversation', row: row.id, column: 'title' },
    row.titleSealed,
  );
  return { id: row.id, title, updatedAt: row.updatedAt.toISOString() };
}

interface MessageRow {
  tenant_id: string;
  id: string;
  parent_id: string | null;
  author: 'user' | 'assistant';
  state: MessageView['state'];
  error_code: string | null;
  text_sealed: Buffer;
  request_id: string | null;
  created_at: Date;
  downgraded: unknown;
  scope: unknown;
  input_tokens: bigint | null;
  output_tokens: bigint | null;
  price_nano: bigint | null;
}

interface CitationRow {
  tenant_id: string;
  id: string;
  message_id: string;
  ordinal: number;
  text_offset: number;
  document_id: string;
  page: number;
  char_start: number;
  char_end: number;
  quote_sealed: Buffer;
  name_sealed: Buffer | null;
  source_removed_at: Date | null;
  superseded: boolean | null;
}

async function readMessages(
  ctx: TenantContext,
  sql: TenantSql,
  conversationId: string,
): Promise<MessageView[]> {
  const messages = await sql<MessageRow>(
    `select m.tenant_id, m.id, m.parent_id, m.author, m.state, m.error_code, m.text_sealed, m.request_id, m.created_at,
       m.downgraded, m.scope, r.input_tokens, r.output_tokens, r.price_nano
     from message m
     left join request r on r.tenant_id = m.tenant_id and r.id = m.request_id
       and m.author = 'assistant' and m.state = 'stopped'
     where m.tenant_id = :tenant and m.conversation_id = $1
     order by min(m.ordinal) over (partition by coalesce(m.request_id, m.id)), m.ordinal`,
    [conversationId],
  );
  // A document that was removed, or that the person may no longer read, leaves its citation without a name.
  const citations = await sql<CitationRow>(
    `select c.tenant_id, c.id, c.message_id, c.ordinal, c.text_offset, c.document_id, c.page, c.char_start, c.char_end,
       c.quote_sealed, c.source_removed_at, d.name_sealed,
       d.superseded_at is not null as superseded
     from citation c join message m on m.tenant_id = c.tenant_id and m.id = c.message_id
     left join document d on d.tenant_id = c.tenant_id and d.id = c.document_id
     where c.tenant_id = :tenant and m.conversation_id = $1 order by c.ordinal`,
    [conversationId],
  );
  const scopes = messages.map((row) =>
    scopeSchema
      .optional()
      .catch(undefined)
      .parse(row.scope ?? undefined),
  );
  const viewOf = await openScopes(
    ctx,
    sql,
    scopes.filter((scope) => scope !== undefined),
  );
  const keys = tenantKeys(ctx);
  return messages.map((row, index) => ({
    id: row.id,
    parentId: row.parent_id,
    author: row.author,
    state: row.state,
    errorCode: row.error_code ?? undefined,
    text: keys.openText({ table: 'message', row: row.id, column: 'text' }, row.text_sealed),
    requestId: row.request_id ?? undefined,
    createdAt: row.created_at.toISOString(),
    downgraded: downgradedSchema
      .optional()
      .catch(undefined)
      .parse(row.downgraded ?? undefined),
    ...(row.price_nano !== null && {
      billed: {
        inputTokens: Number(row.input_tokens),
        outputTokens: Number(row.output_tokens),
        priceNano: String(row.price_nano),
      },
    }),
    ...(scopes[index] && { scope: viewOf(scopes[index]) }),
    citations: citations
      .filter((citation) => citation.message_id === row.id)
      .map((citation) => view(ctx, citation)),
  }));
}

function view(ctx: TenantContext, row: CitationRow): CitationView {
  const keys = tenantKeys(ctx);
  const readable = row.name_sealed !== null;
  const removedAt = row.source_removed_at?.toISOString();
  return {
    ordinal: row.ordinal,
    textOffset: row.text_offset,
    documentId: row.document_id,
    documentName: row.name_sealed
      ? keys.openText({ table: 'document', row: row.document_id, column: 'name' }, row.name_sealed)
      : undefined,
    ...(removedAt && { removedAt }),
    ...(row.superseded && { superseded: true }),
    page: row.page,
    start: row.char_start,
    end: row.char_end,
    quote: readable
      ? keys.openText({ table: 'citation', row: row.id, column: 'quote' }, row.quote_sealed)
      : '',
  };
}
