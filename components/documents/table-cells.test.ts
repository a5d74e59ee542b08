import { expect, it } from 'vitest';
import { type Cell, tableCells } from './table-cells';

const read = (text: string, offset = 0) => {
  const grid = tableCells(text, offset);
  const at = (cell: Cell | undefined) => cell && text.slice(cell.start - offset, cell.end - offset);
  return grid && { columns: grid.columns, rows: grid.rows.map((row) => row.map(at)) };
};

it('reads named columns back, with a gap where a row has no value', () => {
  expect(read('Name: Ada; Age: 36; City: Oslo\nName: Bo; City: Rome', 100)).toEqual({
    columns: ['Name', 'Age', 'City'],
    rows: [
      ['Ada', '36', 'Oslo'],
      ['Bo', undefined, 'Rome'],
    ],
  });
});

it('keeps a semicolon and a colon inside of a value', () => {
  expect(read('A: x; B: y\nA: one; two: three; B: z')).toEqual({
    columns: ['A', 'B'],
    rows: [
      ['x', 'y'],
      ['one; two: three', 'z'],
    ],
  });
});

it('reads cells without names', () => {
  expect(read('a | b | c\nd | e')).toEqual({
    columns: undefined,
    rows: [
      ['a', 'b', 'c'],
      ['d', 'e', undefined],
    ],
  });
});

it('leaves other lines alone', () => {
  expect(read('just words\nand more')).toBeUndefined();
});
