import { z } from 'zod';
import type { Downgraded, StageName } from '@/lib/chat/schema';
import type { ScopeView } from '@/lib/scope/schema';
import { type ToolCall, toolCallSchema } from '@/lib/tools/schema';

/** What became of a passage that was found: cited, given to the model and not cited, or left out of the prompt. */
export const PASSAGE_USES = ['cited', 'given', 'left_out'] as const;
export type PassageUse = (typeof PASSAGE_USES)[number];

/**
 * The stored record of what an answer rests on. Of passages ids and numbers, whose words stay with the documents; of tools
 * what they were called with and the beginning of what came back.
 */
export const tracePayloadSchema = z.object({
  tools: z.array(toolCallSchema).default([]),
  passages: z.array(
    z.object({
      chunk: z.string(),
      document: z.string(),
      page: z.number(),
      start: z.number(),
      end: z.number(),
      score: z.number(),
      bm25: z.number(),
      dense: z.number(),
      use: z.enum(PASSAGE_USES),
    }),
  ),
});
export type TracePayload = z.infer<typeof tracePayloadSchema>;
export type TracedPassage = TracePayload['passages'][number];

export interface WhyPassage {
  use: PassageUse;
  documentId: string;
  /** Undefined once the document was removed or may not be read any more. */
  documentName: string | undefined;
  heading: string | undefined;
  page: number;
  /** Character span within the document's text. */
  start: number;
  end: number;
  /** How it begins; undefined when its text is not there any more. */
  excerpt: string | undefined;
  /** Fused relevance, 0..1. */
  score: number;
  /** Raw BM25 of its words. */
  bm25: number;
  /** Cosine of the question and its nearest sentence. */
  dense: number;
}

/** How one answer came about, for whoever may read it. */
export interface WhyView {
  /** Null when no model answered. */
  model: string | null;
  /** Null until the request's record is written, or when it never was. */
  figures: WhyFigures | null;
  downgraded: Downgraded | undefined;
  /** What the question was asked of; undefined: everything that the person may read. */
  scope: ScopeView | undefined;
  /** Best first; undefined for an answer from before this was recorded. */
  passages: WhyPassage[] | undefined;
  /** Calls of tools in their order. */
  tools: ToolCall[];
  /** Questions that passages which were found and not cited would answer. */
  followUps: string[];
}

export interface WhyFigures {
  /** ISO 8601. */
  startedAt: string;
  inputTokens: number;
  outputTokens: number;
  /** What the workspace is charged, in nano-dollars. */
  priceNano: string;
  latencyMs: number;
  firstTokenMs: number | null;
  policyVersion: number;
  stages: { stage: StageName; startMs: number; ms: number }[];
}
