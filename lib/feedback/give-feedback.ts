import { recordAudit } from '@/lib/audit/record';
import { now } from '@/lib/clock';
import { type TenantSql, withTenantSql } from '@/lib/db/tenant-sql';
import { notFound } from '@/lib/errors';
import { newId } from '@/lib/ids';
import { tenantKeys } from '@/lib/keys/tenant-keys';
import type { TenantContext } from '@/lib/tenancy/context';
import { authorize } from '@/lib/tenancy/roles';
import type { GiveFeedback } from './schema';

/** Says what the person thinks of an answer of theirs, or says it anew. Throws `not_found` for anybody else's. */
export async function giveFeedback(ctx: TenantContext, feedback: GiveFeedback): Promise<void> {
  authorize(ctx, 'conversations:edit');
  const { messageId, rating, reason, text } = feedback;
  await withTenantSql(ctx, async (sql) => {
    const conversationId = await lockedAnswer(ctx, sql, messageId);
    // An id of its own each time: what was sealed for a row that was withdrawn meanwhile opens nowhere else.
    await sql('delete from answer_feedback where tenant_id = :tenant and message_id = $1', [
      messageId,
    ]);
    const id = newId();
    const place = { table: 'answer_feedback', row: id, column: 'text' };
    await sql(
      `insert into answer_feedback (tenant_id, id, message_id, conversation_id, user_id, rating, reason, text_sealed,
         created_at, changed_at)
       values (:tenant, $1, $2, $3, $4, $5, $6, $7, $8, $8)`,
      [
        id,
        messageId,
        conversationId,
        ctx.principal.id,
        rating,
        reason ?? null,
        text ? tenantKeys(ctx).seal(place, text) : null,
        now(),
      ],
    );
    await recordAudit(ctx, sql, {
      action: 'feedback.give',
      objectKind: 'answer',
      objectId: messageId,
      detail: { rating, reason: reason ?? null },
    });
  });
}

/** Takes it back; nothing when nothing was said. Throws `not_found` for anybody else's answer. */
export async function withdrawFeedback(ctx: TenantContext, messageId: string): Promise<void> {
  authorize(ctx, 'conversations:edit');
  await withTenantSql(ctx, async (sql) => {
    await lockedAnswer(ctx, sql, messageId);
    const [gone] = await sql(
      'delete from answer_feedback where tenant_id = :tenant and message_id = $1 returning tenant_id, id',
      [messageId],
    );
    if (!gone) return;
    await recordAudit(ctx, sql, {
      action: 'feedback.withdraw',
      objectKind: 'answer',
      objectId: messageId,
    });
  });
}

/** Two tabs that say something at once are given an order, and no feedback outlives its answer. */
async function lockedAnswer(
  ctx: TenantContext,
  sql: TenantSql,
  messageId: string,
): Promise<string> {
  const [row] = await sql<{ tenant_id: string; conversation_id: string }>(
    `select tenant_id, conversation_id from message
     where tenant_id = :tenant and id = $1 and author = 'assistant' and user_id = $2 for update`,
    [messageId, ctx.principal.id],
  );
  if (!row) throw notFound();
  return row.conversation_id;
}
