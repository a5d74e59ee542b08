import { z } from 'zod';

/** Blocks of a request of the Messages API whose tokens follow from their bytes, or have a bound: a closed list. */

/** What the API names and this one has no price for. */
export const unpriced = z.null().optional();

export const cacheControl = z
  .strictObject({ type: z.literal('ephemeral'), ttl: z.enum(['5m', '1h']).optional() })
  .nullish();

const citations = z.array(z.record(z.string(), z.unknown())).nullish();
const cites = z.strictObject({ enabled: z.boolean().optional() }).nullish();

export const textBlock = z.strictObject({
  type: z.literal('text'),
  text: z.string(),
  cache_control: cacheControl,
  citations,
});

const imageBlock = z.strictObject({
  type: z.literal('image'),
  source: z.discriminatedUnion('type', [
    z.strictObject({
      type: z.literal('base64'),
      media_type: z.enum(['image/jpeg', 'image/png', 'image/gif', 'image/webp']),
      data: z.string(),
    }),
    z.strictObject({ type: z.literal('url'), url: z.string().max(8_192) }),
  ]),
  cache_control: cacheControl,
});

/** Of plain text alone: how many tokens a page of a PDF has is not said by its bytes. */
const documentBlock = z.strictObject({
  type: z.literal('document'),
  source: z.discriminatedUnion('type', [
    z.strictObject({
      type: z.literal('text'),
      media_type: z.literal('text/plain'),
      data: z.string(),
    }),
    z.strictObject({
      type: z.literal('content'),
      content: z.union([
        z.string(),
        z.array(z.discriminatedUnion('type', [textBlock, imageBlock])),
      ]),
    }),
  ]),
  title: z.string().nullish(),
  context: z.string().nullish(),
  citations: cites,
  cache_control: cacheControl,
});

const searchResultBlock = z.strictObject({
  type: z.literal('search_result'),
  source: z.string(),
  title: z.string(),
  content: z.array(textBlock),
  citations: cites,
  cache_control: cacheControl,
});

const toolUseBlock = z.strictObject({
  type: z.literal('tool_use'),
  id: z.string(),
  name: z.string(),
  input: z.unknown(),
  caller: z.strictObject({ type: z.literal('direct') }).nullish(),
  cache_control: cacheControl,
});

const toolResultBlock = z.strictObject({
  type: z.literal('tool_result'),
  tool_use_id: z.string(),
  content: z
    .union([
      z.string(),
      z.array(
        z.discriminatedUnion('type', [textBlock, imageBlock, searchResultBlock, documentBlock]),
      ),
    ])
    .optional(),
  is_error: z.boolean().optional(),
  cache_control: cacheControl,
});

export const messageBlock = z.discriminatedUnion('type', [
  textBlock,
  imageBlock,
  documentBlock,
  searchResultBlock,
  toolUseBlock,
  toolResultBlock,
  z.strictObject({
    type: z.literal('thinking'),
    thinking: z.string(),
    signature: z.string(),
  }),
  z.strictObject({ type: z.literal('redacted_thinking'), data: z.string() }),
]);

/** Tools that the caller runs. The provider's own (web search, code execution, MCP servers) cost beside tokens. */
export const customTool = z.strictObject({
  type: z.literal('custom').nullish(),
  name: z.string().max(128),
  description: z.string().optional(),
  input_schema: z.looseObject({ type: z.literal('object') }),
  strict: z.boolean().optional(),
  eager_input_streaming: z.boolean().nullish(),
  input_examples: z.array(z.record(z.string(), z.unknown())).optional(),
  cache_control: cacheControl,
});
