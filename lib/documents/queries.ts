import { type TenantSql, withTenantSql } from '@/lib/db/tenant-sql';
import { notFound } from '@/lib/errors';
import type { TenantContext } from '@/lib/tenancy/context';
import { policyOf } from '@/lib/tenancy/policy';
import { authorize } from '@/lib/tenancy/roles';
import { findDocumentRow, toDocumentView } from './document-row';
import { encodeCursor } from './list-cursor';
import { listRows } from './list-rows';
import { parseInput } from './parse-input';
import { requireId } from './require-id';
import {
  ACTIVE_STAGES,
  type DocumentPage,
  type DocumentView,
  type ListFilter,
  listFilterSchema,
} from './schema';
import { readTags } from './tags/tag-row';
import { maxUploadBytes } from './upload-limits';

/** The documents that the person may read, newest first. */
export async function listDocuments(
  ctx: TenantContext,
  filter: ListFilter = {},
): Promise<DocumentPage> {
  authorize(ctx, 'documents:read');
  const wanted = parseInput(listFilterSchema, filter);
  return withTenantSql(ctx, async (sql) => {
    const { rows, matching } = await listRows(ctx, sql, wanted);
    const page = rows.slice(0, wanted.limit);
    const last = rows.length > wanted.limit ? page.at(-1) : undefined;
    return {
      documents: page.map((row) => toDocumentView(ctx, row)),
      nextCursor: last ? encodeCursor({ createdAt: last.created_at, id: last.id }) : null,
      counts: await counts(sql),
      tags: await readTags(ctx, sql),
      matching,
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

async function counts(sql: TenantSql): Promise<DocumentPage['counts']> {
  const rows = await sql<{ stage: string; documents: bigint }>(
    `select stage, count(*) as documents from document
     where tenant_id = :tenant and superseded_at is null group by stage`,
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
