import type { z } from 'zod';
import type { TenantSql } from '@/lib/db/tenant-sql';
import type { TenantContext } from '@/lib/tenancy/context';
import { type DocumentRow, openDocumentName, SELECT_DOCUMENT } from './document-row';
import { decodeCursor } from './list-cursor';
import { ACTIVE_STAGES, type listFilterSchema, STAGES } from './schema';

type Filter = z.output<typeof listFilterSchema>;

export interface ListedRows {
  /** One more than the page holds, when there are more. */
  rows: DocumentRow[];
  /** How many match in all; null when nobody counted. */
  matching: number | null;
}

/** What an order or a name is decided by, without what only a page shows. */
interface LeanRow {
  id: string;
  name_sealed: Buffer;
  created_at: Date;
  bytes: bigint;
  stage: DocumentRow['stage'];
}

/**
 * The rows of one page. Names are sealed, so that searching and ordering by them opens every name that the other filters
 * leave, in this process: the policy bounds how many documents there are.
 */
export async function listRows(
  ctx: TenantContext,
  sql: TenantSql,
  filter: Filter,
): Promise<ListedRows> {
  if (!filter.name && !filter.sort) return { rows: await newestRows(sql, filter), matching: null };
  const lean = await sql<LeanRow>(
    `select d.id, d.name_sealed, d.created_at, d.bytes, d.stage from document d
     where d.tenant_id = :tenant ${CONDITIONS} order by d.created_at desc, d.id desc`,
    conditions(filter),
  );
  const needle = filter.name?.normalize('NFC').toLowerCase();
  // Opening thousands of names is what takes long: only for what depends on them.
  const opens = needle !== undefined || filter.sort === 'name';
  const named = lean.map((row) => ({ ...row, name: opens ? openDocumentName(ctx, row) : '' }));
  const found = needle ? named.filter(({ name }) => name.toLowerCase().includes(needle)) : named;
  const ordered = order(found, filter.sort);
  const after = filter.cursor ? decodeCursor(filter.cursor).id : undefined;
  const from = after === undefined ? 0 : ordered.findIndex(({ id }) => id === after) + 1;
  const wanted = ordered.slice(from, from + filter.limit + 1).map(({ id }) => id);
  const rows = await sql<DocumentRow>(`${SELECT_DOCUMENT} and d.id = any($1::uuid[])`, [wanted]);
  const byId = new Map(rows.map((row) => [row.id, row]));
  return { rows: wanted.flatMap((id) => byId.get(id) ?? []), matching: found.length };
}

function newestRows(sql: TenantSql, filter: Filter): Promise<DocumentRow[]> {
  const cursor = filter.cursor ? decodeCursor(filter.cursor) : undefined;
  return sql<DocumentRow>(
    `${SELECT_DOCUMENT} ${CONDITIONS}
       and ($4::timestamptz is null or (d.created_at, d.id) < ($4, $5::uuid))
     order by d.created_at desc, d.id desc limit $6`,
    [...conditions(filter), cursor?.createdAt ?? null, cursor?.id ?? null, filter.limit + 1],
  );
}

const CONDITIONS = `and d.superseded_at is null
  and ($1::uuid is null or d.folder_id = $1)
  and ($2::text[] is null or d.stage = any($2))
  and ($3::uuid is null or d.tag_ids @> array[$3::uuid])`;

function conditions({ folder, stage, tag }: Filter): unknown[] {
  const stages = stage === 'active' ? ACTIVE_STAGES : stage ? [stage] : null;
  return [folder ?? null, stages, tag ?? null];
}

const NAMES = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

function order<Row extends LeanRow & { name: string }>(
  rows: readonly Row[],
  sort: Filter['sort'],
): readonly Row[] {
  switch (sort) {
    case undefined:
      return rows;
    case 'oldest':
      return rows.toReversed();
    case 'name':
      return rows.toSorted((a, b) => NAMES.compare(a.name, b.name));
    case 'largest':
      return rows.toSorted((a, b) => Number(b.bytes - a.bytes));
    case 'status':
      return rows.toSorted((a, b) => STAGES.indexOf(a.stage) - STAGES.indexOf(b.stage));
  }
}
