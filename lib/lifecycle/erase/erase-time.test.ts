import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { makePlatformPerson } from '@/e2e/support/make-platform-person';
import { type MadeTenant, makeTenant } from '@/e2e/support/make-tenant';
import { runOperation } from '@/e2e/support/run-operation';
import { becomeOnlyOne } from '@/e2e/support/start-test-worker';
import { superuserClient } from '@/e2e/support/superuser-client';
import { filesOf, rowsOf, type Superuser } from '@/e2e/support/tenant-remains';
import { closePools } from '@/lib/db/pools';
import { newId } from '@/lib/ids';
import { tenantObjects } from '@/lib/objects/tenant-objects';
import { tenantVectors } from '@/lib/vectors/tenant-vectors';
import { requestErase } from './request-erase';

const DOCUMENTS = 100;
const CHUNKS = 10_000;
const TERMS = 60;
const LIMIT_MS = 60_000;

let superuser: Superuser;
let release: () => Promise<void>;

beforeAll(async () => {
  release = await becomeOnlyOne();
  superuser = await superuserClient();
}, 300_000);
afterAll(async () => {
  await superuser.end();
  await release();
  await closePools();
});

/** Rows as ingestion leaves them, made in bulk: what is measured is how they go. */
async function fill({ ctx, folderId }: MadeTenant): Promise<void> {
  const ids = Array.from({ length: DOCUMENTS }, () => newId());
  const { tenantId } = ctx;
  await superuser.query(
    `insert into document (tenant_id, id, folder_id, name_sealed, media_type, bytes, content_mac, stage, created_by, created_at, stage_at, chunk_count)
     select $1, d, $2, 'x', 'text/plain', 1000, sha256(d::text::bytea), 'indexed', $3, now(), now(), $4 from unnest($5::uuid[]) d`,
    [tenantId, folderId, ctx.principal.id, CHUNKS / DOCUMENTS, ids],
  );
  await superuser.query(
    `insert into chunk (tenant_id, id, document_id, ordinal, page, char_start, char_end, text_sealed, term_count)
     select $1, gen_random_uuid(), d, n, 1, n * 10, n * 10 + 9, $2, $3 from unnest($4::uuid[]) d, generate_series(1, $5) n`,
    [tenantId, randomBytes(800), TERMS, ids, CHUNKS / DOCUMENTS],
  );
  await superuser.query(
    `insert into lexical_posting (tenant_id, term, chunk_id, document_id, tf, chunk_terms)
     select $1, substr(sha256((c.id::text || n)::bytea), 1, 8), c.id, c.document_id, 1, $2
     from chunk c, generate_series(1, $2) n where c.tenant_id = $1`,
    [tenantId, TERMS],
  );
  for (const id of ids) await tenantObjects(ctx).put('original', id, randomBytes(10_000));
  const vector = Float32Array.from({ length: 512 }, (_, axis) => Number(axis === 0));
  for (let row = 0; row < CHUNKS; row += 1_000)
    await tenantVectors(ctx).upsert(
      Array.from({ length: 1_000 }, () => ({
        id: newId(),
        chunkId: newId(),
        documentId: ids[0] ?? '',
        folderId,
        vector,
      })),
    );
}

it('is finished within a minute for a tenant of 10,000 chunks', async () => {
  const operator = await makePlatformPerson('operator');
  const tenant = await makeTenant('enterprise');
  const { tenantId } = tenant.ctx;
  await fill(tenant);
  expect((await rowsOf(superuser, tenantId)).chunk).toBe(CHUNKS);
  const from = performance.now();
  const id = await requestErase(operator, {
    tenantId,
    confirmation: tenant.slug,
    reason: 'The contract ended',
  });
  expect(await runOperation(operator, id)).toBe('gone');
  const took = performance.now() - from;
  expect(await rowsOf(superuser, tenantId)).toEqual({});
  expect(filesOf(tenantId)).toEqual([]);
  expect(took).toBeLessThan(LIMIT_MS);
}, 300_000);
