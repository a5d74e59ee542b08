import type { AppError } from '@/lib/errors';
import type { AssistantPart, ToolUsePart } from './model-call';

/** A passage that the text just before it rests on. */
export interface ModelCitation {
  /** Position among all search results of the call, in order, those of tool results included. */
  searchResultIndex: number;
  /** Entries `[start, end)` of that result's `content`. */
  startBlockIndex: number;
  endBlockIndex: number;
  /** Those entries, joined. */
  citedText: string;
  source: string;
}

export type ModelEvent =
  | { type: 'text'; text: string }
  | { type: 'citation'; citation: ModelCitation }
  /** Sent when the call is complete, its input parsed. */
  | ToolUsePart;

/** Tokens as the provider counts them; the five add up to what it bills. */
export interface ModelUsage {
  /** Input neither read from a cache nor written to one. */
  inputTokens: number;
  outputTokens: number;
  cacheReadTokens: number;
  cacheWrite5mTokens: number;
  cacheWrite1hTokens: number;
}

export interface ModelOutcome {
  /**
   * `complete`: the provider said that it ended. `incomplete`: it may have worked, and charged, but
   * its end never came. `failed`: it refused or was never reached, which costs nothing.
   */
  status: 'complete' | 'incomplete' | 'failed';
  /** The provider's reason, for instance `end_turn`, `max_tokens`, `tool_use`, `refusal`. */
  stopReason?: string;
  usage: ModelUsage;
  /** False when the final usage never arrived: `usage` is then only what was seen. */
  usageKnown: boolean;
  /** The provider's figures do not add up: `usage` is then the dearest that they can mean. */
  usageContradicts?: true;
  /** UTF-8 bytes of output seen: text, tool input and reasoning. */
  producedBytes: number;
  /** The answer so far, to be sent back in a tool loop; unfinished tool calls are left out. */
  content: AssistantPart[];
  providerRequestId?: string;
  /** Set unless `complete`: `cancelled`, `model_overloaded`, `model_unavailable`, ... */
  error?: AppError;
}
