import type Anthropic from '@anthropic-ai/sdk';
import type { ModelOutcome } from '../model-event';
import { StreamReader } from '../stream-reader';

/** What a whole message of the provider says of its call. Throws when it is none. */
export function messageOutcome(
  message: Anthropic.Message,
  call: { hourCache: boolean },
): ModelOutcome {
  const reader = new StreamReader(call);
  reader.read({ type: 'message_start', message });
  const { stop_reason, stop_sequence, usage } = message;
  reader.read({
    type: 'message_delta',
    delta: { stop_reason, stop_sequence, stop_details: null, container: null },
    usage: {
      ...usage,
      cache_creation_input_tokens: usage.cache_creation_input_tokens,
      output_tokens_details: null,
    },
  });
  reader.read({ type: 'message_stop' });
  return {
    ...reader.snapshot(),
    producedBytes: producedBytes(message.content),
    status: 'complete',
  };
}

function producedBytes(content: readonly Anthropic.ContentBlock[]): number {
  return content.reduce((sum, block) => {
    if (block.type === 'text') return sum + Buffer.byteLength(block.text);
    if (block.type === 'thinking') return sum + Buffer.byteLength(block.thinking);
    return block.type === 'tool_use' ? sum + Buffer.byteLength(JSON.stringify(block.input)) : sum;
  }, 0);
}
