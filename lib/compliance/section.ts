import type { ReportCell, ReportSection } from './schema';

/** A section of rows of which one more than `most` was read, to know whether there are more. */
export function section<Row>(
  title: string,
  columns: string[],
  rows: readonly Row[],
  { most, cells }: { most: number; cells: (row: Row) => ReportCell[] },
): ReportSection {
  return { title, columns, rows: rows.slice(0, most).map(cells), more: rows.length > most };
}

export function moment(at: Date | null): ReportCell {
  return at && { at: at.toISOString() };
}

/** Ids, counts and codes of an entry as words: `from: member, to: admin`. */
export function facts(detail: unknown): string {
  if (typeof detail !== 'object' || detail === null) return '';
  return Object.entries(detail)
    .map(([name, value]) => `${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join(', ');
}
