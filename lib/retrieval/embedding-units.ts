import { splitSentences } from '@/lib/documents/extract/sentences';

const SHORTEST = 24;
const LONGEST = 400;

/**
 * What is embedded of a text: its sentences. One shorter than `SHORTEST` characters goes with its
 * neighbour; a run longer than `LONGEST` (a table, a list without full stops) is cut at spaces.
 */
export function embeddingUnits(text: string): string[] {
  const units: string[] = [];
  let pending = '';
  for (const { start, end } of splitSentences(text)) {
    const sentence = text.slice(start, end).replace(/\s+/g, ' ');
    pending = pending ? `${pending} ${sentence}` : sentence;
    if (pending.length < SHORTEST) continue;
    units.push(...cut(pending));
    pending = '';
  }
  if (pending) {
    const last = units.pop();
    units.push(...cut(last === undefined ? pending : `${last} ${pending}`));
  }
  return units;
}

function cut(unit: string): string[] {
  const parts: string[] = [];
  let rest = unit;
  while (rest.length > LONGEST) {
    const space = rest.lastIndexOf(' ', LONGEST);
    const end = space > LONGEST / 2 ? space : LONGEST;
    parts.push(rest.slice(0, end).trim());
    rest = rest.slice(end).trim();
  }
  if (rest) parts.push(rest);
  return parts;
}
