import type { Block } from './schema';

/**
 * Rows as lines that can be understood alone, wherever a chunk is cut: `Header: value; Header: value`
 * when there is a header row, else `value | value`.
 */
export function tableLines(rows: string[][], header?: string[]): string {
  const lines: string[] = [];
  for (const row of rows) {
    const cells: string[] = [];
    row.forEach((cell, column) => {
      const value = oneLine(cell);
      if (value === '') return;
      const name = oneLine(header?.[column] ?? '');
      cells.push(name === '' ? value : `${name}: ${value}`);
    });
    if (cells.length > 0) lines.push(cells.join(header ? '; ' : ' | '));
  }
  return lines.join('\n');
}

/** Blocks of a grid that does not say which row is its header, as spreadsheets and CSV do not. */
export function gridBlocks(rows: string[][]): Block[] {
  const filled = rows.filter((row) => row.some((cell) => cell?.trim()));
  const width = Math.max(0, ...filled.slice(0, 50).map((row) => count(row)));
  const blocks: Block[] = [];
  let first = 0;
  // Titles and notes above the table have one cell where the table has several.
  while (width > 1 && first < filled.length && count(filled[first] ?? []) === 1) {
    blocks.push({ kind: 'paragraph', text: oneLine(filled[first]?.find((c) => c?.trim()) ?? '') });
    first++;
  }
  const header = filled[first];
  const named = header !== undefined && filled.length > first + 1 && isHeader(header);
  const body = filled.slice(named ? first + 1 : first);
  const text = tableLines(body, named ? header : undefined);
  if (text !== '') blocks.push({ kind: 'table', text });
  return blocks;
}

/** Distinct words, no numbers or dates. */
function isHeader(row: string[]): boolean {
  const cells = row.filter((cell) => cell?.trim()).map((cell) => cell.trim());
  return (
    cells.length > 0 &&
    new Set(cells).size === cells.length &&
    cells.every((cell) => /\p{L}/u.test(cell) && cell.length <= 100)
  );
}

function count(row: string[]): number {
  return row.reduce((sum, cell) => sum + (cell?.trim() ? 1 : 0), 0);
}

function oneLine(cell: string | undefined): string {
  return (cell ?? '').replace(/\s+/g, ' ').trim();
}
