import { recordAudit } from '@/lib/audit/record';
import { withTenantSql } from '@/lib/db/tenant-sql';
import { notFound } from '@/lib/errors';
import { tenantKeys } from '@/lib/keys/tenant-keys';
import type { TenantContext } from '@/lib/tenancy/context';

/** Throws `not_found` for another person's conversation. */
export async function renameConversation(
  ctx: TenantContext,
  conversationId: string,
  title: string,
): Promise<void> {
  const sealed = tenantKeys(ctx).seal(
    { table: 'conversation', row: conversationId, column: 'title' },
    title,
  );
  await withTenantSql(ctx, async (sql) => {
    const rows = await sql(
      'update conversation set title_sealed = $2 where tenant_id = :tenant and id = $1 returning tenant_id',
      [conversationId, sealed],
    );
    if (rows.length === 0) throw notFound();
    await recordAudit(ctx, sql, {
      action: 'conversation.rename',
      objectKind: 'conversation',
      objectId: conversationId,
    });
  });
}

/** Removes the conversation with its messages and citations. Throws `not_found` for another person's. */
export async function deleteConversation(
  ctx: TenantContext,
  conversationId: string,
): Promise<void> {
  await withTenantSql(ctx, async (sql) => {
    const rows = await sql(
      'delete from conversation where tenant_id = :tenant and id = $1 returning tenant_id',
      [conversationId],
    );
    if (rows.length === 0) throw notFound();
    await recordAudit(ctx, sql, {
      action: 'conversation.delete',
      objectKind: 'conversation',
      objectId: conversationId,
    });
  });
}
