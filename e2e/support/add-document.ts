import { now } from '@/lib/clock';
import { withTenantSql } from '@/lib/db/tenant-sql';
import { newId } from '@/lib/ids';
import { tenantKeys } from '@/lib/keys/tenant-keys';
import { chunkTerms, indexChunks } from '@/lib/retrieval/index-chunks';
import type { TenantContext } from '@/lib/tenancy/context';
import { noMeter } from './no-meter';

export interface AddedDocument {
  id: string;
  folderId: string;
  chunks: { id: string; text: string; heading: string }[];
}

interface Place {
  ctx: TenantContext;
  folderId: string;
}

/** A document with one passage per text, stored and indexed without the worker. Returns its id. */
export async function addDocument(place: Place, name: string, texts: string[]): Promise<string> {
  const document = await addDocumentRow(place, name, texts);
  await publishChunks(place.ctx, document);
  await indexChunks(place.ctx, document, document.chunks, { meter: noMeter });
  return document.id;
}

/** Its row alone: nothing of it is stored or indexed yet. */
export async function addDocumentRow(
  { ctx, folderId }: Place,
  name: string,
  texts: string[],
): Promise<AddedDocument> {
  const keys = tenantKeys(ctx);
  const id = newId();
  await withTenantSql(ctx, (sql) =>
    sql(
      `insert into document (tenant_id, id, folder_id, name_sealed, media_type, bytes, content_mac,
         created_by, created_at, stage_at)
       values (:tenant, $1, $2, $3, 'text/plain', 1, $4, $5, $6, $6)`,
      [
        id,
        folderId,
        keys.seal({ table: 'document', row: id, column: 'name' }, name),
        keys.contentMac(Buffer.from(id)),
        ctx.principal.id,
        now(),
      ],
    ),
  );
  return { id, folderId, chunks: texts.map((text) => ({ id: newId(), text, heading: 'Rules' })) };
}

/** Stores its passages on page 2, each from character 10 on. */
export async function publishChunks(ctx: TenantContext, document: AddedDocument): Promise<void> {
  const keys = tenantKeys(ctx);
  await withTenantSql(ctx, async (sql) => {
    for (const [ordinal, { id, text, heading }] of document.chunks.entries()) {
      await sql(
        `insert into chunk (tenant_id, id, document_id, ordinal, page, heading_sealed, char_start,
           char_end, text_sealed, term_count)
         values (:tenant, $1, $2, $3, 2, $4, $5, $6, $7, $8)`,
        [
          id,
          document.id,
          ordinal,
          keys.seal({ table: 'chunk', row: id, column: 'heading' }, heading),
          10,
          10 + text.length,
          keys.seal({ table: 'chunk', row: id, column: 'text' }, text),
          chunkTerms({ text, heading }).length,
        ],
      );
    }
  });
}
