import type { z } from 'zod';
import { type TenantSql, withTenantSql } from '@/lib/db/tenant-sql';
import { notFound } from '@/lib/errors';
import type { TenantContext } from '@/lib/tenancy/context';
import { policyOf } from '@/lib/tenancy/policy';
import { authorize } from '@/lib/tenancy/roles';
import {
  type DocumentRow,
  findDocumentRow,
  openDocumentName,
  SELECT_DOCUMENT,
  toDocumentView,
} from './document-row';
import { decodeCursor, encodeCursor, type ListCursor } from './list-cursor';
import { parseInput } from './parse-input';
import { requireId } from './require-id';
import {
  ACTIVE_STAGES,
  type DocumentPage,
  type DocumentView,
  type ListFilter,
  listFilterSchema,
} from './schema';
import { maxUploadBytes } from './upload-limits';

type Filter = z.output<typeof listFilterSchema>;

/** Rows read at a time while names, which are sealed, are compared here. */
const SCAN = 500;

/** The documents that the person may read, newest first. */
export async function listDocuments(
  ctx: TenantContext,
  filter: ListFilter = {},
): Promise<DocumentPage> {
  authorize(ctx, 'documents:read');
  const wanted = parseInput(listFilterSchema, filter);
  return withTenantSql(ctx, async (sql) => {
    const rows = await matchingRows(ctx, sql, wanted);
    const page = rows.slice(0, wanted.limit);
    const last = rows.length > wanted.limit ? page.at(-1) : undefined;
    return {
      documents: page.map((row) => toDocumentView(ctx, row)),
      nextCursor: last ? encodeCursor({ createdAt: last.created_at, id: last.id }) : null,
      counts: await counts(sql),
    };
  });
}

/** Throws `not_found` for an absent, foreign or unreadable document. */
export async function getDocument(ctx: TenantContext, id: string): Promise<DocumentView> {
  authorize(ctx, 'documents:read');
  const row = await withTenantSql(ctx, (sql) => findDocumentRow(sql, requireId(id)));
  if (!row) throw notFound();
  return toDocumentView(ctx, row);
}

/** What an upload may be, for the browser to say so before it sends. */
export async function uploadLimits(
  ctx: TenantContext,
): Promise<{ maxBytes: number; maxDocuments: number }> {
  const policy = await policyOf(ctx);
  return { maxBytes: maxUploadBytes(policy), maxDocuments: policy.maxDocuments };
}

/** One more than the page holds, when there are more. */
async function matchingRows(
  ctx: TenantContext,
  sql: TenantSql,
  filter: Filter,
): Promise<DocumentRow[]> {
  const needle = filter.name?.toLowerCase();
  const wanted = filter.limit + 1;
  const found: DocumentRow[] = [];
  let cursor = filter.cursor ? decodeCursor(filter.cursor) : undefined;
  while (found.length < wanted) {
    const limit = needle ? SCAN : wanted;
    const rows = await readRows(sql, filter, cursor, limit);
    for (const row of rows) {
      if (!needle || openDocumentName(ctx, row).toLowerCase().includes(needle)) found.push(row);
    }
    const last = rows.at(-1);
    if (!last || rows.length < limit) break;
    cursor = { createdAt: last.created_at, id: last.id };
  }
  return found.slice(0, wanted);
}

function readRows(
  sql: TenantSql,
  filter: Filter,
  cursor: ListCursor | undefined,
  limit: number,
): Promise<DocumentRow[]> {
  const stages = filter.stage === 'active' ? ACTIVE_STAGES : filter.stage ? [filter.stage] : null;
  return sql<DocumentRow>(
    `${SELECT_DOCUMENT}
       and ($1::uuid is null or d.folder_id = $1)
       and ($2::text[] is null or d.stage = any($2))
       and ($3::timestamptz is null or (d.created_at, d.id) < ($3, $4::uuid))
     order by d.created_at desc, d.id desc limit $5`,
    [filter.folder ?? null, stages, cursor?.createdAt ?? null, cursor?.id ?? null, limit],
  );
}

async function counts(sql: TenantSql): Promise<DocumentPage['counts']> {
  const rows = await sql<{ stage: string; documents: bigint }>(
    'select stage, count(*) as documents from document where tenant_id = :tenant group by stage',
  );
  const of = (stages: readonly string[]) =>
    rows.reduce((sum, row) => sum + (stages.includes(row.stage) ? Number(row.documents) : 0), 0);
  return {
    all: rows.reduce((sum, row) => sum + Number(row.documents), 0),
    active: of(ACTIVE_STAGES),
    indexed: of(['indexed']),
    failed: of(['failed']),
  };
}
