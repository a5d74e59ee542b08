import { ByteWriter, ParquetWriter } from 'hyparquet-writer';
import { AppError } from '@/lib/errors';
import { FOCUS_VERSION, type FocusColumn, type FocusType, type FocusValue } from './columns';
import type { OpenTable, TableRow } from './table-file';

/** Rows that lie in memory until their group is written: columns of so many are collected while they are young. */
const GROUP = 16_000;
/** Of an integer of 64 bits, which every reader knows. */
const PRECISION = 18;
const MOST = 10n ** BigInt(PRECISION);

type Element = ConstructorParameters<typeof ParquetWriter>[0]['schema'][number];

/**
 * Apache Parquet, compressed with Snappy, a group of rows at a time. Decimals are exact: amounts are DECIMAL(18, 11), and one
 * of ten million dollars or more is refused with `too_large`.
 */
export const parquetTable: OpenTable = async (columns, sink) => {
  const writer = new ByteWriter();
  const file = new ParquetWriter({
    writer,
    schema: [{ name: 'root', num_children: columns.length }, ...columns.map(elementOf)],
    kvMetadata: [{ key: 'FocusVersion', value: FOCUS_VERSION }],
    createdBy: 'tenantry',
  });
  // Used again for each group: the writer takes copies.
  const group = columns.map((): ParquetCell[] => new Array(GROUP).fill(null));
  let rows = 0;
  // The writer counts offsets by what it has seen; what has left is taken out of its buffer alone.
  const drain = async () => {
    const bytes = new Uint8Array(writer.buffer, 0, writer.index).slice();
    writer.index = 0;
    if (bytes.length > 0) await sink(bytes);
  };
  const flush = async () => {
    if (rows === 0) return;
    const columnData = columns.map(({ id }, at) => ({
      name: id,
      data: rows === GROUP ? (group[at] ?? []) : (group[at] ?? []).slice(0, rows),
      offsetIndex: false,
      ...(columns[at]?.varied && { encoding: 'PLAIN' as const }),
      // What readers choose rows by.
      statistics: columns[at]?.type === 'datetime',
    }));
    await file.write({ columnData, rowGroupSize: rows });
    rows = 0;
    await drain();
  };
  const cells = columns.map(cellsOf);
  const own = columns.flatMap((column, at) => (column.own ? [at] : []));
  /** Column by column, as they lie in memory. */
  const take = (added: readonly TableRow[]) => {
    for (const [at, cellOf] of cells.entries()) {
      const place = own.indexOf(at);
      const column = group[at] as ParquetCell[];
      let next = rows;
      if (place >= 0) for (const row of added) column[next++] = cellOf(row.own[place] ?? null);
      else for (const { base } of added) column[next++] = cellOf(base[at] ?? null);
    }
    rows += added.length;
  };
  return {
    async add(added) {
      for (let from = 0; from < added.length; ) {
        const until = from + GROUP - rows;
        take(added.slice(from, until));
        from = until;
        if (rows === GROUP) await flush();
      }
    },
    async end() {
      await flush();
      await file.finish();
      await drain();
    },
  };
};

type ParquetCell = FocusValue | Uint8Array;

/** How a column's cells lie in memory. */
function cellsOf({ type, varied }: FocusColumn): (value: FocusValue) => ParquetCell {
  if (type === 'decimal') return fitting;
  return varied ? bytesOfSame() : (value) => value;
}

/** Text as the bytes that are written; rows of the same call come one after the other and have the same ids. */
function bytesOfSame(): (value: FocusValue) => ParquetCell {
  const encoder = new TextEncoder();
  let last: FocusValue = null;
  let bytes: ParquetCell = null;
  return (value) => {
    if (value !== last) {
      last = value;
      bytes = typeof value === 'string' ? encoder.encode(value) : value;
    }
    return bytes;
  };
}

function fitting(value: FocusValue): ParquetCell {
  if (typeof value === 'bigint' && (value >= MOST || value <= -MOST))
    throw new AppError('too_large', 'An amount is too large for Parquet. CSV has no such bound.');
  return value;
}

const TYPES: Record<FocusType, Partial<Element>> = {
  string: { type: 'BYTE_ARRAY', converted_type: 'UTF8' },
  // As text: a reader that knows no JSON type still reads it.
  json: { type: 'BYTE_ARRAY', converted_type: 'UTF8' },
  datetime: { type: 'INT64', converted_type: 'TIMESTAMP_MILLIS' },
  decimal: { type: 'INT64', converted_type: 'DECIMAL', precision: PRECISION },
};

function elementOf({ id, type, nullable, decimals }: FocusColumn): Element {
  return {
    name: id,
    repetition_type: nullable ? 'OPTIONAL' : 'REQUIRED',
    ...TYPES[type],
    ...(decimals !== undefined && { scale: decimals }),
  };
}
