import { randomBytes } from 'node:crypto';
import { newId } from '@/lib/ids';
import { tenantObjects } from '@/lib/objects/tenant-objects';
import { tenantVectors } from '@/lib/vectors/tenant-vectors';
import type { MadeTenant } from './make-tenant';
import { superuserClient } from './superuser-client';

const CHUNKS_EACH = 100;
const TERMS = 60;
const DIMENSIONS = 512;
const BATCH = 1_000;

/** Rows, files and vectors as ingestion leaves them, made in bulk: what is measured is how they go. */
export async function fillTenant({ ctx, folderId }: MadeTenant, chunks: number): Promise<void> {
  const ids = Array.from({ length: chunks / CHUNKS_EACH }, () => newId());
  const { tenantId } = ctx;
  const superuser = await superuserClient();
  await superuser.query(
    `insert into document (tenant_id, id, folder_id, name_sealed, media_type, bytes, content_mac, stage, created_by, created_at, stage_at, chunk_count)
     select $1, d, $2, 'x', 'text/plain', 1000, sha256(d::text::bytea), 'indexed', $3, now(), now(), $4 from unnest($5::uuid[]) d`,
    [tenantId, folderId, ctx.principal.id, CHUNKS_EACH, ids],
  );
  await superuser.query(
    `insert into chunk (tenant_id, id, document_id, ordinal, page, char_start, char_end, text_sealed, term_count)
     select $1, gen_random_uuid(), d, n, 1, n * 10, n * 10 + 9, $2, $3 from unnest($4::uuid[]) d, generate_series(1, $5) n`,
    [tenantId, randomBytes(800), TERMS, ids, CHUNKS_EACH],
  );
  await superuser.query(
    `insert into lexical_posting (tenant_id, term, chunk_id, document_id, tf, chunk_terms)
     select $1, substr(sha256((c.id::text || n)::bytea), 1, 8), c.id, c.document_id, 1, $2
     from chunk c, generate_series(1, $2) n where c.tenant_id = $1`,
    [tenantId, TERMS],
  );
  await superuser.end();
  for (const id of ids) await tenantObjects(ctx).put('original', id, randomBytes(10_000));
  const vector = Float32Array.from({ length: DIMENSIONS }, (_, axis) => Number(axis === 0));
  for (let row = 0; row < chunks; row += BATCH)
    await tenantVectors(ctx).upsert(
      Array.from({ length: BATCH }, () => ({
        id: newId(),
        chunkId: newId(),
        documentId: ids[0] ?? '',
        folderId,
        vector,
      })),
    );
}
