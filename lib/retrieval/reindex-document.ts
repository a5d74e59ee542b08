import { withTenantSql } from '@/lib/db/tenant-sql';
import { tenantKeys } from '@/lib/keys/tenant-keys';
import type { TenantContext } from '@/lib/tenancy/context';
import type { TenantVectorGeneration } from '@/lib/vectors/vector-store';
import { CHUNKS_AT_ONCE, type EmbedChunksOptions, embedChunks } from './embed-chunks';

interface ChunkRow {
  tenant_id: string;
  id: string;
  folder_id: string;
  ordinal: number;
  text_sealed: Buffer;
}

/**
 * Embeds a document's stored chunks into the generation. A move or removal meanwhile changes the document's
 * row first and its vectors then, so that looking at the row again after the writing misses none.
 * Returns the chunks without a sentence to embed: they have no row in any generation.
 */
export async function reindexDocument(
  ctx: TenantContext,
  target: TenantVectorGeneration,
  documentId: string,
  options: EmbedChunksOptions & { onChunks: (count: number) => Promise<void> },
): Promise<string[]> {
  const empty: string[] = [];
  let after = -1;
  let written: string | undefined;
  for (let done = 0; ; ) {
    const rows = await readChunks(ctx, documentId, after);
    if (!rows[0]) break;
    written ??= rows[0].folder_id;
    const chunks = rows.map((row) => ({
      id: row.id,
      text: tenantKeys(ctx).openText(
        { table: 'chunk', row: row.id, column: 'text' },
        row.text_sealed,
      ),
    }));
    const document = { id: documentId, folderId: written };
    const embedded = await embedChunks(document, chunks, done, options);
    await target.upsert(embedded.rows);
    const found = new Set(embedded.rows.map((row) => row.chunkId));
    const taken = rows.slice(0, embedded.count);
    empty.push(...taken.filter(({ id }) => !found.has(id)).map(({ id }) => id));
    after = taken.at(-1)?.ordinal ?? after;
    done += embedded.count;
    await options.onChunks(embedded.count);
  }
  if (written !== undefined) await alignGeneration(ctx, target, documentId, written);
  return empty;
}

/** Makes the folder in the generation's rows the one in the document's row, or removes them with it. */
export async function alignGeneration(
  ctx: TenantContext,
  target: TenantVectorGeneration,
  documentId: string,
  folderOfVectors: string | undefined,
): Promise<void> {
  let written = folderOfVectors;
  for (;;) {
    const [row] = await withTenantSql(ctx, (sql) =>
      sql<{ tenant_id: string; folder_id: string }>(
        'select tenant_id, folder_id from document where tenant_id = :tenant and id = $1',
        [documentId],
      ),
    );
    if (!row) return target.removeDocument(documentId);
    if (row.folder_id === written) return;
    await target.moveDocument(documentId, row.folder_id);
    written = row.folder_id;
  }
}

function readChunks(ctx: TenantContext, documentId: string, after: number): Promise<ChunkRow[]> {
  return withTenantSql(ctx, (sql) =>
    sql<ChunkRow>(
      `select c.tenant_id, c.id, d.folder_id, c.ordinal, c.text_sealed
       from chunk c join document d on d.tenant_id = c.tenant_id and d.id = c.document_id
       where c.tenant_id = :tenant and c.document_id = $1 and c.ordinal > $2
       order by c.ordinal limit $3`,
      [documentId, after, CHUNKS_AT_ONCE],
    ),
  );
}
