import { recordAudit } from '@/lib/audit/record';
import { askToRead } from '@/lib/chat-reading/queries';
import { clock } from '@/lib/clock';
import { type TenantSql, withTenantSql } from '@/lib/db/tenant-sql';
import { notFound } from '@/lib/errors';
import { isId } from '@/lib/ids';
import { tenantKeys } from '@/lib/keys/tenant-keys';
import type { TenantContext } from '@/lib/tenancy/context';
import { authorize } from '@/lib/tenancy/roles';
import type { FeedbackSummary, FeedbackView, Rating, Reason } from './schema';

interface FeedbackRow {
  tenant_id: string;
  id: string;
  message_id: string;
  conversation_id: string;
  rating: Rating;
  reason: Reason | null;
  text_sealed: Buffer | null;
  changed_at: Date;
}

const COLUMNS =
  'f.tenant_id, f.id, f.message_id, f.conversation_id, f.rating, f.reason, f.text_sealed, f.changed_at';
const DAYS = 30;
const DAY_MS = 86_400_000;
const TEXTS = 20;

/** What was said of the answers of one conversation. Throws `not_found` for one that the context may not read. */
export async function listFeedback(
  ctx: TenantContext,
  conversationId: string,
): Promise<FeedbackView[]> {
  authorize(ctx, 'conversations:read');
  if (!isId(conversationId)) throw notFound();
  return withTenantSql(ctx, async (sql) => {
    const known = await sql(
      'select tenant_id, id from conversation where tenant_id = :tenant and id = $1',
      [conversationId],
    );
    if (known.length === 0) throw notFound();
    return feedbackOf(ctx, sql, conversationId);
  });
}

/** What row-level security shows of it. */
export async function feedbackOf(
  ctx: TenantContext,
  sql: TenantSql,
  conversationId: string,
): Promise<FeedbackView[]> {
  const rows = await sql<FeedbackRow>(
    `select ${COLUMNS} from answer_feedback f
     where f.tenant_id = :tenant and f.conversation_id = $1 order by f.created_at, f.id`,
    [conversationId],
  );
  return rows.map((row) => feedbackView(ctx, row));
}

/**
 * Of the last 30 days: everybody's counts, and the words in those conversations that the reader may read. That a colleague's
 * were read is in the audit log.
 */
export async function summarizeFeedback(ctx: TenantContext): Promise<FeedbackSummary> {
  authorize(ctx, 'safety:read');
  const since = new Date(clock().now() - DAYS * DAY_MS);
  return withTenantSql(ctx, async (sql) => {
    const counts = await sql<{ rating: Rating; reason: Reason | null; answers: bigint }>(
      `select rating, reason, answers from tenancy.feedback_counts($1)
       where tenancy.current_tenant() = :tenant order by rating, answers desc, reason`,
      [since],
    );
    await askToRead(sql);
    const rows = await sql<FeedbackRow & { user_id: string }>(
      `select ${COLUMNS}, f.user_id from answer_feedback f
       where f.tenant_id = :tenant and f.text_sealed is not null and f.changed_at >= $1
         and (f.user_id = $3 or f.changed_at >= (select tenancy.reading_chats_since()))
         and exists (select from conversation v where v.tenant_id = f.tenant_id and v.id = f.conversation_id)
       order by f.changed_at desc limit $2`,
      [since, TEXTS, ctx.principal.id],
    );
    const others = rows.filter((row) => row.user_id !== ctx.principal.id);
    if (others.length > 0)
      await recordAudit(ctx, sql, {
        action: 'feedback.read_by_admin',
        objectKind: 'answer',
        detail: { answers: others.map((row) => row.message_id) },
      });
    return {
      days: DAYS,
      counts: counts.map((row) => ({ ...row, answers: Number(row.answers) })),
      texts: rows.map((row) => ({
        ...feedbackView(ctx, row),
        conversationId: row.conversation_id,
        own: row.user_id === ctx.principal.id,
        at: row.changed_at.toISOString(),
      })),
    };
  });
}

function feedbackView(ctx: TenantContext, row: FeedbackRow): FeedbackView {
  const place = { table: 'answer_feedback', row: row.id, column: 'text' };
  return {
    messageId: row.message_id,
    rating: row.rating,
    reason: row.reason ?? undefined,
    text: row.text_sealed ? tenantKeys(ctx).openText(place, row.text_sealed) : '',
  };
}
