import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { makeMember } from '@/e2e/support/make-member';
import { type MadeTenant, makeTenant } from '@/e2e/support/make-tenant';
import { startTestWorker, type TestWorker } from '@/e2e/support/start-test-worker';
import { clock, SimulatedClock, setClock } from '@/lib/clock';
import { withTenantSql } from '@/lib/db/tenant-sql';
import { liftHold, placeHold } from '@/lib/lifecycle/retention/legal-hold';
import { tenantObjects } from '@/lib/objects/tenant-objects';
import { search } from '@/lib/retrieval/search';
import { PLAN_DEFAULTS } from '@/lib/tenancy/plans';
import { tenantVectors } from '@/lib/vectors/tenant-vectors';
import { changeDocuments } from './bulk/change-documents';
import { createFolder } from './folders/create-folder';
import { deleteFolder } from './folders/delete-folder';
import { getDocument, listDocuments } from './queries';
import { readDocumentText, readOriginal } from './read-passage';
import { putBackDocuments, removeDocuments } from './remove-documents';
import { sweepLibrary, UNDO_MS } from './sweep/sweep-library';
import { uploadDocument } from './upload-document';

const TEXT = 'The spare key is in room B-117.';
const QUESTION = 'Where is the spare key?';
const before = clock();
let worker: TestWorker;
let tenant: MadeTenant;

beforeAll(() => {
  worker = startTestWorker();
  worker.start();
});
afterAll(() => worker.close());
beforeEach(async () => {
  tenant = await makeTenant();
});
afterEach(() => setClock(before));

async function indexed(name = 'key.txt', folderId?: string): Promise<string> {
  const bytes = Buffer.from(`${TEXT} ${name}`);
  const file = { name, mediaType: 'text/plain', bytes, folderId };
  const { document } = await uploadDocument(tenant.ctx, file);
  await worker.ended(document.id);
  return document.id;
}

it('hides a document from everything at once and shows it again', async () => {
  const id = await indexed();
  expect(await removeDocuments(tenant.ctx, [id])).toEqual([id]);
  expect(await search(tenant.ctx, QUESTION, { limit: 5 })).toEqual([]);
  expect((await listDocuments(tenant.ctx)).documents).toEqual([]);
  for (const read of [getDocument, readDocumentText, readOriginal])
    await expect(read(tenant.ctx, id)).rejects.toMatchObject({ code: 'not_found' });
  expect(await removeDocuments(tenant.ctx, [id])).toEqual([]);
  expect(await putBackDocuments(tenant.ctx, [id])).toEqual([id]);
  expect(await search(tenant.ctx, QUESTION, { limit: 5 })).toHaveLength(1);
  expect(await putBackDocuments(tenant.ctx, [id])).toEqual([]);
});

it('ends it with everything once the time to undo is over, and not before', async () => {
  const id = await indexed();
  await removeDocuments(tenant.ctx, [id]);
  await sweepLibrary();
  expect(await tenantVectors(tenant.ctx).count()).toBe(1);
  setClock(new SimulatedClock(clock().now() + UNDO_MS + 1_000));
  await sweepLibrary();
  setClock(before);
  expect(await putBackDocuments(tenant.ctx, [id])).toEqual([]);
  expect(await tenantVectors(tenant.ctx).count()).toBe(0);
  for (const kind of ['original', 'text'] as const)
    expect(await tenantObjects(tenant.ctx).get(kind, id)).toBeUndefined();
});

it('removes nothing of others, nothing for members, and nothing under a legal hold', async () => {
  const id = await indexed();
  const other = await makeTenant();
  expect(await removeDocuments(other.ctx, [id])).toEqual([]);
  const { ctx: colleague } = await makeMember(tenant);
  await expect(removeDocuments(colleague, [id])).rejects.toMatchObject({ code: 'forbidden' });
  const asked = await withTenantSql(colleague, (sql) =>
    sql('select id from tenancy.remove_documents($1::uuid[], now()) where :tenant is not null', [
      [id],
    ]),
  );
  expect(asked).toEqual([]);
  const hold = await placeHold(tenant.ctx, { reason: 'a case' });
  await expect(removeDocuments(tenant.ctx, [id])).rejects.toMatchObject({ code: 'conflict' });
  await liftHold(tenant.ctx, { id: hold, reason: 'it is over' });
  expect(await removeDocuments(tenant.ctx, [id])).toEqual([id]);
  expect(await putBackDocuments(other.ctx, [id])).toEqual([]);
});

it('changes many and names what failed', async () => {
  const [one, two] = [await indexed('one.txt'), await indexed('two.txt')];
  const folder = await createFolder(tenant.ctx, { name: 'Other' });
  const gone = '00000000-0000-4000-8000-000000000001';
  const change = { kind: 'move', folderId: folder.id } as const;
  const moved = await changeDocuments(tenant.ctx, { ids: [one, gone, two], change });
  expect(moved.done).toEqual([one, two]);
  expect(moved.failed).toEqual([{ id: gone, message: 'It is not there any more.' }]);
  const retried = await changeDocuments(tenant.ctx, { ids: [one], change: { kind: 'retry' } });
  expect(retried.failed[0]?.message).toContain('failed');
  const removed = await changeDocuments(tenant.ctx, { ids: [two], change: { kind: 'remove' } });
  expect(removed).toEqual({ done: [two], failed: [] });
  await removeDocuments(tenant.ctx, [one]);
  await expect(deleteFolder(tenant.ctx, { id: folder.id })).rejects.toMatchObject({
    code: 'conflict',
  });
});

it('fails a document in work that no job has', async () => {
  await worker.stop();
  const bytes = Buffer.from(TEXT);
  const file = { name: 'lost.txt', mediaType: 'text/plain', bytes };
  const { document } = await uploadDocument(tenant.ctx, file);
  await withTenantSql(tenant.ctx, (sql) =>
    sql(`update job set state = 'done' where tenant_id = :tenant and subject_id = $1`, [
      document.id,
    ]),
  );
  setClock(new SimulatedClock(clock().now() + 301_000));
  await sweepLibrary();
  setClock(before);
  expect(await getDocument(tenant.ctx, document.id)).toMatchObject({
    stage: 'failed',
    failure: { code: 'interrupted' },
  });
});

it('gives nothing back whose room was taken meanwhile', async () => {
  tenant = await makeTenant('free');
  const half = async (name: string) => {
    const bytes = Buffer.from(name);
    const { document } = await uploadDocument(tenant.ctx, { name, mediaType: 'text/plain', bytes });
    await withTenantSql(tenant.ctx, (sql) =>
      sql('update document set bytes = $2 where tenant_id = :tenant and id = $1', [
        document.id,
        Math.ceil(PLAN_DEFAULTS.free.storedBytes * 0.6),
      ]),
    );
    return document.id;
  };
  const first = await half('a.txt');
  await removeDocuments(tenant.ctx, [first]);
  const second = await half('b.txt');
  await expect(putBackDocuments(tenant.ctx, [first])).rejects.toMatchObject({
    code: 'conflict',
    limit: { name: 'stored_bytes' },
  });
  await removeDocuments(tenant.ctx, [second]);
  expect(await putBackDocuments(tenant.ctx, [first])).toEqual([first]);
});
