'use server';

import { parseInput } from '@/lib/documents/parse-input';
import { type ActionResult, tenantAction } from '@/lib/http/action-context';
import { decideCallSchema } from '@/lib/tools/schema';
import { deleteConversation, renameConversation } from './change-conversation';
import { decideCall } from './running/ask-person';
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

/** Allows or denies a call of a tool that one of the person's own running answers waits for. */
export async function decideCallAction(
  slug: string,
  input: { id: string; allow: boolean },
): Promise<ActionResult<void>> {
  return tenantAction(slug, (ctx) => {
    const { id, allow } = parseInput(decideCallSchema, input);
    return decideCall(ctx, id, allow);
  });
}
