'use client';

import { createContext, use } from 'react';
import type { Answers } from './use-answers';
import type { Waiting } from './use-deferred';

export interface ChatFacts extends Answers, Waiting {
  slug: string;
}

export const ChatContext = createContext<ChatFacts | null>(null);

export function useChat(): ChatFacts {
  const chat = use(ChatContext);
  if (!chat) throw new Error('The chat components need the frame around them.');
  return chat;
}
