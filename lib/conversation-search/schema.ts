import { z } from 'zod';
import { SEARCH_LIMIT } from './facts';

// What a browser needs without checking input stands apart from zod, which is larger than a page.
export * from './facts';

export const conversationSearchSchema = z.object({
  q: z
    .string()
    .trim()
    .max(SEARCH_LIMIT, `At most ${SEARCH_LIMIT} characters can be searched for.`)
    .default(''),
});

/** A text with the places of the words that were found, as spans of UTF-16 units. */
export interface Marked {
  text: string;
  marks: [start: number, end: number][];
}

export interface ConversationHit {
  conversationId: string;
  title: Marked;
  /** ISO 8601. */
  updatedAt: string;
  /** Where in it; undefined when only the title has the words. */
  message: { id: string; author: 'user' | 'assistant'; snippet: Marked } | undefined;
}

export interface ConversationHits {
  /** Those with all of the words, newest first; when there is none, those with most of them. */
  hits: ConversationHit[];
  /** Whether each hit has every word. */
  all: boolean;
  /** Messages and titles that are not in the index yet. */
  left: number;
}
