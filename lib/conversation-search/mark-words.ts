import { terms } from '@/lib/retrieval/terms';
import type { Marked } from './schema';

const SNIPPET = 160;
/** Shown before the first word that was found. */
const LEAD = 48;
const WORD = /[\p{L}\p{M}\p{N}]+(?:['\u2019.,][\p{L}\p{M}\p{N}]+)*/gu;

/** The words of the text whose terms are wanted. */
export function markWords(text: string, wanted: ReadonlySet<string>): Marked {
  const marks: Marked['marks'] = [];
  for (const match of text.matchAll(WORD)) {
    const [word] = match;
    if (terms(word).some((term) => wanted.has(term)))
      marks.push([match.index, match.index + word.length]);
  }
  return { text, marks };
}

/** A line of the text around the first word that was found, with those words marked; undefined when it has none. */
export function snippetOf(text: string, wanted: ReadonlySet<string>): Marked | undefined {
  const line = text.replace(/\s+/g, ' ').trim();
  const first = markWords(line, wanted).marks[0];
  if (!first) return undefined;
  let from = Math.max(0, first[0] - LEAD);
  if (from > 0) from = line.indexOf(' ', from) + 1 || from;
  if (from > first[0]) [from] = first;
  const cut = line.slice(from, from + SNIPPET).replace(/[\ud800-\udbff]$/, '');
  const before = from > 0 ? '…' : '';
  const after = from + cut.length < line.length ? '…' : '';
  return markWords(`${before}${cut}${after}`, wanted);
}
