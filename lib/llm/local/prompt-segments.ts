import { createHash } from 'node:crypto';
import type { Block, CountRequest } from './request';
import { countTokens } from './tokenize';

/** Tokens around the text, all below the `OVERHEAD` that `token-bound.ts` assumes. */
const AROUND = { request: 8, message: 4, block: 3, tool: 12, toolPreamble: 290 };

/** One piece of a prompt in the order of the provider's cache: tools, system, messages. */
export interface Segment {
  tokens: number;
  /** Hash of the prompt up to and including this segment, its model included. */
  prefix: string;
  /** Where a cached prefix ends, and how long it lives. */
  breakpoint?: '5m' | '1h';
}

type CacheControl = { ttl?: '5m' | '1h' } | null | undefined;

export function promptSegments(request: CountRequest): Segment[] {
  const segments: Segment[] = [];
  let prefix = request.model;
  const add = (value: unknown, tokens: number, cache?: CacheControl): void => {
    // The marker itself is no part of the cached text.
    const text = JSON.stringify(value, (key, item) => (key === 'cache_control' ? undefined : item));
    prefix = createHash('sha256').update(prefix).update('\0').update(text).digest('base64url');
    segments.push({ tokens, prefix, ...(cache ? { breakpoint: cache.ttl ?? '5m' } : {}) });
  };

  add('request', AROUND.request);
  if (request.tools.length > 0) add('tools', AROUND.toolPreamble);
  for (const tool of request.tools) {
    const text = `${tool.name}${tool.description ?? ''}${JSON.stringify(tool.input_schema)}`;
    add(tool, AROUND.tool + countTokens(text), tool.cache_control);
  }
  for (const block of request.system) {
    add(block, AROUND.block + countTokens(block.text), block.cache_control);
  }
  for (const message of request.messages) {
    add(message.role, AROUND.message);
    for (const block of message.content) add(block, blockTokens(block), block.cache_control);
  }
  return segments;
}

export function inputTokens(segments: Segment[]): number {
  return segments.reduce((sum, segment) => sum + segment.tokens, 0);
}

function blockTokens(block: Block): number {
  switch (block.type) {
    case 'text':
      return AROUND.block + countTokens(block.text);
    case 'search_result':
      return block.content.reduce(
        (sum, entry) => sum + blockTokens(entry),
        AROUND.block + countTokens(block.source) + countTokens(block.title),
      );
    case 'tool_use':
      return AROUND.block + countTokens(`${block.id}${block.name}${JSON.stringify(block.input)}`);
    case 'tool_result': {
      const content = block.content ?? '';
      const inner =
        typeof content === 'string'
          ? countTokens(content)
          : content.reduce((sum, entry) => sum + blockTokens(entry), 0);
      return AROUND.block + countTokens(block.tool_use_id) + inner;
    }
  }
}
