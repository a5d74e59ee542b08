/** The provider's server-sent events, built by hand: the SDK's types would not let a model lie. */

export type Frame = Record<string, unknown> & { type: string };

export function frame(event: Frame): string {
  return `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`;
}

const USAGE = { input_tokens: 10, output_tokens: 10 };

export function begin(usage: unknown = USAGE): string {
  return frame({
    type: 'message_start',
    message: {
      id: 'msg_hostile',
      type: 'message',
      role: 'assistant',
      model: 'claude-haiku-5-5',
      content: [],
      stop_reason: null,
      stop_sequence: null,
      usage,
    },
  });
}

export function openBlock(index: number, content: Frame): string {
  return frame({ type: 'content_block_start', index, content_block: content });
}

export function delta(index: number, change: Frame): string {
  return frame({ type: 'content_block_delta', index, delta: change });
}

export function closeBlock(index: number): string {
  return frame({ type: 'content_block_stop', index });
}

export function end(reason = 'end_turn', usage: unknown = { output_tokens: 10 }): string {
  const change = { stop_reason: reason, stop_sequence: null };
  return frame({ type: 'message_delta', delta: change, usage }) + frame({ type: 'message_stop' });
}

/** A whole block of text, in pieces that split words. */
export function textBlock(index: number, text: string, piece = 31): string {
  const pieces = text.match(new RegExp(`.{1,${piece}}`, 'gsu')) ?? [];
  return [
    openBlock(index, { type: 'text', text: '' }),
    ...pieces.map((each) => delta(index, { type: 'text_delta', text: each })),
    closeBlock(index),
  ].join('');
}

export function toolBlock(index: number, name: string, input: unknown): string {
  return [
    openBlock(index, { type: 'tool_use', id: `toolu_${index}`, name, input: {} }),
    delta(index, { type: 'input_json_delta', partial_json: JSON.stringify(input) }),
    closeBlock(index),
  ].join('');
}

export function citationDelta(index: number, citation: Record<string, unknown>): string {
  return delta(index, {
    type: 'citations_delta',
    citation: { type: 'search_result_location', ...citation },
  });
}
