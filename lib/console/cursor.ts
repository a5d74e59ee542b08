import { isId } from '@/lib/ids';

/** A place in a list ordered by time and id, newest first. */
export interface Cursor {
  at: string;
  id: string;
}

export interface PageOrder {
  /** Comparison and order of the query: `<` and `desc` towards older rows, `>` and `asc` towards newer. */
  compare: '<' | '>';
  direction: 'desc' | 'asc';
  cursor: Cursor | undefined;
}

/** A cursor of an address; what cannot be read begins at the newest row. */
export function pageOrder(params: { older?: string; newer?: string }): PageOrder {
  const newer = decode(params.newer);
  if (newer) return { compare: '>', direction: 'asc', cursor: newer };
  return { compare: '<', direction: 'desc', cursor: decode(params.older) };
}

/** Cuts what was read with one row too many to a page, newest first, with the cursors on both sides. */
export function toPage<Row extends Cursor>(
  read: Row[],
  size: number,
  order: PageOrder,
): { rows: Row[]; newer: string | null; older: string | null } {
  const more = read.length > size;
  const rows = read.slice(0, size);
  if (order.direction === 'asc') rows.reverse();
  const first = rows[0];
  const last = rows.at(-1);
  const backwards = order.direction === 'asc';
  return {
    rows,
    newer: first && (backwards ? more : order.cursor !== undefined) ? encode(first) : null,
    older: last && (backwards || more) ? encode(last) : null,
  };
}

function encode({ at, id }: Cursor): string {
  return `${at}_${id}`;
}

function decode(text: string | undefined): Cursor | undefined {
  const [at, id] = text?.split('_') ?? [];
  if (!at || !isId(id) || Number.isNaN(Date.parse(at))) return undefined;
  const read = new Date(at).toISOString();
  // Microseconds, where the list has them: without, what lies between two rows of a millisecond would be left out.
  return {
    at: /^[\d-]+T[\d:]+\.\d{6}Z$/.test(at) && at.startsWith(read.slice(0, 19)) ? at : read,
    id,
  };
}
