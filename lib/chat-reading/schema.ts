import { z } from 'zod';

/** Whether administrators may read what people write and are answered, told to everybody. */
export interface ChatReading {
  adminsRead: boolean;
  /** ISO 8601. What was written before stays its writer's own; null when they may not. */
  since: string | null;
}

export interface ColleagueConversation {
  id: string;
  personId: string;
  person: string;
  /** Null when it was begun before reading was allowed. */
  title: string | null;
  updatedAt: string;
}

export interface ColleagueMessage {
  id: string;
  author: 'user' | 'assistant';
  text: string;
  createdAt: string;
}

export const setReadingSchema = z.object({ adminsRead: z.boolean() });
