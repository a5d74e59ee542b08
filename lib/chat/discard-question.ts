import { withTenantSql } from '@/lib/db/tenant-sql';
import type { TenantContext } from '@/lib/tenancy/context';

/**
 * Takes a question that no budget has room for out of its conversation, and the conversation with it when there is nothing
 * else in it: whoever asked still has the question, and asks it anew.
 */
export async function discardQuestion(
  ctx: TenantContext,
  { conversationId, requestId }: { conversationId: string; requestId: string },
): Promise<void> {
  await withTenantSql(ctx, async (sql) => {
    await sql(
      'delete from message where tenant_id = :tenant and conversation_id = $1 and request_id = $2',
      [conversationId, requestId],
    );
    await sql(
      `delete from conversation c where c.tenant_id = :tenant and c.id = $1 and not exists (
         select from message m where m.tenant_id = :tenant and m.conversation_id = c.id)`,
      [conversationId],
    );
  });
}
