import type { FocusColumn, FocusValue } from './columns';

/** A file that rows are added to, one batch at a time. */
export interface TableFile {
  add(rows: readonly FocusValue[][]): Promise<void>;
  /** What belongs behind the last row; nothing is added afterwards. */
  end(): Promise<void>;
}

/** Takes bytes in order and waits while whoever reads them is slow. */
export type Sink = (bytes: Uint8Array) => Promise<void>;

export type OpenTable = (columns: readonly FocusColumn[], sink: Sink) => Promise<TableFile>;
