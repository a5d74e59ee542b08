import type { DeferredAttempt } from '@/lib/deferred/deferred-rows';
import { AppError, notFound } from '@/lib/errors';
import type { TenantContext } from '@/lib/tenancy/context';
import { branchOf } from './branch-of';
import { readHistory } from './queries';
import { reopen, type StoredQuestion, saveQuestion } from './save-exchange';
import type { AnswerRequest, MessageView } from './schema';

export interface OpenedQuestion {
  stored: StoredQuestion;
  /** What was said before it on its own branch, oldest first. */
  history: MessageView[];
}

/**
 * The question in its conversation: stored now, or before when it waited or is answered once more. Throws `not_found`
 * for one that the person has not asked, and for a message to follow that is not of this conversation.
 */
export async function openQuestion(
  ctx: TenantContext,
  request: AnswerRequest,
  requestId: string,
  deferred: DeferredAttempt | undefined,
): Promise<OpenedQuestion> {
  const { question, conversationId, questionId, parentId, scope } = request;
  if (!deferred && !questionId) {
    const place = { scope, ...(parentId !== undefined && { parentId }) };
    const stored = await saveQuestion(ctx, conversationId, question, requestId, place);
    if (stored.parentId === null) return { stored, history: [] };
    return { stored, history: branchOf(await readHistory(ctx, stored.id), stored.parentId) };
  }
  const id = deferred?.conversationId ?? conversationId;
  if (!id) throw notFound();
  const messages = await readHistory(ctx, id);
  const wanted = deferred?.questionId ?? questionId;
  const asked = messages.find((message) => message.author === 'user' && message.id === wanted);
  if (!asked) throw notFound();
  if (asked.text !== question)
    throw new AppError('invalid_input', 'The question is not the one that was asked.');
  const conversation = deferred ? { id, title: '' } : await reopen(ctx, id);
  const stored = {
    ...conversation,
    questionId: asked.id,
    parentId: asked.parentId,
    ...(asked.scope && { scope: asked.scope }),
  };
  return { stored, history: branchOf(messages, asked.parentId) };
}
