import type { AnswerBlock, SearchResultLocation } from './compose-answer';
import { tokenize } from './tokenize';

/** A content block cut into the tokens in which it is sent. */
export interface OutputBlock {
  type: 'text' | 'tool_use';
  name?: string;
  tokens: string[];
  citation?: SearchResultLocation;
  /** False when `max_tokens` ended the block early. */
  whole: boolean;
}

export interface Output {
  blocks: OutputBlock[];
  /** Tokens in all blocks. */
  tokens: number;
  stopReason: 'end_turn' | 'max_tokens' | 'tool_use';
}

/** Applies `max_tokens` and the wished length, both in tokens, to an answer. */
export function planOutput(answer: AnswerBlock[], maxTokens: number, length?: number): Output {
  const whole = answer.map(
    (block): OutputBlock =>
      block.type === 'text'
        ? { type: 'text', tokens: tokenize(block.text), citation: block.citation, whole: true }
        : {
            type: 'tool_use',
            name: block.name,
            tokens: tokenize(JSON.stringify(block.input)),
            whole: true,
          },
  );
  const calls = whole.some((block) => block.type === 'tool_use');
  const wished = length === undefined || calls ? whole : ofLength(whole, length);
  const blocks = limit(wished, maxTokens);
  const cutOff = blocks.length < wished.length || blocks.some((block) => !block.whole);
  return {
    blocks,
    tokens: blocks.reduce((sum, block) => sum + block.tokens.length, 0),
    stopReason: cutOff ? 'max_tokens' : calls ? 'tool_use' : 'end_turn',
  };
}

/** Repeats the answer, or ends it early, so that it has exactly `length` tokens. */
function ofLength(blocks: OutputBlock[], length: number): OutputBlock[] {
  const own = blocks.reduce((sum, block) => sum + block.tokens.length, 0);
  const repeated = Array.from({ length: Math.ceil(length / own) }, () => blocks).flat();
  return limit(repeated, length).map((block) => ({ ...block, whole: true }));
}

function limit(blocks: OutputBlock[], tokens: number): OutputBlock[] {
  const kept: OutputBlock[] = [];
  let left = tokens;
  for (const block of blocks) {
    if (left <= 0) break;
    const fits = block.tokens.length <= left;
    kept.push(fits ? block : { ...block, tokens: block.tokens.slice(0, left), whole: false });
    left -= block.tokens.length;
  }
  return kept;
}
