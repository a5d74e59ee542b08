import { now } from '@/lib/clock';
import type { TenantSql } from '@/lib/db/tenant-sql';
import { newId } from '@/lib/ids';
import { tenantKeys } from '@/lib/keys/tenant-keys';
import type { TenantContext } from '@/lib/tenancy/context';
import type { TracePayload } from './schema';

interface TracedMessage {
  messageId: string;
  conversationId: string;
  requestId: string;
}

/** In the transaction that stores the answer. The row goes with the message. */
export async function saveTrace(
  ctx: TenantContext,
  sql: TenantSql,
  { messageId, conversationId, requestId }: TracedMessage,
  payload: TracePayload,
): Promise<void> {
  const id = newId();
  const place = { table: 'answer_trace', row: id, column: 'payload' };
  await sql(
    `insert into answer_trace (tenant_id, id, message_id, conversation_id, request_id, user_id, payload_sealed, created_at)
     values (:tenant, $1, $2, $3, $4, $5, $6, $7)`,
    [
      id,
      messageId,
      conversationId,
      requestId,
      ctx.principal.id,
      tenantKeys(ctx).seal(place, JSON.stringify(payload)),
      now(),
    ],
  );
}
