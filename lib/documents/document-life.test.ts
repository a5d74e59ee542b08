import { readFile } from 'node:fs/promises';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { type MadeTenant, makeTenant } from '@/e2e/support/make-tenant';
import { startTestWorker, type TestWorker } from '@/e2e/support/start-test-worker';
import { withTenantSql } from '@/lib/db/tenant-sql';
import { jobSignals } from '@/lib/jobs/job-signals';
import { tenantObjects } from '@/lib/objects/tenant-objects';
import { search } from '@/lib/retrieval/search';
import { nextJob } from '@/lib/tenancy/verify-work';
import { tenantVectors } from '@/lib/vectors/tenant-vectors';
import { cancelDocument } from './cancel-document';
import { deleteDocument } from './delete-document';
import { createFolder } from './folders/create-folder';
import { ingestDocument } from './ingest-document';
import { moveDocument } from './move-document';
import { getDocument, listDocuments } from './queries';
import { readDocumentText, readOriginal } from './read-passage';
import { renameDocument } from './rename-document';
import { retryDocument } from './retry-document';
import { uploadDocument } from './upload-document';

const NOT_FOUND = { code: 'not_found', message: 'Not found.' };
let worker: TestWorker;
let tenant: MadeTenant;

beforeAll(async () => {
  worker = startTestWorker();
}, 300_000);
afterAll(() => worker.close());
beforeEach(async () => {
  tenant = await makeTenant();
});
afterEach(() => worker.stop());

async function upload(name: string, content: string | Buffer): Promise<string> {
  const bytes = Buffer.from(content);
  const uploaded = await uploadDocument(tenant.ctx, { name, mediaType: 'text/plain', bytes });
  return uploaded.document.id;
}

/** Takes long enough to embed that something can happen meanwhile. */
function long(paragraphs: number): string {
  const rest = ' It goes on for a while, since a long text is wanted here.'.repeat(8);
  const numbers = Array.from({ length: paragraphs }, (_, n) => n);
  return numbers.map((n) => `Paragraph ${n} is about topic ${n * 7}.${rest}`).join('\n\n');
}

async function expectNothingLeft(id: string): Promise<void> {
  for (const table of ['chunk', 'lexical_posting']) {
    const rows = await withTenantSql(tenant.ctx, (sql) =>
      sql(`select 1 from ${table} where tenant_id = :tenant and document_id = $1`, [id]),
    );
    expect(rows).toHaveLength(0);
  }
  expect(await tenantVectors(tenant.ctx).count()).toBe(0);
  expect(await tenantObjects(tenant.ctx).get('text', id)).toBeUndefined();
}

/** Resolves when the document has come to the stage in this process. */
async function reaches(id: string, stage: string): Promise<void> {
  await expect
    .poll(async () => (await getDocument(tenant.ctx, id)).stage, { interval: 20, timeout: 20_000 })
    .toBe(stage);
}

/** As if the worker that holds the document's job had died a while ago. */
async function endLease(id: string, attempts = 1): Promise<void> {
  await withTenantSql(tenant.ctx, (sql) =>
    sql(
      `update job set attempts = $2, locked_until = clock_timestamp() - interval '1 second'
       where tenant_id = :tenant and subject_id = $1`,
      [id, attempts],
    ),
  );
}

it('cancels a document that waits', async () => {
  const id = await upload('wait.txt', 'Nobody reads this.');
  await cancelDocument(tenant.ctx, { id });
  expect(await getDocument(tenant.ctx, id)).toMatchObject({ stage: 'cancelled' });
  await expect(readOriginal(tenant.ctx, id)).rejects.toMatchObject(NOT_FOUND);
  await expect(cancelDocument(tenant.ctx, { id })).rejects.toMatchObject({ code: 'conflict' });
  await expectNothingLeft(id);
});

it('cancels a running document at once and leaves nothing', async () => {
  worker.start();
  const id = await upload('long.txt', long(150));
  await reaches(id, 'embedding');
  await cancelDocument(tenant.ctx, { id });
  expect(jobSignals.running.size).toBe(0);
  expect((await worker.ended(id)).outcome).toBe('cancelled');
  await expectNothingLeft(id);
  await expect(readOriginal(tenant.ctx, id)).rejects.toMatchObject(NOT_FOUND);
});

it('notices a cancel by another process', async () => {
  worker.start();
  const id = await upload('long.txt', long(150));
  await reaches(id, 'embedding');
  await withTenantSql(tenant.ctx, (sql) =>
    sql(`update job set state = 'cancelled' where tenant_id = :tenant and subject_id = $1`, [id]),
  );
  expect((await worker.ended(id)).outcome).toBe('cancelled');
  await expectNothingLeft(id);
});

it('takes a deleted document out of the next answer', async () => {
  worker.start();
  const id = await upload('lisbon.txt', 'The board approved the Lisbon office on 9 June 2026.');
  await worker.ended(id);
  const question = 'When was the Lisbon office approved?';
  expect(await search(tenant.ctx, question, { limit: 5 })).toHaveLength(1);
  await deleteDocument(tenant.ctx, { id });
  expect(await search(tenant.ctx, question, { limit: 5 })).toHaveLength(0);
  await expectNothingLeft(id);
  for (const read of [getDocument, readDocumentText, readOriginal])
    await expect(read(tenant.ctx, id)).rejects.toMatchObject(NOT_FOUND);
  await expect(deleteDocument(tenant.ctx, { id })).rejects.toMatchObject(NOT_FOUND);
});

it('deletes a document while it is read', async () => {
  worker.start();
  const id = await upload('long.txt', long(150));
  await reaches(id, 'embedding');
  await deleteDocument(tenant.ctx, { id });
  expect((await worker.ended(id)).outcome).toBe('cancelled');
  await expectNothingLeft(id);
});

it('retries a failed document from its original', async () => {
  worker.start();
  const id = await upload('broken.pdf', await readFile('e2e/support/fixtures/bad/corrupt.pdf'));
  await worker.ended(id);
  await renameDocument(tenant.ctx, { id, name: 'still broken.pdf' });
  await retryDocument(tenant.ctx, { id });
  expect((await worker.ended(id)).outcome).toBe('failed');
  expect(await getDocument(tenant.ctx, id)).toMatchObject({
    name: 'still broken.pdf',
    failure: { code: 'corrupt' },
  });
  await deleteDocument(tenant.ctx, { id });
  await expect(retryDocument(tenant.ctx, { id })).rejects.toMatchObject(NOT_FOUND);
});

it('goes on after a worker died, and the dead one cannot come back', async () => {
  const id = await upload('resumed.txt', 'The spare key is in room B-117.');
  const dead = await nextJob('dead', 60, 4);
  if (dead?.subjectId !== id) throw new Error('another job was claimed');
  await endLease(id);
  worker.start();
  expect((await worker.ended(id)).outcome).toBe('done');
  const vectors = await tenantVectors(tenant.ctx).count();
  await expect(ingestDocument(dead, new AbortController().signal)).rejects.toMatchObject({
    code: 'cancelled',
  });
  expect(await tenantVectors(tenant.ctx).count()).toBe(vectors);
  expect(await getDocument(tenant.ctx, id)).toMatchObject({ stage: 'indexed', chunks: 1 });
});

it('goes on after a stop in the middle without reading the file again', async () => {
  worker.start();
  const id = await upload('long.txt', long(30));
  await reaches(id, 'embedding');
  await worker.stop();
  expect((await worker.ended(id)).outcome).toBe('stopping');
  worker.start();
  expect(await worker.ended(id)).toMatchObject({ outcome: 'done', peakBytes: undefined });
  const { chunks } = await getDocument(tenant.ctx, id);
  const rows = await withTenantSql(tenant.ctx, (sql) =>
    sql('select distinct chunk_id from lexical_posting where tenant_id = :tenant'),
  );
  expect(rows).toHaveLength(chunks ?? -1);
}, 60_000);

it('gives up on a file that ended its worker three times', async () => {
  const id = await upload('killer.txt', 'boom');
  await nextJob('dead', 60, 4);
  await endLease(id, 3);
  worker.start();
  expect((await worker.ended(id)).outcome).toBe('failed');
  expect(await getDocument(tenant.ctx, id)).toMatchObject({ failure: { code: 'interrupted' } });
});

it('moves a document with its vectors', async () => {
  worker.start();
  const id = await upload('moved.txt', 'The spare key is in room B-117.');
  await worker.ended(id);
  const folder = await createFolder(tenant.ctx, { name: 'Facilities' });
  await moveDocument(tenant.ctx, { id, folderId: folder.id });
  const [question, scope] = ['Where is the spare key?', { limit: 3, folderIds: [folder.id] }];
  expect(await search(tenant.ctx, question, scope)).toHaveLength(1);
  const vector = new Float32Array(512).fill(512 ** -0.5);
  const hits = await tenantVectors(tenant.ctx).search(vector, scope);
  expect(hits[0]?.documentId).toBe(id);
  const { documents } = await listDocuments(tenant.ctx, { folder: folder.id });
  expect(documents.map((document) => document.folderName)).toEqual(['Facilities']);
});
