import { TreeReader, type TreeRows } from './tree-reader';

/** Of the log that each statement names as `:log`. */
type LogQuery = <Row extends object>(text: string, params: readonly unknown[]) => Promise<Row[]>;

/** The tree of a log, for what reads any. */
export function treeOf(query: LogQuery, logId: string): TreeReader {
  return new TreeReader(
    sqlRows((text, params) =>
      query(text.replaceAll(':log', `$${params.length + 1}`), [...params, logId]),
    ),
  );
}

/** The tree's rows from PostgreSQL. */
export function sqlRows(query: LogQuery): TreeRows {
  return {
    leaves: async (from, to) =>
      (
        await query<{ hash: Buffer }>(
          `select log_id as tenant_id, hash from audit_leaf
           where log_id = :log and place >= $1 and place < $2 order by place`,
          [from, to],
        )
      ).map((row) => row.hash),
    tile: async (level, number) =>
      (
        await query<{ hashes: Buffer }>(
          `select log_id as tenant_id, hashes from audit_tile
           where log_id = :log and level = $1 and number = $2`,
          [level, number],
        )
      )[0]?.hashes,
    roots: async (level, from, to) =>
      (
        await query<{ root: Buffer }>(
          `select log_id as tenant_id, root from audit_tile
           where log_id = :log and level = $1 and number >= $2 and number < $3 order by number`,
          [level, from, to],
        )
      ).map((row) => row.root),
  };
}
