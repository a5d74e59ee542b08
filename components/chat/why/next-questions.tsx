'use client';

import { scopeOf } from '@/lib/scope/facts';
import { useChat } from '../chat-context';
import type { Turn } from '../merge-turns';
import { FollowUps } from './follow-ups';

/** What could be asked next, below the newest answer once it is stored and nothing else is being written. */
export function NextQuestions({
  turn,
  conversationId,
}: {
  turn: Turn;
  conversationId: string | undefined;
}) {
  const { slug, ask, busy } = useChat();
  const { answer } = turn;
  if (!conversationId || !answer?.messageId || answer.state !== 'complete' || busy) return null;
  const { messageId } = answer;
  const scope = turn.scope && scopeOf(turn.scope);
  return (
    <FollowUps
      slug={slug}
      messageId={messageId}
      onAsk={(question) => ask(question, undefined, conversationId, { parentId: messageId, scope })}
    />
  );
}
