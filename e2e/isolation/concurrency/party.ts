import { makeTenant } from '@/e2e/support/make-tenant';
import { withTenantSql } from '@/lib/db/tenant-sql';
import { sealDocumentName } from '@/lib/documents/document-row';
import { saveChunks } from '@/lib/documents/save-chunks';
import { newId } from '@/lib/ids';
import { tenantObjects } from '@/lib/objects/tenant-objects';
import type { TenantContext } from '@/lib/tenancy/context';
import { tenantVectors } from '@/lib/vectors/tenant-vectors';
import type { Ownership } from './ownership';

/** One of the two tenants, with what there is to reach of it. */
export interface Party {
  ctx: TenantContext;
  documents: string[];
  chunks: string[];
  /** Stands in every text of the tenant and nowhere else. */
  word: string;
}

const DOCUMENTS = 12;
const DIMENSIONS = 512;

export async function makeParty(model: Ownership): Promise<Party> {
  const { ctx, folderId } = await makeTenant('enterprise');
  const party: Party = { ctx, documents: [], chunks: [], word: newId() };
  for (let n = 0; n < DOCUMENTS; n++) await addDocument(party, folderId);
  model.add(ctx.tenantId, folderId, ...party.documents, ...party.chunks);
  return party;
}

async function addDocument(party: Party, folderId: string): Promise<void> {
  const { ctx, word } = party;
  const [id, chunkId] = [newId(), newId()];
  const text = `The word of this house is ${word}.`;
  await withTenantSql(ctx, async (sql) => {
    await sql(
      `insert into document (tenant_id, id, folder_id, name_sealed, media_type, format, bytes, content_mac, stage, pages,
         chunk_count, created_by, created_at, stage_at, indexed_at)
       values (:tenant, $1, $2, $3, 'text/plain', 'text', 100, '\\x00', 'indexed', 1, 1, $4, now(), now(), now())`,
      [id, folderId, sealDocumentName(ctx, id, `${word}.txt`), ctx.principal.id],
    );
    await saveChunks(ctx, sql, id, [
      { id: chunkId, ordinal: 0, page: 1, start: 0, end: text.length, text },
    ]);
  });
  await tenantObjects(ctx).put('original', id, Buffer.from(text));
  await tenantVectors(ctx).upsert([
    { id: newId(), chunkId, documentId: id, folderId, vector: someDirection() },
  ]);
  party.documents.push(id);
  party.chunks.push(chunkId);
}

/** The same for everybody, so that only the namespace tells the tenants' vectors apart. */
export function someDirection(): Float32Array {
  return new Float32Array(DIMENSIONS).fill(1 / Math.sqrt(DIMENSIONS));
}
