import type Anthropic from '@anthropic-ai/sdk';
import type { CacheLifetime, ModelCall, SearchResultPart, TextPart, UserPart } from './model-call';

/**
 * The Messages API's parameters of a call. Thinking, temperature and the like stay at the
 * provider's defaults, which differ from model to model.
 */
export function buildParams(call: ModelCall): Anthropic.MessageCreateParamsStreaming {
  const params: Anthropic.MessageCreateParamsStreaming = {
    model: call.model,
    max_tokens: call.maxTokens,
    stream: true,
    messages: call.messages.map((message) =>
      message.role === 'user'
        ? { role: 'user', content: message.content.map(userBlock) }
        : {
            role: 'assistant',
            content: message.content.map((part) => (part.type === 'text' ? text(part) : part)),
          },
    ),
  };
  if (call.system.length > 0) params.system = call.system.map(text);
  if (call.tools && call.tools.length > 0) {
    params.tools = call.tools.map((tool) => ({
      name: tool.name,
      description: tool.description,
      input_schema: tool.inputSchema,
    }));
    if (call.toolChoice) params.tool_choice = call.toolChoice;
  }
  return params;
}

function userBlock(part: UserPart): Anthropic.ContentBlockParam {
  if (part.type !== 'tool_result') return passage(part);
  return {
    type: 'tool_result',
    tool_use_id: part.toolUseId,
    content: part.content.map(passage),
    ...(part.isError ? { is_error: true } : {}),
  };
}

function passage(
  part: TextPart | SearchResultPart,
): Anthropic.TextBlockParam | Anthropic.SearchResultBlockParam {
  if (part.type === 'text') return text(part);
  return {
    type: 'search_result',
    source: part.source,
    title: part.title,
    content: part.content.map((entry) => ({ type: 'text', text: entry })),
    citations: { enabled: true },
    ...cacheControl(part.cache),
  };
}

function text(part: TextPart): Anthropic.TextBlockParam {
  return { type: 'text', text: part.text, ...cacheControl(part.cache) };
}

function cacheControl(ttl: CacheLifetime | undefined): {
  cache_control?: Anthropic.CacheControlEphemeral;
} {
  return ttl ? { cache_control: { type: 'ephemeral', ttl } } : {};
}
