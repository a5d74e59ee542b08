import { chooseTool, withoutCalls } from './choose-tool';
import { collectPassages, lastQuestion, type Passage, userTexts } from './passages';
import { type Phrases, readManner } from './phrases';
import type { MessageRequest } from './request';
import { type Quote, selectQuotes } from './select-quotes';
import { splitSentences } from './split-sentences';
import { contentWords } from './words';

/** A citation in the API's own words. */
export interface SearchResultLocation {
  type: 'search_result_location';
  cited_text: string;
  source: string;
  title: string | null;
  search_result_index: number;
  start_block_index: number;
  end_block_index: number;
}

export type AnswerBlock =
  | { type: 'text'; text: string; citation?: SearchResultLocation }
  | { type: 'tool_use'; name: string; input: Record<string, unknown> };

/** A question with fewer content words than this borrows those of the question before it. */
const FOLLOW_UP_WORDS = 3;

/**
 * The whole answer, before pace and limits are applied: a function of the request alone. Text of
 * passages and tools is only ever quoted, so nothing in it is obeyed.
 */
export function composeAnswer(request: MessageRequest): AnswerBlock[] {
  const call = chooseTool(request);
  if (call) return [{ type: 'tool_use', ...call }];

  const question = lastQuestion(request);
  const system = request.system.map((block) => block.text).join('\n');
  const { phrases, quotes } = readManner(system, question);
  const passages = collectPassages(request);
  if (passages.length === 0) return [{ type: 'text', text: phrases.noDocuments }];

  const words = contentWords(withoutCalls(request.tools, question));
  if (words.length < FOLLOW_UP_WORDS) words.push(...contentWords(userTexts(request).at(-2) ?? ''));
  const chosen = selectQuotes(words, passages, quotes);
  if (chosen.length > 0) return quoting(chosen, phrases);
  const tool = passages.findLast((passage) => passage.searchResultIndex === undefined);
  return [{ type: 'text', text: tool ? toolSaid(tool, phrases) : phrases.unanswered }];
}

function quoting(quotes: Quote[], phrases: Phrases): AnswerBlock[] {
  const list = quotes.length > 1;
  const blocks: AnswerBlock[] = [
    { type: 'text', text: list ? `${phrases.lead}\n\n- ` : `${phrases.lead} ` },
  ];
  quotes.forEach((quote, at) => {
    if (at > 0) blocks.push({ type: 'text', text: '\n- ' });
    const citation = locate(quote);
    blocks.push({ type: 'text', text: `“${quote.sentence}”`, ...(citation ? { citation } : {}) });
  });
  return blocks;
}

/** The API cites whole blocks: `cited_text` is the block, not the sentence. */
function locate({ passage, block }: Quote): SearchResultLocation | undefined {
  if (!passage.citable || passage.searchResultIndex === undefined) return undefined;
  return {
    type: 'search_result_location',
    cited_text: passage.blocks[block] ?? '',
    source: passage.source,
    title: passage.title,
    search_result_index: passage.searchResultIndex,
    start_block_index: block,
    end_block_index: block + 1,
  };
}

function toolSaid(tool: Passage, phrases: Phrases): string {
  return `${phrases.toolReturned} “${splitSentences(tool.blocks.join('\n')).slice(0, 2).join(' ')}”`;
}
