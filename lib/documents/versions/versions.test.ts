import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { makeMember } from '@/e2e/support/make-member';
import { type MadeTenant, makeTenant } from '@/e2e/support/make-tenant';
import { startTestWorker, type TestWorker } from '@/e2e/support/start-test-worker';
import { withTenantSql } from '@/lib/db/tenant-sql';
import { cancelDocument } from '@/lib/documents/cancel-document';
import { createFolder } from '@/lib/documents/folders/create-folder';
import { setFolderAudience } from '@/lib/documents/folders/set-folder-audience';
import { moveDocument } from '@/lib/documents/move-document';
import { getDocument, listDocuments } from '@/lib/documents/queries';
import { readDocumentText } from '@/lib/documents/read-passage';
import { removeDocuments } from '@/lib/documents/remove-documents';
import { uploadDocument } from '@/lib/documents/upload-document';
import { search } from '@/lib/retrieval/search';
import { tenantVectors } from '@/lib/vectors/tenant-vectors';
import { indexAgain } from './index-again';
import { listVersions } from './queries';
import { restoreVersion } from './restore-version';

const QUESTION = 'What is the allowance for hotels in Zurich?';
const FIRST = 'The allowance for hotels in Zurich is 180 francs a night.';
const SECOND = 'The allowance for hotels in Zurich is 240 francs a night.';
let worker: TestWorker;
let tenant: MadeTenant;

beforeAll(() => {
  worker = startTestWorker();
});
afterAll(() => worker.close());
beforeEach(async () => {
  tenant = await makeTenant();
});

async function put(content: string, name = 'Travel.txt', folderId?: string) {
  return uploadDocument(tenant.ctx, {
    name,
    mediaType: 'text/plain',
    bytes: Buffer.from(content),
    sameName: 'version',
    folderId,
  });
}

async function indexed(content: string, name?: string): Promise<string> {
  worker.start();
  const { document } = await put(content, name);
  expect((await worker.ended(document.id)).outcome).toBe('done');
  return document.id;
}

const found = async (ctx = tenant.ctx) =>
  (await search(ctx, QUESTION, { limit: 5 })).map(({ text }) => text);

it('makes other bytes under the same name the next version, without a gap in the answers', async () => {
  const first = await indexed(FIRST);
  await worker.stop();
  const { document: next } = await put(SECOND, 'TRAVEL.txt');
  expect(next).toMatchObject({ version: 2, supersededAt: null, stage: 'received' });
  expect(await found()).toEqual([FIRST]);
  worker.start();
  await worker.ended(next.id);
  expect(await found()).toEqual([SECOND]);
  expect((await listDocuments(tenant.ctx)).documents.map(({ id }) => id)).toEqual([next.id]);
  expect((await getDocument(tenant.ctx, first)).supersededAt).not.toBeNull();
  // Whoever follows a citation of it sees what was cited.
  expect((await readDocumentText(tenant.ctx, first)).text).toBe(FIRST);
  const left = await withTenantSql(tenant.ctx, (sql) =>
    sql<{ document_id: string }>('select document_id from chunk where tenant_id = :tenant'),
  );
  expect(left).toEqual([{ document_id: next.id }]);
  expect(await tenantVectors(tenant.ctx).count()).toBe(1);
});

it('keeps the version in force when the next one fails, and takes its place later', async () => {
  await indexed(FIRST);
  const failed = await put('   ');
  expect((await worker.ended(failed.document.id)).outcome).toBe('failed');
  expect(await found()).toEqual([FIRST]);
  await indexed(SECOND);
  const { documents } = await listDocuments(tenant.ctx);
  expect(documents.map(({ version }) => version)).toEqual([3]);
});

it('leaves a version out that is indexed after a later one', async () => {
  await worker.stop();
  const first = await put(FIRST);
  const second = await put(SECOND);
  await withTenantSql(tenant.ctx, (sql) =>
    sql(
      `update job set created_at = created_at + interval '1 hour' where tenant_id = :tenant and subject_id = $1`,
      [first.document.id],
    ),
  );
  worker.start();
  await Promise.all([worker.ended(first.document.id), worker.ended(second.document.id)]);
  expect(await found()).toEqual([SECOND]);
  expect((await getDocument(tenant.ctx, first.document.id)).supersededAt).not.toBeNull();
});

it('restores an earlier version as the newest', async () => {
  const first = await indexed(FIRST);
  await indexed(SECOND);
  const { document } = await restoreVersion(tenant.ctx, { id: first });
  await worker.ended(document.id);
  expect(await found()).toEqual([FIRST]);
  const versions = await listVersions(tenant.ctx, first);
  expect(versions.map(({ version, inForce }) => [version, inForce])).toEqual([
    [3, true],
    [2, false],
    [1, false],
  ]);
  await expect(restoreVersion(tenant.ctx, { id: document.id })).rejects.toMatchObject({
    code: 'conflict',
  });
});

it('says which bytes are there already, and makes names in other folders documents of their own', async () => {
  const first = await indexed(FIRST);
  expect(await put(FIRST, 'Copy.txt')).toMatchObject({
    alreadyHere: true,
    document: { id: first },
  });
  const folder = await createFolder(tenant.ctx, { name: 'Other' });
  const { document } = await put(SECOND, 'Travel.txt', folder.id);
  expect(document.version).toBe(1);
});

it('moves and removes all versions, so that nobody else reads an earlier one', async () => {
  const first = await indexed(FIRST);
  const second = await indexed(SECOND);
  const { ctx: colleague } = await makeMember(tenant);
  expect(await getDocument(colleague, first)).toMatchObject({ version: 1 });
  const closed = await createFolder(tenant.ctx, { name: 'Closed' });
  await setFolderAudience(tenant.ctx, {
    id: closed.id,
    audience: 'people',
    personIds: [tenant.ctx.principal.id],
  });
  await moveDocument(tenant.ctx, { id: second, folderId: closed.id });
  for (const id of [first, second])
    await expect(getDocument(colleague, id)).rejects.toMatchObject({ code: 'not_found' });
  await expect(listVersions(colleague, first)).rejects.toMatchObject({ code: 'not_found' });
  expect(await removeDocuments(tenant.ctx, [second])).toEqual([second]);
  await expect(getDocument(tenant.ctx, first)).rejects.toMatchObject({ code: 'not_found' });
});

it('indexes a document again beside the version that answers, once at a time', async () => {
  const first = await indexed(FIRST);
  await worker.stop();
  const { document: next } = await indexAgain(tenant.ctx, { id: first });
  expect(next).toMatchObject({ version: 2, stage: 'received', name: 'Travel.txt' });
  expect(await found()).toEqual([FIRST]);
  const conflict = { code: 'conflict' };
  await expect(indexAgain(tenant.ctx, { id: first })).rejects.toMatchObject(conflict);
  await expect(indexAgain(tenant.ctx, { id: next.id })).rejects.toMatchObject(conflict);
  worker.start();
  expect((await worker.ended(next.id)).outcome).toBe('done');
  expect(await found()).toEqual([FIRST]);
  expect((await getDocument(tenant.ctx, first)).supersededAt).not.toBeNull();
  await expect(indexAgain(tenant.ctx, { id: first })).rejects.toMatchObject(conflict);
  const { ctx: member } = await makeMember(tenant);
  await expect(indexAgain(member, { id: next.id })).rejects.toMatchObject({ code: 'forbidden' });
  const both = await Promise.allSettled([
    indexAgain(tenant.ctx, { id: next.id }),
    indexAgain(tenant.ctx, { id: next.id }),
  ]);
  expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  const cancelled = (await listVersions(tenant.ctx, next.id)).find(({ version }) => version === 3);
  await cancelDocument(tenant.ctx, { id: cancelled?.id ?? '' });
  expect(await found()).toEqual([FIRST]);
});
