/**
 * What the pipeline asks of a model, in our words: `build-params.ts` turns it into the provider's.
 * There is no image block, so that `inputTokenBound` can hold for every call.
 */
export interface ModelCall {
  model: string;
  /** Upper limit of output tokens, thinking included. */
  maxTokens: number;
  /** Stable text first: a block with `cache` ends a prefix that the provider may cache. */
  system: TextPart[];
  /** Begins and ends with a user turn. */
  messages: ModelMessage[];
  tools?: ModelTool[];
  /** Absent: the model decides. */
  toolChoice?: { type: 'auto' | 'any' | 'none' } | { type: 'tool'; name: string };
}

export type CacheLifetime = '5m' | '1h';

export interface TextPart {
  type: 'text';
  text: string;
  cache?: CacheLifetime;
}

/**
 * One retrieved passage. `content` is what can be cited: the provider cites whole entries, never a
 * part of one, so an entry is best one sentence or a few.
 */
export interface SearchResultPart {
  type: 'search_result';
  /** Opaque identifier that comes back in citations. */
  source: string;
  title: string;
  content: string[];
  cache?: CacheLifetime;
}

export interface ToolUsePart {
  type: 'tool_use';
  id: string;
  name: string;
  input: unknown;
}

export interface ToolResultPart {
  type: 'tool_result';
  toolUseId: string;
  content: (TextPart | SearchResultPart)[];
  isError?: boolean;
}

/** Reasoning that must go back unchanged inside a tool loop; never shown, never stored. */
export type ThinkingPart =
  | { type: 'thinking'; thinking: string; signature: string }
  | { type: 'redacted_thinking'; data: string };

export type UserPart = TextPart | SearchResultPart | ToolResultPart;
export type AssistantPart = TextPart | ToolUsePart | ThinkingPart;

export type ModelMessage =
  | { role: 'user'; content: UserPart[] }
  | { role: 'assistant'; content: AssistantPart[] };

export interface ModelTool {
  name: string;
  description: string;
  /** JSON Schema of an object. */
  inputSchema: { type: 'object'; [keyword: string]: unknown };
}

/** Whether the provider is asked to cache any of it. */
export function asksToCache(call: ModelCall): boolean {
  const asks = (part: UserPart | AssistantPart): boolean =>
    part.type === 'tool_result'
      ? part.content.some(asks)
      : 'cache' in part && part.cache !== undefined;
  return call.system.some(asks) || call.messages.some(({ content }) => content.some(asks));
}
