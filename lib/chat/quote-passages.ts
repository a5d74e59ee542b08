import { terms } from '@/lib/retrieval/terms';
import type { AssembledPassage, Entry } from './assemble';

/** How a stretch of a passage is quoted, with what a citation of it names. */
export interface Quote {
  /** Position among the passages. */
  passage: number;
  /** Entries `[first, end)`. */
  first: number;
  end: number;
  text: string;
}

const QUOTES = 3;
/** A quote ends with the sentence that reaches it. */
const QUOTE_CHARACTERS = 350;

/** Stands before passages that are quoted because no model could be asked. */
export const QUOTED_ONLY =
  'The model is not available right now, so no answer was written. These passages of your documents come closest to your question:';

/** Of each of the best passages the sentences from that on which shares the most words with the question. */
export function quotePassages(passages: readonly AssembledPassage[], question: string): Quote[] {
  const asked = new Set(terms(question));
  return passages.slice(0, QUOTES).flatMap((assembled, passage) => {
    const { entries } = assembled;
    const shared = entries.map((entry) => sharedTerms(textOf(assembled, entry), asked));
    const first = shared.indexOf(Math.max(...shared));
    const from = entries[first];
    if (!from) return [];
    let end = first + 1;
    while (end < entries.length && (entries[end - 1]?.end ?? 0) - from.start < QUOTE_CHARACTERS)
      end += 1;
    const to = entries[end - 1] ?? from;
    const text = textOf(assembled, { start: from.start, end: to.end });
    return [{ passage, first, end, text: text.replace(/\s+/g, ' ') }];
  });
}

function sharedTerms(text: string, asked: ReadonlySet<string>): number {
  return new Set(terms(text).filter((term) => asked.has(term))).size;
}

function textOf({ passage }: AssembledPassage, { start, end }: Entry): string {
  return passage.text.slice(start - passage.start, end - passage.start);
}
