import type { TenantSql } from '@/lib/db/tenant-sql';
import { tenantKeys } from '@/lib/keys/tenant-keys';
import type { TenantContext } from '@/lib/tenancy/context';
import type { Candidate } from './fuse';

/** A chunk with its text, and why it was found. */
export interface Passage extends Candidate {
  tenantId: string;
  documentId: string;
  documentName: string;
  page: number;
  heading?: string;
  /** Span in the document's plain text, in UTF-16 code units; `end` is exclusive. */
  start: number;
  end: number;
  text: string;
}

interface ChunkRow {
  tenant_id: string;
  id: string;
  document_id: string;
  name_sealed: Buffer;
  page: number;
  heading_sealed: Buffer | null;
  char_start: number;
  char_end: number;
  text_sealed: Buffer;
}

/** Reads and opens the candidates' chunks, in their order; one that may not be read is left out. */
export async function openPassages(
  ctx: TenantContext,
  sql: TenantSql,
  found: readonly Candidate[],
): Promise<Passage[]> {
  const rows = await sql<ChunkRow>(
    `select c.tenant_id, c.id, c.document_id, d.name_sealed, c.page, c.heading_sealed,
       c.char_start, c.char_end, c.text_sealed
     from chunk c join document d on d.tenant_id = c.tenant_id and d.id = c.document_id
     where c.tenant_id = :tenant and c.id = any($1::uuid[])`,
    [found.map((candidate) => candidate.chunkId)],
  );
  const byId = new Map(rows.map((row) => [row.id, row]));
  return found.flatMap((candidate) => {
    const row = byId.get(candidate.chunkId);
    return row ? [openPassage(ctx, row, candidate)] : [];
  });
}

function openPassage(ctx: TenantContext, row: ChunkRow, candidate: Candidate): Passage {
  const keys = tenantKeys(ctx);
  const passage: Passage = {
    ...candidate,
    tenantId: row.tenant_id,
    documentId: row.document_id,
    documentName: keys.openText(
      { table: 'document', row: row.document_id, column: 'name' },
      row.name_sealed,
    ),
    page: row.page,
    start: row.char_start,
    end: row.char_end,
    text: keys.openText({ table: 'chunk', row: row.id, column: 'text' }, row.text_sealed),
  };
  if (row.heading_sealed) {
    const place = { table: 'chunk', row: row.id, column: 'heading' };
    passage.heading = keys.openText(place, row.heading_sealed);
  }
  return passage;
}
