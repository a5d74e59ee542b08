'use server';

import { parseInput } from '@/lib/documents/parse-input';
import { type ActionResult, tenantAction } from '@/lib/http/action-context';
import { deleteConversation, renameConversation } from './change-conversation';
import { conversationIdSchema, renameSchema } from './schema';

export async function renameConversationAction(
  slug: string,
  input: { conversationId: string; title: string },
): Promise<ActionResult<void>> {
  return tenantAction(slug, (ctx) => {
    const { conversationId, title } = parseInput(renameSchema, input);
    return renameConversation(ctx, conversationId, title);
  });
}

export async function deleteConversationAction(
  slug: string,
  input: { conversationId: string },
): Promise<ActionResult<void>> {
  return tenantAction(slug, (ctx) =>
    deleteConversation(ctx, parseInput(conversationIdSchema, input).conversationId),
  );
}
