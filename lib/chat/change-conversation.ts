import { recordAudit } from '@/lib/audit/record';
import { reindexTitle } from '@/lib/conversation-search/index-text';
import { withTenant } from '@/lib/db/tenant-models';
import { notFound } from '@/lib/errors';
import { tenantKeys } from '@/lib/keys/tenant-keys';
import type { TenantContext } from '@/lib/tenancy/context';
import { authorize } from '@/lib/tenancy/roles';

/** Throws `not_found` for another person's conversation. */
export async function renameConversation(
  ctx: TenantContext,
  conversationId: string,
  title: string,
): Promise<void> {
  authorize(ctx, 'conversations:edit');
  const sealed = tenantKeys(ctx).seal(
    { table: 'conversation', row: conversationId, column: 'title' },
    title,
  );
  await withTenant(ctx, async (tx) => {
    const renamed = await tx.conversation.updateMany({
      where: { id: conversationId },
      data: { titleSealed: sealed },
    });
    if (renamed === 0) throw notFound();
    await reindexTitle(ctx, tx.sql, conversationId, title);
    await recordAudit(ctx, tx.sql, {
      action: 'conversation.rename',
      objectKind: 'conversation',
      objectId: conversationId,
    });
  });
}

/** Removes the conversation with its messages and citations, and what waits in it. Throws `not_found` for another person's. */
export async function deleteConversation(
  ctx: TenantContext,
  conversationId: string,
): Promise<void> {
  authorize(ctx, 'conversations:edit');
  await withTenant(ctx, async (tx) => {
    const deleted = await tx.conversation.deleteMany({ where: { id: conversationId } });
    if (deleted === 0) throw notFound();
    await tx.deferredAnswer.deleteMany({ where: { conversationId } });
    await recordAudit(ctx, tx.sql, {
      action: 'conversation.delete',
      objectKind: 'conversation',
      objectId: conversationId,
    });
  });
}
