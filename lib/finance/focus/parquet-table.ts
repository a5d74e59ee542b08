import { ByteWriter, ParquetWriter } from 'hyparquet-writer';
import { AppError } from '@/lib/errors';
import { FOCUS_VERSION, type FocusColumn, type FocusType, type FocusValue } from './columns';
import type { OpenTable } from './table-file';

/** Rows that lie in memory, column by column, until their group is written. */
const GROUP = 20_000;
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
  let group = emptyGroup(columns);
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
      data: group[at] ?? [],
      offsetIndex: false,
      ...(columns[at]?.varied && { encoding: 'PLAIN' as const }),
      // What readers choose rows by.
      statistics: columns[at]?.type === 'datetime',
    }));
    await file.write({ columnData, rowGroupSize: rows });
    group = emptyGroup(columns);
    rows = 0;
    await drain();
  };
  return {
    async add(added) {
      for (const row of added) {
        for (let at = 0; at < columns.length; at += 1) group[at]?.push(fitting(row[at] ?? null));
        rows += 1;
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

function fitting(value: FocusValue): FocusValue {
  if (typeof value === 'bigint' && (value >= MOST || value <= -MOST))
    throw new AppError('too_large', 'An amount is too large for Parquet. CSV has no such bound.');
  return value;
}

function emptyGroup(columns: readonly FocusColumn[]): FocusValue[][] {
  return columns.map(() => []);
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
