import { recordSight } from '@/lib/audit/record-sight';
import { withTenantSql } from '@/lib/db/tenant-sql';
import { AppError, notFound } from '@/lib/errors';
import { tenantObjects } from '@/lib/objects/tenant-objects';
import type { TenantContext } from '@/lib/tenancy/context';
import { authorize } from '@/lib/tenancy/roles';
import { type DocumentRow, findDocumentRow, openDocumentName } from './document-row';
import { placeBlocks } from './extract/plain-text';
import type { Extracted } from './extract/schema';
import { requireId } from './require-id';
import type { DocumentText, DocumentTextPage } from './schema';
import { loadText } from './stored-text';

/**
 * What the viewer shows: the text in which passages and citations have their spans. Throws
 * `not_found` for an absent, foreign or unreadable document, `conflict` while it is not indexed.
 */
export async function readDocumentText(ctx: TenantContext, id: string): Promise<DocumentText> {
  const row = await readableRow(ctx, id);
  const extracted = row.stage === 'indexed' ? await loadText(ctx, id) : undefined;
  if (!extracted) throw new AppError('conflict', 'The document has not been read yet.');
  const { text, pages } = placePages(extracted);
  return {
    id,
    name: openDocumentName(ctx, row),
    format: extracted.format,
    supersededAt: row.superseded_at?.toISOString() ?? null,
    text,
    pages,
  };
}

export interface OriginalFile {
  name: string;
  mediaType: string;
  bytes: Buffer;
}

/** The upload as it came. Throws `not_found`, also when only the listing of it is left. */
export async function readOriginal(ctx: TenantContext, id: string): Promise<OriginalFile> {
  const row = await readableRow(ctx, id);
  const bytes = await tenantObjects(ctx).get('original', id);
  if (!bytes) throw notFound();
  return { name: openDocumentName(ctx, row), mediaType: row.media_type, bytes };
}

async function readableRow(ctx: TenantContext, id: string): Promise<DocumentRow> {
  authorize(ctx, 'documents:read');
  return withTenantSql(ctx, async (sql) => {
    const row = await findDocumentRow(sql, requireId(id));
    if (!row) throw notFound();
    // Before a byte of it is given.
    await recordSight(ctx, sql, { action: 'document.open', objectKind: 'document', objectId: id });
    return row;
  });
}

function placePages(extracted: Extracted): { text: string; pages: DocumentTextPage[] } {
  const { text, starts, blocks } = placeBlocks(extracted.pages);
  const pages = extracted.pages.map((page, index) => {
    const placed = blocks[index] ?? [];
    const start = starts[index] ?? text.length;
    return {
      number: page.number,
      label: page.label ?? null,
      start,
      end: placed.at(-1)?.end ?? start,
      blocks: placed.map((each) => ({
        kind: each.block.kind,
        ...(each.block.level === undefined ? {} : { level: each.block.level }),
        start: each.start,
        end: each.end,
      })),
    };
  });
  return { text, pages };
}
