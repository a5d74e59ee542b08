import type Anthropic from '@anthropic-ai/sdk';
import type { OutputBlock } from './plan-output';
import type { InputUsage } from './prompt-cache';

/** The API's JSON for what the local model produces. */
export function messageShell(id: string, model: string, usage: InputUsage): Anthropic.Message {
  return {
    id,
    type: 'message',
    role: 'assistant',
    model,
    content: [],
    container: null,
    diagnostics: null,
    stop_reason: null,
    stop_sequence: null,
    stop_details: null,
    usage: {
      input_tokens: usage.inputTokens,
      cache_creation_input_tokens: usage.cacheWrite5mTokens + usage.cacheWrite1hTokens,
      cache_read_input_tokens: usage.cacheReadTokens,
      cache_creation: {
        ephemeral_5m_input_tokens: usage.cacheWrite5mTokens,
        ephemeral_1h_input_tokens: usage.cacheWrite1hTokens,
      },
      output_tokens: 0,
      output_tokens_details: null,
      server_tool_use: null,
      service_tier: 'standard',
      inference_geo: null,
      speed: null,
    },
  };
}

export function emptyBlock(
  block: OutputBlock,
  toolUseId: string,
): Anthropic.TextBlock | Anthropic.ToolUseBlock {
  if (block.type === 'text') {
    return { type: 'text', text: '', citations: block.citation ? [] : null };
  }
  const caller = { type: 'direct' as const };
  return { type: 'tool_use', id: toolUseId, name: block.name ?? '', input: {}, caller };
}

/** The finished block of an answer that is not streamed. */
export function fullBlock(
  block: OutputBlock,
  toolUseId: string,
): Anthropic.TextBlock | Anthropic.ToolUseBlock {
  const shell = emptyBlock(block, toolUseId);
  const text = block.tokens.join('');
  if (shell.type === 'tool_use') return { ...shell, input: block.whole ? JSON.parse(text) : {} };
  return { ...shell, text, citations: block.citation && block.whole ? [block.citation] : null };
}

export function messageDelta(
  stopReason: Anthropic.StopReason,
  usage: InputUsage,
  outputTokens: number,
): Anthropic.RawMessageDeltaEvent {
  return {
    type: 'message_delta',
    delta: { stop_reason: stopReason, stop_sequence: null, stop_details: null, container: null },
    usage: {
      input_tokens: usage.inputTokens,
      cache_creation_input_tokens: usage.cacheWrite5mTokens + usage.cacheWrite1hTokens,
      cache_read_input_tokens: usage.cacheReadTokens,
      output_tokens: outputTokens,
      output_tokens_details: null,
      server_tool_use: null,
    },
  };
}
