import { AppError } from '@/lib/errors';
import type { AssistantPart, ModelCall, UserPart } from './model-call';

/**
 * Tokens that the provider adds around the text it is given. The provider publishes only some of
 * them (the preamble of tool use is the largest); these are deliberate overestimates.
 */
export const OVERHEAD = {
  request: 64,
  message: 16,
  /** Also for every citable entry of a search result, which is numbered in the prompt. */
  block: 24,
  tool: 64,
  toolPreamble: 1_536,
  citationPreamble: 1_536,
} as const;

/**
 * Upper bound of the input tokens of a call. A token of a byte-level vocabulary stands for at least
 * one byte of UTF-8, so the bytes of all text plus the overheads cannot be exceeded. Throws
 * `invalid_input` for a block whose tokens do not follow from its bytes, an image for instance.
 */
export function inputTokenBound(call: ModelCall): number {
  let total = OVERHEAD.request;
  let cites = false;

  const add = (part: UserPart | AssistantPart): void => {
    total += OVERHEAD.block;
    switch (part.type) {
      case 'text':
        total += bytes(part.text);
        return;
      case 'search_result':
        cites = true;
        total += bytes(part.source) + bytes(part.title);
        for (const entry of part.content) total += OVERHEAD.block + bytes(entry);
        return;
      case 'tool_use':
        total += bytes(part.id) + bytes(part.name) + bytes(JSON.stringify(part.input));
        return;
      case 'tool_result':
        total += bytes(part.toolUseId);
        part.content.forEach(add);
        return;
      case 'thinking':
        total += bytes(part.thinking) + bytes(part.signature);
        return;
      case 'redacted_thinking':
        total += bytes(part.data);
        return;
      default:
        throw new AppError('invalid_input', 'Only text and search results can be sent to a model.');
    }
  };

  call.system.forEach(add);
  for (const message of call.messages) {
    total += OVERHEAD.message;
    message.content.forEach(add);
  }
  const tools = call.tools ?? [];
  for (const tool of tools) {
    total += OVERHEAD.tool + bytes(tool.name) + bytes(tool.description);
    total += bytes(JSON.stringify(tool.inputSchema));
  }
  if (tools.length > 0) total += OVERHEAD.toolPreamble;
  if (cites) total += OVERHEAD.citationPreamble;
  return total;
}

function bytes(text: string): number {
  return Buffer.byteLength(text, 'utf8');
}
