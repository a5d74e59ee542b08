import { OVERHEAD } from '@/lib/llm/token-bound';
import type { CountRequest } from './schema';

/**
 * Of one image, however large: the provider scales it down first. Its formula gives at most some 4,800 tokens for the
 * largest picture that any model sees; this is a deliberate overestimate.
 */
const IMAGE_TOKENS = 8_192;

export interface InputBound {
  /** Upper bound of the input's tokens. */
  tokens: number;
  /** Whether it asks the provider to cache anything, and whether for an hour. */
  caches: boolean;
  hourCache: boolean;
}

interface Counts {
  blocks: number;
  images: number;
  imageBytes: number;
  cites: boolean;
  caches: boolean;
  hourCache: boolean;
}

/**
 * A token stands for at least one byte of UTF-8, and JSON never has fewer bytes than the text in it: so the bytes of the
 * whole request, without its pictures, and the overheads of what stands in it cannot be exceeded. `bytes`: of the
 * request as it is sent.
 */
export function inputBound(request: CountRequest, bytes: number): InputBound {
  const counts: Counts = {
    blocks: 0,
    images: 0,
    imageBytes: 0,
    cites: false,
    caches: false,
    hourCache: false,
  };
  const { system, messages, tools = [], output_config } = request;
  count(request.cache_control, counts);
  if (typeof system === 'object') for (const block of system) countBlock(block, counts);
  for (const { content } of messages) {
    if (typeof content === 'object') for (const block of content) countBlock(block, counts);
    else counts.blocks += 1;
  }
  for (const tool of tools) count(tool.cache_control, counts);
  const preambles =
    (tools.length > 0 ? OVERHEAD.toolPreamble : 0) +
    (counts.cites ? OVERHEAD.citationPreamble : 0) +
    (output_config?.format ? OVERHEAD.toolPreamble : 0) +
    (request.thinking ? OVERHEAD.block : 0);
  return {
    tokens:
      OVERHEAD.request +
      (bytes - counts.imageBytes) +
      counts.images * IMAGE_TOKENS +
      messages.length * OVERHEAD.message +
      (counts.blocks + 1) * OVERHEAD.block +
      tools.length * OVERHEAD.tool +
      preambles,
    caches: counts.caches,
    hourCache: counts.hourCache,
  };
}

type Content = Exclude<CountRequest['messages'][number]['content'], string>[number];
type CacheControl = CountRequest['cache_control'];

function countBlock(block: Content, counts: Counts): void {
  counts.blocks += 1;
  if ('cache_control' in block) count(block.cache_control, counts);
  switch (block.type) {
    case 'image':
      counts.images += 1;
      if (block.source.type === 'base64') counts.imageBytes += block.source.data.length;
      return;
    case 'document':
      counts.cites ||= block.citations?.enabled === true;
      if (block.source.type === 'content' && typeof block.source.content === 'object')
        for (const each of block.source.content) countBlock(each, counts);
      return;
    case 'search_result':
      counts.cites ||= block.citations?.enabled === true;
      for (const each of block.content) countBlock(each, counts);
      return;
    case 'tool_result':
      if (typeof block.content === 'object')
        for (const each of block.content) countBlock(each, counts);
      return;
    default:
  }
}

function count(cache: CacheControl, counts: Counts): void {
  if (!cache) return;
  counts.caches = true;
  counts.hourCache ||= cache.ttl === '1h';
}
