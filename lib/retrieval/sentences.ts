const SHORTEST = 24;
const LONGEST = 400;

/**
 * The units that are embedded: the sentences of a text. A fragment shorter than `SHORTEST`
 * characters ("No.", "Fig. 3") goes with its neighbour; a run longer than `LONGEST` (a table, a list
 * without full stops) is cut at spaces.
 */
export function sentences(text: string): string[] {
  const segmenter = new Intl.Segmenter('en', { granularity: 'sentence' });
  const units: string[] = [];
  let pending = '';
  for (const { segment } of segmenter.segment(text)) {
    pending = pending ? `${pending} ${squeeze(segment)}` : squeeze(segment);
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

function squeeze(segment: string): string {
  return segment.replace(/\s+/g, ' ').trim();
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
