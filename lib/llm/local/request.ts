import { z } from 'zod';
import { findModel } from '../models';
import { ApiFailure } from './api-failure';

/** The part of the Messages API's request that the local model understands; the rest is ignored. */
const cacheControl = z
  .object({ type: z.literal('ephemeral'), ttl: z.enum(['5m', '1h']).optional() })
  .nullish();
const textBlock = z.object({
  type: z.literal('text'),
  text: z.string().min(1),
  cache_control: cacheControl,
});
const searchResult = z.object({
  type: z.literal('search_result'),
  source: z.string(),
  title: z.string(),
  content: z.array(textBlock).min(1),
  citations: z.object({ enabled: z.boolean().optional() }).optional(),
  cache_control: cacheControl,
});
const toolUse = z.object({
  type: z.literal('tool_use'),
  id: z.string(),
  name: z.string(),
  input: z.unknown(),
  cache_control: cacheControl,
});
const toolResult = z.object({
  type: z.literal('tool_result'),
  tool_use_id: z.string(),
  content: z
    .union([z.string(), z.array(z.discriminatedUnion('type', [textBlock, searchResult]))])
    .optional(),
  is_error: z.boolean().optional(),
  cache_control: cacheControl,
});
const contentBlock = z.discriminatedUnion('type', [textBlock, searchResult, toolUse, toolResult]);
const asBlocks = (content: string | Block[]): Block[] =>
  typeof content === 'string' ? [{ type: 'text', text: content }] : content;

const tool = z.object({
  name: z.string().regex(/^[a-zA-Z0-9_-]{1,128}$/),
  description: z.string().optional(),
  input_schema: z.looseObject({ type: z.literal('object') }),
  cache_control: cacheControl,
});
const toolChoice = z.discriminatedUnion('type', [
  z.object({ type: z.literal('auto') }),
  z.object({ type: z.literal('any') }),
  z.object({ type: z.literal('none') }),
  z.object({ type: z.literal('tool'), name: z.string() }),
]);

const countSchema = z.object({
  model: z.string(),
  system: z
    .union([
      z.string().transform((text): TextBlock[] => (text ? [{ type: 'text', text }] : [])),
      z.array(textBlock),
    ])
    .default([]),
  messages: z
    .array(
      z.object({
        role: z.enum(['user', 'assistant']),
        content: z.union([z.string().min(1), z.array(contentBlock).min(1)]).transform(asBlocks),
      }),
    )
    .min(1),
  tools: z.array(tool).default([]),
  tool_choice: toolChoice.default({ type: 'auto' }),
});
const messageSchema = countSchema.extend({
  max_tokens: z.number().int().min(0),
  stream: z.boolean().default(false),
  stop_sequences: z.array(z.string()).max(0, 'the local model has none').optional(),
});

type TextBlock = z.infer<typeof textBlock>;
export type Block = z.infer<typeof contentBlock>;
export type SearchResultBlock = z.infer<typeof searchResult>;
export type ToolDefinition = z.infer<typeof tool>;
export type CountRequest = z.infer<typeof countSchema>;
export type MessageRequest = z.infer<typeof messageSchema>;

export function parseCountRequest(body: unknown): CountRequest {
  return checked(parse(countSchema, body));
}

export function parseMessageRequest(body: unknown): MessageRequest {
  const request = checked(parse(messageSchema, body));
  const limit = findModel(request.model)?.maxOutputTokens ?? 0;
  if (request.max_tokens > limit) {
    throw invalid(`max_tokens: ${request.max_tokens} > ${limit}, the maximum for ${request.model}`);
  }
  if (request.messages.at(-1)?.role === 'assistant') {
    throw invalid(
      'This model does not support prefill: the conversation must end with a user turn.',
    );
  }
  return request;
}

function parse<T>(schema: z.ZodType<T>, body: unknown): T {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw invalid(`${issue?.path.join('.') || 'body'}: ${issue?.message ?? 'invalid'}`);
}

/** Rules that span several fields. */
function checked<T extends CountRequest>(request: T): T {
  if (!findModel(request.model)) {
    throw new ApiFailure(404, `model: ${request.model}`);
  }
  const { tool_choice: choice, tools, messages } = request;
  if ((choice.type === 'any' || choice.type === 'tool') && tools.length === 0) {
    throw invalid('tool_choice: may only be specified while providing tools');
  }
  if (choice.type === 'tool' && !tools.some((known) => known.name === choice.name)) {
    throw invalid(`tool_choice.name: ${choice.name} is not among the tools`);
  }
  if (messages[0]?.role !== 'user') throw invalid('messages: the first turn must be the user’s');
  messages.forEach((message, at) => {
    const called = new Set(
      messages[at - 1]?.content.flatMap((block) => (block.type === 'tool_use' ? [block.id] : [])),
    );
    for (const block of message.content) {
      if (block.type === 'tool_result' && !called.delete(block.tool_use_id)) {
        throw invalid(`messages.${at}: tool_result without its tool_use in the turn before`);
      }
      if (message.role === 'assistant' && block.type !== 'text' && block.type !== 'tool_use') {
        throw invalid(`messages.${at}: ${block.type} is not allowed in an assistant turn`);
      }
      if (message.role === 'user' && block.type === 'tool_use') {
        throw invalid(`messages.${at}: tool_use is not allowed in a user turn`);
      }
    }
    if (called.size > 0) throw invalid(`messages.${at}: tool_use without its tool_result`);
  });
  return request;
}

function invalid(message: string): ApiFailure {
  return new ApiFailure(400, message);
}
