import type { Line } from './pdf-lines';
import type { Block } from './schema';

/** What is typical of the whole document, against which single lines are judged. */
export interface Typography {
  size: number;
  font: string;
  /** Larger sizes used for headings, largest first. */
  headingSizes: number[];
  /** Words seen whole, in lower case: decides whether a hyphen at a line's end belongs to the word. */
  words: Set<string>;
}

export function measure(pages: Line[][]): Typography {
  const sizes = new Map<number, number>();
  const fonts = new Map<string, number>();
  const words = new Set<string>();
  let hyphenated = false;
  for (const line of pages.flat()) {
    // The rest of a word that began on the line before is no word.
    const whole = hyphenated ? line.text.replace(/^\S+/, '') : line.text;
    hyphenated = /[-\u00ad\u2010]$/.test(line.text);
    const size = roundSize(line.size);
    sizes.set(size, (sizes.get(size) ?? 0) + line.text.length);
    fonts.set(line.font, (fonts.get(line.font) ?? 0) + line.text.length);
    for (const word of whole.toLowerCase().match(/[\p{L}]+(?:-[\p{L}]+)*(?![\p{L}-])/gu) ?? []) {
      words.add(word);
    }
  }
  const most = <K>(counts: Map<K, number>) => [...counts].sort((a, b) => b[1] - a[1])[0]?.[0];
  const size = most(sizes) ?? 10;
  const headingSizes = [...sizes.keys()].filter((s) => s > size * 1.12).sort((a, b) => b - a);
  return { size, font: most(fonts) ?? '', headingSizes, words };
}

/** Groups the lines of one page into headings and paragraphs. */
export function toBlocks(lines: Line[], typography: Typography): Block[] {
  const blocks: Block[] = [];
  for (const column of columns(lines)) {
    const shape = columnShape(column);
    let group: Line[] = [];
    const flush = () => {
      if (group.length > 0) blocks.push(toBlock(group, typography));
      group = [];
    };
    for (const line of column) {
      const previous = group.at(-1);
      if (previous && startsParagraph(previous, line, shape, group)) flush();
      group.push(line);
    }
    flush();
  }
  return joinAcrossColumns(blocks, typography);
}

interface ColumnShape {
  left: number;
  right: number;
  leading: number;
  size: number;
}

/** A column ends where the text turns, or jumps back up the page. */
function columns(lines: Line[]): Line[][] {
  const found: Line[][] = [];
  for (const line of lines) {
    const current = found.at(-1);
    const previous = current?.at(-1);
    const continues =
      previous !== undefined && previous.angle === line.angle && line.y > previous.y - line.size;
    if (current && continues) current.push(line);
    else found.push([line]);
  }
  return found;
}

function columnShape(column: Line[]): ColumnShape {
  const gaps: number[] = [];
  column.forEach((line, index) => {
    const previous = column[index - 1];
    const gap = previous ? line.y - previous.y : 0;
    if (previous && sameSize(previous, line) && gap > line.size * 0.7 && gap < line.size * 2.5) {
      gaps.push(gap);
    }
  });
  const left = common(column.map((line) => line.left));
  const right = quantile(
    column.map((line) => line.right),
    0.8,
  );
  return {
    left,
    right,
    size: common(column.map((line) => line.size)),
    leading: quantile(gaps, 0.4) || (column[0]?.size ?? 10) * 1.25,
  };
}

function startsParagraph(previous: Line, line: Line, shape: ColumnShape, group: Line[]): boolean {
  if (!sameSize(previous, line)) return true;
  const size = line.size;
  const gap = line.y - previous.y;
  // The same row: a cell further right, or a label with its value.
  if (Math.abs(gap) < size * 0.5) return false;
  // Headings of several lines are set wider than the text, whose leading the column has.
  const display = size > shape.size * 1.12;
  if (gap > Math.max(shape.leading * 1.3, size * (display ? 1.5 : 1.15))) return true;
  if (display) return false;
  if (ITEM.test(line.text)) return true;
  const dedented = group.length === 1 && previous.left > line.left + size * 0.6;
  const indented = line.left > shape.left + size * 0.6 && line.left > previous.left + size * 0.6;
  if (indented && !dedented && group.length > 0 && previous.left <= shape.left + size * 0.6) {
    // A hanging indent continues its item.
    return !(group.length === 1 && ITEM.test(previous.text));
  }
  if (previous.font !== line.font && isShort(previous, shape) && group.length <= 2) return true;
  return (
    isShort(previous, shape) && /[.!?:”")\]]$/.test(previous.text) && !/^\p{Ll}/u.test(line.text)
  );
}

const ITEM = /^(?:[•▪◦‣·–—*]|\(?\d{1,3}[.)]|\[\d{1,3}\]|\(?[a-z]\))\s/u;

function isShort(line: Line, shape: Pick<ColumnShape, 'left' | 'right'>): boolean {
  return line.right < shape.right - (shape.right - shape.left) * 0.15;
}

function toBlock(group: Line[], typography: Typography): Block {
  const lines = group.map((line) => line.text);
  const text = joinLines(lines, typography.words);
  const level = headingLevel(group, text, typography);
  if (level !== undefined) return { kind: 'heading', level, text };
  return { kind: 'paragraph', text: isRagged(group) ? lines.join('\n') : text };
}

/** Most lines end early, as in an index, a table of contents or a poem: their breaks mean something. */
function isRagged(group: Line[]): boolean {
  if (group.length < 3) return false;
  const left = Math.min(...group.map((line) => line.left));
  const right = Math.max(...group.map((line) => line.right));
  const full = group.slice(0, -1).filter((line) => !isShort(line, { left, right })).length;
  return full < (group.length - 1) * 0.5;
}

function headingLevel(group: Line[], text: string, typography: Typography): number | undefined {
  const first = group[0];
  if (!first || group.length > 4 || text.length > 200 || !/\p{L}{2}/u.test(text)) return undefined;
  const size = roundSize(first.size);
  const rank = typography.headingSizes.indexOf(size);
  if (/[,;-]$|[;{}]/.test(text) || text.split(',').length > 4) return undefined;
  if (rank >= 0) return Math.min(rank + 1, 4);
  const numbered = /^(?:\d{1,2}(?:\.\d{1,2})*\.?|[IVX]{1,4}\.|[A-Z]\.)\s+\p{Lu}/u.test(text);
  const ofItsOwn = first.font !== typography.font && size >= typography.size * 0.98;
  if (!ofItsOwn || group.length > 2 || text.length > 100 || /[.:!?]$/.test(text)) return undefined;
  if (!/^[\p{Lu}\d“"]/u.test(text)) return undefined;
  return numbered ? Math.min(4 + (text.match(/^[\d.]+/)?.[0].match(/\.\d/g)?.length ?? 0), 6) : 5;
}

/** A paragraph that runs on at the top of the next column has no end on the first and no capital on the second. */
function joinAcrossColumns(blocks: Block[], typography: Typography): Block[] {
  const joined: Block[] = [];
  for (const block of blocks) {
    const previous = joined.at(-1);
    const runsOn =
      previous?.kind === 'paragraph' &&
      block.kind === 'paragraph' &&
      previous.text.length > 60 &&
      /[\p{Ll},-]$/u.test(previous.text) &&
      /^\p{Ll}/u.test(block.text);
    if (previous && runsOn)
      previous.text = joinLines([previous.text, block.text], typography.words);
    else joined.push({ ...block });
  }
  return joined;
}

/** Joins lines with spaces and takes out the hyphens that only broke a line. */
export function joinLines(lines: string[], words: Set<string>): string {
  let text = '';
  for (const line of lines) {
    const head = /(?:[\p{L}-]*\p{L}|\p{N})(?=[-\u00ad\u2010]$)/u.exec(text)?.[0];
    const tail = /^(?:\p{L}+|\p{N})/u.exec(line)?.[0];
    if (text === '') text = line;
    else if (head === undefined || tail === undefined) text += ` ${line}`;
    else if (keepsHyphen(head.toLowerCase(), tail, words)) text += line;
    else text = text.slice(0, -1) + line;
  }
  return text;
}

const SUFFIX = /^(?:ness|ment|tion|sion|able|ible|wards?|less|ings|ments)$/;

function keepsHyphen(head: string, next: string, words: Set<string>): boolean {
  const tail = next.toLowerCase();
  if (words.has(head + tail)) return false;
  if (words.has(`${head}-${tail}`) || head.includes('-') || tail !== next) return true;
  if (/\p{N}/u.test(head + tail)) return true;
  const compound = head.length > 2 && tail.length > 3 && !SUFFIX.test(tail);
  return compound && words.has(head) && words.has(tail);
}

function sameSize(a: Line, b: Line): boolean {
  return Math.abs(a.size - b.size) <= Math.max(a.size, b.size) * 0.1;
}

function roundSize(size: number): number {
  return Math.round(size * 2) / 2;
}

function common(values: number[]): number {
  const counts = new Map<number, number>();
  for (const value of values)
    counts.set(Math.round(value), (counts.get(Math.round(value)) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1] || a[0] - b[0])[0]?.[0] ?? 0;
}

function quantile(values: number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}
