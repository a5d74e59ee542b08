import { z } from 'zod';
import type { DeferredView } from '@/lib/deferred/schema';
import type { ErrorBody } from '@/lib/errors';
import { modelIdSchema } from '@/lib/llm/schema';
import { type ScopeView, scopeSchema } from '@/lib/scope/schema';
import { BUDGET_SCOPES } from '@/lib/tenancy/schema';
import type { ToolCall } from '@/lib/tools/schema';
import { QUESTION_LIMIT, TITLE_LIMIT } from './facts';

// What a browser needs without checking input stands apart from zod, which is larger than a page.
export * from './facts';

const id = z.string().regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);

export const answerRequestSchema = z.object({
  conversationId: id.optional(),
  question: z
    .string()
    .trim()
    .min(1, 'Write a question first.')
    .max(
      QUESTION_LIMIT,
      `A question may have at most ${QUESTION_LIMIT.toLocaleString('en')} characters.`,
    ),
  model: modelIdSchema.optional(),
  /** Whether the asker can wait until the budgets have room: then a full one queues the question. */
  deferrable: z.boolean().optional(),
  /** What it is asked of: a folder, or chosen documents; of everything without one. */
  scope: scopeSchema.optional(),
  /** The message that the question follows, null for the beginning; without it the one that was said last. */
  parentId: id.nullable().optional(),
  /** The stored question, these very words, that is to be answered once more beside its answer; it cannot wait. */
  questionId: id.optional(),
});
export type AnswerRequest = z.infer<typeof answerRequestSchema>;

/** The portal's own: `streamId`, a new one for each question, is where the answer can be followed, and found again. */
export const runAnswerSchema = answerRequestSchema.extend({ streamId: id.optional() });
export type RunAnswerRequest = z.infer<typeof runAnswerSchema>;

export const followSchema = z.object({
  id,
  /** The `place` of the last event that was received. */
  after: z.coerce.number().int().min(0).default(0),
});

export const renameSchema = z.object({
  conversationId: id,
  title: z.string().trim().min(1).max(TITLE_LIMIT),
});
/** `after`: the `next` of the page before; the newest without one. */
export const conversationPageSchema = z.object({ after: z.string().max(100).optional() });

export const conversationIdSchema = z.object({ conversationId: id });

export interface CitationView {
  /** 1-based, in the order in which the answer first cites. */
  ordinal: number;
  /** Characters of the answer that come before the marker. */
  textOffset: number;
  documentId: string;
  /** Undefined once the document was removed, or may no longer be read. */
  documentName: string | undefined;
  /** When it was removed, ISO 8601. */
  removedAt?: string;
  /** A later version of the document took its place in the answers. */
  superseded?: true;
  page: number;
  /** Character span within the document's text. */
  start: number;
  end: number;
  quote: string;
}

/** How an answer differs from what was asked for, and what made it so. Codes and numbers, no content. */
export const downgradedSchema = z.object({
  /** The model that was wanted. */
  from: z.string(),
  /** The cheaper one that answered. */
  model: z.string().optional(),
  /** The longest answer that fitted, where that was shorter than the plan's. */
  outputTokens: z.number().int().positive().optional(),
  /** No model answered: passages are quoted, free of charge. */
  passagesOnly: z.literal(true).optional(),
  because: z.union([
    /** The budget that was short. */
    z.object({
      scope: z.enum(BUDGET_SCOPES),
      period: z.enum(['minute', 'day', 'month']),
      unit: z.enum(['tokens', 'price']),
    }),
    /** The model that was wanted did not answer, and the policy says what then. */
    z.object({ unavailable: z.literal('model') }),
  ]),
});
export type Downgraded = z.infer<typeof downgradedSchema>;

export type AnswerEvent =
  | {
      type: 'started';
      requestId: string;
      conversationId: string;
      title: string;
      /** The question's message, and what it follows. */
      questionId: string;
      parentId: string | null;
      scope?: ScopeView;
    }
  | { type: 'stage'; stage: StageName }
  | { type: 'text'; text: string }
  | { type: 'citation'; citation: CitationView }
  /** A call of a tool, each time that it stands otherwise. */
  | { type: 'tool'; call: ToolCall }
  | {
      type: 'done';
      messageId: string;
      outcome: 'ok' | 'stopped';
      model: string | undefined;
      inputTokens: number;
      outputTokens: number;
      priceNano: string;
      latencyMs: number;
      downgraded?: Downgraded;
    }
  /** The question waits: the last event of this stream. */
  | { type: 'deferred'; deferred: DeferredView }
  /** `discarded`: the question stands in no conversation. */
  | { type: 'error'; error: ErrorBody; discarded?: true };

/** An event of a stream that can be followed, its place counted from 1. */
export type PlacedEvent = AnswerEvent & { place: number };

/** An answer that is being written, and the question as its page shows it meanwhile. */
export const runningAnswerSchema = z.object({
  streamId: id,
  requestId: id,
  conversationId: id,
  questionId: id,
  parentId: id.nullable(),
  title: z.string(),
  question: z.string(),
});
export type RunningAnswer = z.infer<typeof runningAnswerSchema>;

export const STAGES = [
  'admit',
  'queue',
  'retrieve',
  'assemble',
  'reserve',
  'generate',
  'confirm',
  'tool',
  'settle',
] as const;
export type StageName = (typeof STAGES)[number];

/** How well a passage fitted, and whether the model was given it: what operators may see of a retrieval. */
export interface PassageScore {
  /** Fused relevance, 0..1. */
  score: number;
  bm25: number;
  /** Cosine of the question and its nearest sentence. */
  dense: number;
  given: boolean;
}

export interface ConversationSummary {
  id: string;
  title: string;
  updatedAt: string;
  /** When it is deleted, ISO 8601; absent while that is more than two weeks away. */
  endsAt?: string;
}

/** A part of a person's conversations, newest first. */
export interface ConversationPage {
  conversations: ConversationSummary[];
  /** Of the next page; null on the last one. */
  next: string | null;
}

/** What an answer was charged. */
export interface Billed {
  inputTokens: number;
  outputTokens: number;
  priceNano: string;
}

export interface MessageView {
  id: string;
  /** The message that it follows: a question's answers have it as theirs. Null at the beginning. */
  parentId: string | null;
  author: 'user' | 'assistant';
  state: 'complete' | 'stopped' | 'failed';
  errorCode: string | undefined;
  text: string;
  requestId: string | undefined;
  createdAt: string;
  citations: CitationView[];
  downgraded: Downgraded | undefined;
  /** Of an answer that was stopped. */
  billed?: Billed;
  /** Of a question: what it was asked of. */
  scope?: ScopeView;
}

export interface ConversationView extends ConversationSummary {
  /** In the order of their questions: an answer that waited stands below its own. */
  messages: MessageView[];
  /** Its questions that wait or waited. */
  deferred: DeferredView[];
}
