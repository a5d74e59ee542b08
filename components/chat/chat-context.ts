'use client';

import { createContext, type RefObject, use } from 'react';
import type { ChosenScope } from '@/components/scope/use-scope';
import type { ConversationSummary } from '@/lib/chat/schema';
import type { Answers } from './use-answers';
import type { Waiting } from './use-deferred';

export interface ChatFacts extends Answers, Waiting {
  slug: string;
  /** What the assistant is called; empty: nothing. */
  assistant: string;
  /** Hosts that links of answers may lead to; null: any. */
  linkHosts: readonly string[] | null;
  /** The conversation's own page says what it is called and when it ends: the list may not reach to it. */
  opened: (conversation: Omit<ConversationSummary, 'updatedAt'>) => void;
  rememberScope: ChosenScope['remember'];
  /** What a next question follows: the last message that the reader sees. */
  tip: RefObject<string | undefined>;
  /** An answer of this conversation is being written. */
  busy: boolean;
  /** The person may let an operator of the platform read a conversation. */
  supports: boolean;
}

export const ChatContext = createContext<ChatFacts | null>(null);

export function useChat(): ChatFacts {
  const chat = use(ChatContext);
  if (!chat) throw new Error('The chat components need the frame around them.');
  return chat;
}
