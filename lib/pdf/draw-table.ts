import { BOLD_FONT } from './font-files';
import type { PageWriter, TextStyle } from './page-writer';
import type { PdfBlock } from './schema';

const SIZE = 9;
const ROW = SIZE * 1.45;
const GAP = 10;
const PADDING = 4;

/** Columns as wide as their share of the words; a row that is longer than a page goes on over the next. */
export function drawTable(
  page: PageWriter,
  { rows, align = [] }: Extract<PdfBlock, { kind: 'table' }>,
): void {
  const [header = [], ...body] = rows;
  const columns = Math.max(...rows.map((row) => row.length));
  const shares = Array.from({ length: columns }, (_, column) =>
    Math.min(40, Math.max(4, ...rows.map((row) => (row[column] ?? '').length))),
  );
  const sum = shares.reduce((total, share) => total + share, 0);
  const room = page.width - GAP * (columns - 1);
  const widths = shares.map((share) => (share / sum) * room);
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
