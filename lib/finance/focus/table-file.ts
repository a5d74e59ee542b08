import type { FocusColumn, FocusValue } from './columns';

/** A row's cells: those that many rows have alike, by column, and in the order of their columns those of the own columns. */
export interface TableRow {
  /** One array for all rows that share it. What stands in own columns is not looked at. */
  base: readonly FocusValue[];
  own: readonly FocusValue[];
}

/** A file that rows are added to, one batch at a time. */
export interface TableFile {
  add(rows: readonly TableRow[]): Promise<void>;
  /** What belongs behind the last row; nothing is added afterwards. */
  end(): Promise<void>;
}

/** Takes bytes in order and waits while whoever reads them is slow. Afterwards others may stand in their place. */
export type Sink = (bytes: Uint8Array) => Promise<void>;

export type OpenTable = (columns: readonly FocusColumn[], sink: Sink) => Promise<TableFile>;

/** A row that shares nothing. */
export function rowOf(columns: readonly FocusColumn[], values: readonly FocusValue[]): TableRow {
  return { base: values, own: values.filter((_, at) => columns[at]?.own) };
}
