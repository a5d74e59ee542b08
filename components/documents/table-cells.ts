/** A cell's text with its place in the document's text. */
export interface Cell {
  start: number;
  end: number;
}

export interface Grid {
  /** Absent when the rows name no columns. */
  columns: string[] | undefined;
  /** As many cells a row as there are columns; undefined where a row has none. */
  rows: (Cell | undefined)[][];
}

interface Part {
  text: string;
  start: number;
}

/**
 * Reads extraction's lines, `Header: value; Header: value` or `value | value`, back into a grid in
 * which every cell keeps its span. Undefined when the lines do not fit one, which are then shown as lines.
 */
export function tableCells(text: string, offset: number): Grid | undefined {
  const lines = split(text, offset, '\n');
  return named(lines) ?? plain(lines);
}

function named(lines: readonly Part[]): Grid | undefined {
  const columns: string[] = [];
  const read: Map<string, Cell>[] = [];
  for (const line of lines) {
    const cells = new Map<string, Cell>();
    let last: Cell | undefined;
    for (const part of split(line.text, line.start, '; ')) {
      const colon = part.text.indexOf(': ');
      const name = part.text.slice(0, colon);
      const end = part.start + part.text.length;
      // A semicolon inside of a value: later rows only know the names of the first.
      const isName = colon > 0 && !cells.has(name) && (read.length === 0 || columns.includes(name));
      if (isName) {
        if (!columns.includes(name)) columns.push(name);
        last = { start: part.start + colon + 2, end };
        cells.set(name, last);
      } else if (last) last.end = end;
      else return undefined;
    }
    read.push(cells);
  }
  if (columns.length < 2) return undefined;
  return { columns, rows: read.map((cells) => columns.map((name) => cells.get(name))) };
}

function plain(lines: readonly Part[]): Grid | undefined {
  const rows = lines.map((line) =>
    split(line.text, line.start, ' | ').map((part) => ({
      start: part.start,
      end: part.start + part.text.length,
    })),
  );
  const width = Math.max(...rows.map((row) => row.length));
  if (width < 2) return undefined;
  return {
    columns: undefined,
    rows: rows.map((row) => Array.from({ length: width }, (_, index) => row[index])),
  };
}

function split(text: string, offset: number, separator: string): Part[] {
  let start = offset;
  return text.split(separator).map((part) => {
    const placed = { text: part, start };
    start += part.length + separator.length;
    return placed;
  });
}
