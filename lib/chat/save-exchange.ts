import { saveTrace } from '@/lib/answer-trace/save-trace';
import type { TracePayload } from '@/lib/answer-trace/schema';
import { recordAudit } from '@/lib/audit/record';
import { now } from '@/lib/clock';
import { indexText } from '@/lib/conversation-search/index-text';
import { type TenantSql, withTenantSql } from '@/lib/db/tenant-sql';
import { type DeferredAttempt, endDeferred } from '@/lib/deferred/deferred-rows';
import { notFound } from '@/lib/errors';
import { newId } from '@/lib/ids';
import { tenantKeys } from '@/lib/keys/tenant-keys';
import { openScopes } from '@/lib/scope/open-scopes';
import type { Scope, ScopeView } from '@/lib/scope/schema';
import type { TenantContext } from '@/lib/tenancy/context';
import { countInMessage } from '@/lib/untrusted/record-attempts';
import type { CitationView, Downgraded } from './schema';

export interface OpenedConversation {
  id: string;
  title: string;
  /** Of the question. */
  scope?: ScopeView;
}

export interface StoredQuestion extends OpenedConversation {
  questionId: string;
  parentId: string | null;
}

const TITLE_FROM_QUESTION = 60;

/** Stores the question first, so that it is never lost; begins a conversation when none is named. */
export async function saveQuestion(
  ctx: TenantContext,
  conversationId: string | undefined,
  question: string,
  requestId: string,
  { scope, parentId: wanted }: { scope?: Scope | undefined; parentId?: string | null } = {},
): Promise<StoredQuestion> {
  return withTenantSql(ctx, async (sql) => {
    const conversation = conversationId
      ? await touch(ctx, sql, conversationId)
      : await begin(ctx, sql, question);
    const parentId = await parentOf(sql, conversation.id, wanted);
    const questionId = await addMessage(ctx, sql, {
      parentId,
      conversationId: conversation.id,
      author: 'user',
      state: 'complete',
      text: question,
      requestId,
      scope,
    });
    if (!questionId) throw notFound();
    await countInMessage(ctx, sql, question);
    const stored = { ...conversation, questionId, parentId };
    return scope ? { ...stored, scope: (await openScopes(ctx, sql, [scope]))(scope) } : stored;
  });
}

/** What the question is to follow, which stands in this conversation; what was said last when nothing is wanted. */
async function parentOf(
  sql: TenantSql,
  conversationId: string,
  wanted: string | null | undefined,
): Promise<string | null> {
  if (wanted === null) return null;
  const [row] = await sql<{ tenant_id: string; id: string }>(
    `select tenant_id, id from message where tenant_id = :tenant and conversation_id = $1 and ($2::uuid is null or id = $2)
     order by ordinal desc limit 1`,
    [conversationId, wanted ?? null],
  );
  if (!row && wanted) throw notFound();
  return row?.id ?? null;
}

/** The conversation of a question that is asked once more, which makes it the newest. */
export async function reopen(
  ctx: TenantContext,
  conversationId: string,
): Promise<OpenedConversation> {
  return withTenantSql(ctx, (sql) => touch(ctx, sql, conversationId));
}

export interface FinishedAnswer {
  conversationId: string;
  /** The message that it answers. */
  questionId: string;
  requestId: string;
  text: string;
  state: 'complete' | 'stopped' | 'failed';
  errorCode: string | undefined;
  citations: CitationView[];
  documents: string[];
  /** What else the audit log keeps of it: counts, amounts, ids of passages. */
  evidence?: Record<string, unknown>;
  /** Absent where nothing was looked for. */
  trace?: TracePayload;
  outcome: 'ok' | 'error';
  model: string | undefined;
  downgraded: Downgraded | undefined;
  /** The question waited: this attempt ends with its answer, or has none to store. */
  deferred?: DeferredAttempt;
}

const DEFERRED_END = { complete: 'done', stopped: 'cancelled', failed: 'failed' } as const;

/**
 * Stores the answer with its citations and its audit entry. Returns the message's id; undefined when the
 * conversation was deleted meanwhile or another attempt answered, and then the audit entry is all there is.
 */
export async function saveAnswer(
  ctx: TenantContext,
  answer: FinishedAnswer,
): Promise<string | undefined> {
  return withTenantSql(ctx, async (sql) => {
    const { deferred, state, errorCode: failureCode } = answer;
    const mine =
      !deferred || (await endDeferred(sql, deferred, { state: DEFERRED_END[state], failureCode }));
    const messageId = mine
      ? await addMessage(ctx, sql, { ...answer, parentId: answer.questionId, author: 'assistant' })
      : undefined;
    if (messageId && answer.trace)
      await saveTrace(ctx, sql, { ...answer, messageId }, answer.trace);
    const keys = tenantKeys(ctx);
    for (const citation of messageId ? answer.citations : []) {
      const id = newId();
      await sql(
        `insert into citation (tenant_id, id, message_id, user_id, ordinal, text_offset, document_id, page, char_start, char_end, quote_sealed)
         values (:tenant, $1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
        [
          id,
          messageId,
          ctx.principal.id,
          citation.ordinal,
          citation.textOffset,
          citation.documentId,
          citation.page,
          citation.start,
          citation.end,
          keys.seal({ table: 'citation', row: id, column: 'quote' }, citation.quote),
        ],
      );
    }
    await recordAudit(ctx, sql, {
      action: 'answer.create',
      objectKind: 'answer',
      objectId: messageId,
      requestId: answer.requestId,
      outcome: answer.outcome,
      detail: {
        documents: answer.documents,
        model: answer.model ?? null,
        state: answer.state,
        error: answer.errorCode ?? null,
        ...answer.evidence,
      },
    });
    return messageId;
  });
}

async function begin(
  ctx: TenantContext,
  sql: TenantSql,
  question: string,
): Promise<OpenedConversation> {
  const id = newId();
  const line = question.replace(/\s+/g, ' ').trim();
  const title =
    line.length > TITLE_FROM_QUESTION
      ? `${line.slice(0, TITLE_FROM_QUESTION - 1).trimEnd()}…`
      : line;
  await sql(
    'insert into conversation (tenant_id, id, user_id, title_sealed, created_at, updated_at) values (:tenant, $1, $2, $3, $4, $4)',
    [
      id,
      ctx.principal.id,
      tenantKeys(ctx).seal({ table: 'conversation', row: id, column: 'title' }, title),
      now(),
    ],
  );
  await indexText(ctx, sql, { sourceId: id, conversationId: id, text: title });
  return { id, title };
}

/** Row-level security shows a person only their own; a foreign conversation is an absent one. */
async function touch(ctx: TenantContext, sql: TenantSql, id: string): Promise<OpenedConversation> {
  const [row] = await sql<{ tenant_id: string; title_sealed: Buffer }>(
    'update conversation set updated_at = $2 where tenant_id = :tenant and id = $1 returning tenant_id, title_sealed',
    [id, now()],
  );
  if (!row) throw notFound();
  return {
    id,
    title: tenantKeys(ctx).openText(
      { table: 'conversation', row: id, column: 'title' },
      row.title_sealed,
    ),
  };
}

interface NewMessage {
  conversationId: string;
  parentId: string | null;
  author: 'user' | 'assistant';
  state: 'complete' | 'stopped' | 'failed';
  errorCode?: string;
  text: string;
  requestId: string;
  downgraded?: Downgraded;
  scope?: Scope | undefined;
}

/** The message's id; undefined when there is no such conversation. */
async function addMessage(
  ctx: TenantContext,
  sql: TenantSql,
  message: NewMessage,
): Promise<string | undefined> {
  const id = newId();
  // The row lock gives two questions asked at once an order.
  const held = await sql(
    'select id from conversation where tenant_id = :tenant and id = $1 for update',
    [message.conversationId],
  );
  if (!held[0]) return undefined;
  await sql(
    `insert into message (tenant_id, id, conversation_id, user_id, ordinal, author, state, error_code, text_sealed, request_id, created_at, downgraded, scope, parent_id)
     select :tenant, $1, $2, $3, coalesce(max(m.ordinal), 0) + 1, $4, $5, $6, $7, $8, $9, $10, $11, $12
     from message m where m.tenant_id = :tenant and m.conversation_id = $2`,
    [
      id,
      message.conversationId,
      ctx.principal.id,
      message.author,
      message.state,
      message.errorCode ?? null,
      tenantKeys(ctx).seal({ table: 'message', row: id, column: 'text' }, message.text),
      message.requestId,
      now(),
      message.downgraded ? JSON.stringify(message.downgraded) : null,
      message.scope ? JSON.stringify(message.scope) : null,
      message.parentId,
    ],
  );
  await indexText(ctx, sql, { ...message, sourceId: id });
  return id;
}
