import { decodeText } from './decode-text';
import type { Block, Extracted } from './schema';

/** Lines at least this long were wrapped by width, not by meaning. */
const WRAPPED = 50;
const ITEM = /^\s*([-*+•–]|\d+[.)])\s/;

export function extractText(bytes: Uint8Array): Extracted {
  return { format: 'text', pages: [{ number: 1, blocks: paragraphs(decodeText(bytes)) }] };
}

/** Paragraphs are separated by empty lines or form feeds. */
function paragraphs(text: string): Block[] {
  return text
    .replace(/\r\n?/g, '\n')
    .split(/\n[^\S\n]*\n|\f/)
    .map((part) => ({ kind: 'paragraph', text: unwrap(part) }));
}

/** Joins lines that a program wrapped, and keeps the breaks that a person set. */
export function unwrap(paragraph: string): string {
  let joined = '';
  let previous = '';
  for (const line of paragraph.split('\n')) {
    const continues = previous.trimEnd().length >= WRAPPED && !ITEM.test(line);
    joined += joined === '' ? line : continues ? ` ${line.trim()}` : `\n${line}`;
    previous = line;
  }
  return joined;
}
