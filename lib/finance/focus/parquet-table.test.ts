import { parquetMetadata, parquetReadObjects } from 'hyparquet';
import { expect, it } from 'vitest';
import type { FocusColumn } from './columns';
import { parquetTable } from './parquet-table';

const COLUMNS: readonly FocusColumn[] = [
  { id: 'Alike', type: 'string', nullable: false },
  { id: 'Id', type: 'string', nullable: true, own: true, varied: true },
  { id: 'Model', type: 'string', nullable: true },
  { id: 'Tokens', type: 'decimal', nullable: true, decimals: 0, own: true },
];
/** More than two groups, and no whole number of them. */
const ROWS = 35_000;
const BATCH = 7_001;

it('has every row of every group once, in order, also of one that is not full', async () => {
  const parts: Uint8Array[] = [];
  const table = await parquetTable(COLUMNS, async (bytes) => {
    parts.push(bytes.slice());
  });
  const bases = [
    ['a', null, 'one', null],
    ['b', null, null, null],
  ];
  const cellsOf = (row: number) => [row % 5 === 4 ? null : `id ${row >> 2}`, BigInt(row)];
  for (let from = 0; from < ROWS; from += BATCH)
    await table.add(
      Array.from({ length: Math.min(BATCH, ROWS - from) }, (_, at) => ({
        base: bases[(from + at) % 2] ?? [],
        own: cellsOf(from + at),
      })),
    );
  await table.end();
  const bytes = Buffer.concat(parts);
  const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
  const rows = await parquetReadObjects({ file: file as ArrayBuffer });
  expect(parquetMetadata(file as ArrayBuffer).row_groups.length).toBeGreaterThan(2);
  expect(rows).toEqual(
    Array.from({ length: ROWS }, (_, row) => ({
      Alike: row % 2 ? 'b' : 'a',
      Id: cellsOf(row)[0],
      Model: row % 2 ? null : 'one',
      Tokens: row,
    })),
  );
});
