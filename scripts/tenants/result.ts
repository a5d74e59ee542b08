/** What a command has to say: for people, and with --json for programs. */
export interface Result {
  lines: string[];
  json: unknown;
}

/** Columns as wide as their widest cell. */
export function columns(rows: string[][]): string[] {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0)),
  );
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('   ')
      .trimEnd(),
  );
}
