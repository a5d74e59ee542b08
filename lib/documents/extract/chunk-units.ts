import type { PlacedBlock } from './plain-text';
import { type Span, splitSentences } from './sentences';

/**
 * The pieces of a block that a chunk may hold, none longer than `max`. A block that fits stays whole.
 * Tables, lists and code are cut between lines, prose between sentences into parts of about the same
 * length; only what is too long by itself is cut between words.
 */
export function blockUnits(text: string, placed: PlacedBlock, max: number): Span[] {
  if (placed.end - placed.start <= max) return [{ start: placed.start, end: placed.end }];
  const lines = placed.block.kind !== 'paragraph' && placed.block.kind !== 'heading';
  const atoms = lines ? lineSpans(text, placed) : sentenceSpans(text, placed);
  const small = atoms.flatMap((atom) => (length(atom) > max ? cutLong(text, atom, max) : [atom]));
  const parts = Math.ceil((placed.end - placed.start) / max);
  return pack(small, (placed.end - placed.start) / parts, max);
}

/** Fills each part up to the target, the last atom to whichever side is nearer, never above `max`. */
function pack(atoms: Span[], target: number, max: number): Span[] {
  const parts: Span[] = [];
  for (const atom of atoms) {
    const last = parts.at(-1);
    const joined = last ? atom.end - last.start : 0;
    const nearer = last ? joined - target <= target - length(last) : false;
    if (last && joined <= max && nearer) last.end = atom.end;
    else parts.push({ ...atom });
  }
  return parts;
}

function lineSpans(text: string, { start, end }: Span): Span[] {
  const spans: Span[] = [];
  for (let at = start; at < end; ) {
    const next = text.indexOf('\n', at);
    const stop = next === -1 || next > end ? end : next;
    if (stop > at) spans.push({ start: at, end: stop });
    at = stop + 1;
  }
  return spans;
}

function sentenceSpans(text: string, { start, end }: Span): Span[] {
  return splitSentences(text.slice(start, end)).map((span) => ({
    start: start + span.start,
    end: start + span.end,
  }));
}

/** A row or sentence beyond the limit: cut at a sentence if it has some, else at a space, else anywhere. */
function cutLong(text: string, atom: Span, max: number): Span[] {
  const sentences = sentenceSpans(text, atom);
  if (sentences.length > 1) {
    return sentences.flatMap((span) => (length(span) > max ? cutWords(text, span, max) : [span]));
  }
  return cutWords(text, atom, max);
}

function cutWords(text: string, { start, end }: Span, max: number): Span[] {
  const spans: Span[] = [];
  let at = start;
  while (end - at > max) {
    const space = text.lastIndexOf(' ', at + max);
    const cut = space > at + max / 2 ? space : wholeCharacter(text, at + max);
    spans.push({ start: at, end: cut });
    at = text[cut] === ' ' ? cut + 1 : cut;
  }
  if (end > at) spans.push({ start: at, end });
  return spans;
}

/** Never between the halves of a surrogate pair. */
function wholeCharacter(text: string, at: number): number {
  const code = text.charCodeAt(at);
  return code >= 0xdc00 && code <= 0xdfff ? at - 1 : at;
}

function length(span: Span): number {
  return span.end - span.start;
}
