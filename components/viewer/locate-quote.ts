/** A run of text of a page, as pdf.js gives it; other items have no `str`. */
export interface PageItem {
  str?: string;
  dir?: string;
  /** Of a mark in the content, which has no text. */
  type?: string;
  /** PDF's `[a b c d e f]`. */
  transform?: number[];
}

/** Part of the cited passage that stands in one block of the page, with what stands around it there. */
export interface Fragment {
  before: string;
  quote: string;
  after: string;
}

/** Characters `[from, to)` of the text of an item, by its position among those that have text. */
export interface ItemRange {
  item: number;
  from: number;
  to: number;
}

/** A quote that the page interrupts, by a footnote say, is looked for in as many parts. */
const MOST_PARTS = 4;
/** Fewer letters could stand anywhere. */
const LEAST_PART = 12;

interface Letters {
  text: string;
  /** Of each letter: the item it stands in and its place there. */
  places: { item: number; at: number }[];
}

/**
 * Finds a cited passage among the runs of its page. Letters and digits alone are compared, in compatibility form and
 * without case and accents, since extraction joins lines, takes out hyphens and composes accents. Where the words stand
 * more than once, their surroundings decide. Undefined when any fragment is not found: then nothing is marked.
 */
export function locateQuote(
  items: readonly PageItem[],
  fragments: readonly Fragment[],
): ItemRange[] | undefined {
  const runs = items.filter((item): item is PageItem & { str: string } => item.str !== undefined);
  const wanted = fragments.filter(({ quote }) => fold(quote) !== '');
  if (wanted.length === 0) return undefined;
  for (const order of [runs.map((_, index) => index), rightToLeft(runs)]) {
    const page = lettersOf(runs, order);
    const found = wanted.map((fragment) => find(page.text, fragment));
    if (found.every((spans) => spans !== undefined))
      return found.flat().flatMap((span) => rangesOf(page, span));
  }
  return undefined;
}

/** Letters and digits in the form in which they are compared. */
export function fold(text: string): string {
  return text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '');
}

function lettersOf(runs: readonly { str: string }[], order: readonly number[]): Letters {
  let text = '';
  const places: Letters['places'] = [];
  for (const item of order) {
    const str = runs[item]?.str ?? '';
    let at = 0;
    for (const character of str) {
      const folded = fold(character);
      text += folded;
      for (let index = 0; index < folded.length; index++) places.push({ item, at });
      at += character.length;
    }
  }
  return { text, places };
}

interface Span {
  start: number;
  end: number;
}

function find(page: string, { before, quote, after }: Fragment): Span[] | undefined {
  const [wanted, left, right] = [fold(quote), fold(before), fold(after)];
  const whole = best(page, wanted, left, right);
  return whole ? [whole] : inParts(page, wanted, MOST_PARTS);
}

/** The place whose surroundings agree the furthest with the passage's. */
function best(page: string, wanted: string, before: string, after: string): Span | undefined {
  let chosen: { start: number; agreed: number } | undefined;
  for (let start = page.indexOf(wanted); start >= 0; start = page.indexOf(wanted, start + 1)) {
    const end = start + wanted.length;
    const agreed =
      agreement([...before].reverse(), [...page.slice(0, start).slice(-before.length)].reverse()) +
      agreement([...after], [...page.slice(end, end + after.length)]);
    if (!chosen || agreed > chosen.agreed) chosen = { start, agreed };
  }
  return chosen && { start: chosen.start, end: chosen.start + wanted.length };
}

function agreement(one: readonly string[], other: readonly string[]): number {
  const differs = one.findIndex((letter, index) => letter !== other[index]);
  return differs < 0 ? one.length : differs;
}

/** The longest beginning that the page has, then the rest after it. */
function inParts(page: string, wanted: string, parts: number, from = 0): Span[] | undefined {
  const shortest = Math.min(LEAST_PART, wanted.length);
  if (parts === 0 || page.indexOf(wanted.slice(0, shortest), from) < 0) return undefined;
  let [length, tooLong] = [shortest, wanted.length + 1];
  while (tooLong - length > 1) {
    const middle = (length + tooLong) >> 1;
    if (page.indexOf(wanted.slice(0, middle), from) >= 0) length = middle;
    else tooLong = middle;
  }
  const start = page.indexOf(wanted.slice(0, length), from);
  const here = { start, end: start + length };
  if (length === wanted.length) return [here];
  const rest = inParts(page, wanted.slice(length), parts - 1, here.end);
  return rest && [here, ...rest];
}

/** Runs of right-to-left scripts are drawn in any order; extraction reads a line from its right end. */
function rightToLeft(runs: readonly PageItem[]): number[] {
  const order: number[] = [];
  let line: number[] = [];
  const flush = () => {
    const x = (index: number) => runs[index]?.transform?.[4] ?? 0;
    const rtl = line.filter((index) => runs[index]?.dir === 'rtl').length * 2 > line.length;
    order.push(...(rtl ? line.sort((a, b) => x(b) - x(a)) : line));
    line = [];
  };
  runs.forEach(({ transform }, index) => {
    const [last] = line.slice(-1);
    const before = last === undefined ? undefined : runs[last]?.transform?.[5];
    const height = Math.abs(transform?.[3] ?? 0) || 1;
    if (before !== undefined && Math.abs((transform?.[5] ?? before) - before) > height * 0.6)
      flush();
    line.push(index);
  });
  flush();
  return order;
}

function rangesOf({ places }: Letters, { start, end }: Span): ItemRange[] {
  const ranges: ItemRange[] = [];
  for (const { item, at } of places.slice(start, end)) {
    const last = ranges.at(-1);
    if (last && last.item === item && at >= last.from) last.to = Math.max(last.to, at + 1);
    else ranges.push({ item, from: at, to: at + 1 });
  }
  return ranges;
}
