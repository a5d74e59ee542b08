import { z } from 'zod';
import { FEEDBACK_LIMIT, type Rating, REASONS, type Reason } from './facts';

// What a browser needs without checking input stands apart from zod, which is larger than a page.
export * from './facts';

const id = z.string().regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
const text = z
  .string()
  .trim()
  .max(FEEDBACK_LIMIT, `At most ${FEEDBACK_LIMIT.toLocaleString('en')} characters.`)
  .optional();

export const giveFeedbackSchema = z.discriminatedUnion('rating', [
  z.object({
    rating: z.literal('up'),
    messageId: id,
    reason: z.enum(REASONS.up).optional(),
    text,
  }),
  z.object({
    rating: z.literal('down'),
    messageId: id,
    reason: z.enum(REASONS.down).optional(),
    text,
  }),
]);
export type GiveFeedback = z.infer<typeof giveFeedbackSchema>;

export const withdrawFeedbackSchema = z.object({ messageId: id });

/** What the person said of one answer. */
export interface FeedbackView {
  messageId: string;
  rating: Rating;
  reason: Reason | undefined;
  text: string;
}

/** Of the workspace: how often, whoever said it. */
export interface FeedbackCount {
  rating: Rating;
  reason: Reason | null;
  answers: number;
}

/** What was said in so many words, of a conversation that the reader may read. */
export interface FeedbackText extends FeedbackView {
  conversationId: string;
  /** The reader's, whose conversation can be opened. */
  own: boolean;
  /** ISO 8601. */
  at: string;
}

export interface FeedbackSummary {
  /** Days that the counts reach back. */
  days: number;
  counts: FeedbackCount[];
  texts: FeedbackText[];
}
