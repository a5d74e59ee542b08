import { BOLD_FONT } from './font-files';
import type { PageWriter, TextStyle } from './page-writer';
import type { PdfBlock } from './schema';

const SIZE = 9;
const ROW = SIZE * 1.45;
const GAP = 10;
const PADDING = 4;

/** Of a bold letter, about, and the longest of the words that a line keeps whole where there is room for all. */
const LETTER = SIZE * 0.6;
const LONGEST_WORD = 24;

/** Columns as wide as their longest word and their share of the rest; a row that is longer than a page goes on over the next. */
export function drawTable(
  page: PageWriter,
  { rows, align = [] }: Extract<PdfBlock, { kind: 'table' }>,
): void {
  const [header = [], ...body] = rows;
  const columns = Math.max(...rows.map((row) => row.length));
  const shares = Array.from({ length: columns }, (_, column) =>
    Math.min(40, Math.max(4, ...rows.map((row) => (row[column] ?? '').length))),
  );
  const room = page.width - GAP * (columns - 1);
  const widths = widthsOf(rows, shares, room);
  const style = (column: number, head: boolean): TextStyle => ({
    size: SIZE,
    ...(head && { font: BOLD_FONT }),
    left: widths.slice(0, column).reduce((left, width) => left + width + GAP, 0),
    width: widths[column] ?? room,
    align: align[column] ?? 'left',
  });
  const draw = (row: string[], head: boolean) => {
    const cells = shares.map((_, column) => page.lines(row[column] ?? '', style(column, head)));
    const height = Math.max(...cells.map((lines) => lines.length));
    for (let line = 0; line < height; line++) {
      if (page.keep(ROW + PADDING) && !head) draw(header, true);
      cells.forEach((lines, column) => {
        const part = lines[line];
        if (part) page.line(part, style(column, head), page.y);
      });
      page.y += ROW;
    }
    page.y += PADDING / 2;
    page.rule();
    page.y += PADDING;
  };
  draw(header, true);
  for (const row of body) draw(row, false);
}

function widthsOf(rows: readonly string[][], shares: readonly number[], room: number): number[] {
  const words = shares.map(
    (share, column) =>
      1 + Math.min(share, LONGEST_WORD, longestWord(rows.map((row) => row[column] ?? ''))),
  );
  const left = room - LETTER * total(words);
  // Where not even the words fit, each column has its share of everything.
  if (left < 0) return shares.map((share) => (share / total(shares)) * room);
  const rest = shares.map((share, column) => Math.max(0, share - (words[column] ?? 0)));
  const all = total(rest) || 1;
  const spare = total(rest) === 0 ? left / shares.length : 0;
  return words.map((word, column) => word * LETTER + spare + ((rest[column] ?? 0) / all) * left);
}

function longestWord(cells: readonly string[]): number {
  let longest = 0;
  for (const cell of cells)
    for (const word of cell.split(/[\s-]+/)) longest = Math.max(longest, word.length);
  return longest;
}

function total(numbers: readonly number[]): number {
  return numbers.reduce((sum, each) => sum + each, 0);
}
