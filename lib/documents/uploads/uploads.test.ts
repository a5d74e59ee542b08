import { createHash, randomBytes } from 'node:crypto';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { makeMember } from '@/e2e/support/make-member';
import { type MadeTenant, makeTenant } from '@/e2e/support/make-tenant';
import { clock, SimulatedClock, setClock } from '@/lib/clock';
import { withTenantSql } from '@/lib/db/tenant-sql';
import { listDocuments } from '@/lib/documents/queries';
import { readOriginal } from '@/lib/documents/read-passage';
import { sweepLibrary } from '@/lib/documents/sweep/sweep-library';
import { listObjects } from '@/lib/objects/list-objects';
import type { TenantContext } from '@/lib/tenancy/context';
import { PLAN_DEFAULTS } from '@/lib/tenancy/plans';
import { appendPart } from './append-part';
import { beginUpload } from './begin-upload';
import { discardUpload } from './discard-upload';
import { finishUpload } from './finish-upload';
import { listUploads } from './queries';
import { KEPT_MS, MOST_PARTS, type PendingUpload } from './schema';

const before = clock();
let tenant: MadeTenant;

beforeEach(async () => {
  tenant = await makeTenant();
});
afterEach(() => setClock(before));

const sha = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
const fileOf = (bytes: Buffer, sha256?: string) => ({
  name: 'Protokoll – 会議.txt',
  mediaType: 'text/plain',
  bytes: bytes.length,
  ...(sha256 && { sha256 }),
});

async function begin(bytes: Buffer, sha256 = sha(bytes), ctx = tenant.ctx): Promise<PendingUpload> {
  const begun = await beginUpload(ctx, fileOf(bytes, sha256));
  if (!('upload' in begun)) throw new Error('The file is there already.');
  return begun.upload;
}

async function* pieces(...all: (Buffer | Error)[]): AsyncGenerator<Uint8Array> {
  for (const piece of all) {
    if (piece instanceof Error) throw piece;
    yield piece;
  }
}

const append = (id: string, offset: number, bytes: Buffer, ctx: TenantContext = tenant.ctx) =>
  appendPart(ctx, id, { offset, body: pieces(bytes) });

const parts = async () => (await listObjects(tenant.ctx)).filter(({ kind }) => kind === 'part');

it('goes on where a lost connection left it, and keeps what was sent', async () => {
  const bytes = randomBytes(9_000_000);
  const { id } = await begin(bytes);
  await append(id, 0, bytes.subarray(0, 4_000_000));
  const cut = pieces(bytes.subarray(4_000_000, 4_500_000), new Error('reset'));
  await expect(appendPart(tenant.ctx, id, { offset: 4_000_000, body: cut })).rejects.toMatchObject({
    code: 'cancelled',
  });
  // The same file again, for instance after a reload.
  const again = await begin(bytes);
  expect(again).toMatchObject({ id, received: 4_000_000 });
  await expect(finishUpload(tenant.ctx, id)).rejects.toMatchObject({ code: 'conflict' });
  await append(id, 4_000_000, bytes.subarray(4_000_000, 8_000_000));
  await append(id, 8_000_000, bytes.subarray(8_000_000));
  const { document } = await finishUpload(tenant.ctx, id);
  expect((await readOriginal(tenant.ctx, document.id)).bytes.equals(bytes)).toBe(true);
  expect(document.name).toBe('Protokoll – 会議.txt');
  expect(await listUploads(tenant.ctx)).toEqual([]);
  expect(await parts()).toEqual([]);
  expect(await beginUpload(tenant.ctx, fileOf(bytes, sha(bytes)))).toMatchObject({
    alreadyHere: true,
    document: { id: document.id },
  });
});

it('takes each part once, whoever sends it twice or at once', async () => {
  const bytes = randomBytes(2_000);
  const { id } = await begin(bytes);
  const sent = await Promise.allSettled([
    append(id, 0, bytes.subarray(0, 1_000)),
    append(id, 0, bytes.subarray(0, 1_000)),
  ]);
  expect(sent.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  await expect(append(id, 0, bytes.subarray(0, 1_000))).rejects.toMatchObject({ code: 'conflict' });
  expect(await parts()).toHaveLength(1);
  await expect(append(id, 1_000, randomBytes(1_001))).rejects.toMatchObject({ code: 'too_large' });
  await append(id, 1_000, bytes.subarray(1_000));
  const { document } = await finishUpload(tenant.ctx, id);
  expect((await readOriginal(tenant.ctx, document.id)).bytes.equals(bytes)).toBe(true);
});

it('notices a file that changed while it was uploaded, and leaves nothing of it', async () => {
  const bytes = randomBytes(1_000);
  const { id } = await begin(bytes, sha(randomBytes(10)));
  await append(id, 0, bytes);
  await expect(finishUpload(tenant.ctx, id)).rejects.toMatchObject({
    code: 'conflict',
    message: expect.stringContaining('changed'),
  });
  expect(await listObjects(tenant.ctx)).toEqual([]);
  expect((await listDocuments(tenant.ctx)).documents).toEqual([]);
});

it('asks the limits before a byte is sent', async () => {
  const huge = { ...fileOf(randomBytes(1)), bytes: 10 ** 12 };
  await expect(beginUpload(tenant.ctx, huge)).rejects.toMatchObject({ code: 'too_large' });
  const { ctx: colleague } = await makeMember(tenant);
  const forbidden = { code: 'forbidden' };
  await expect(begin(randomBytes(5), undefined, colleague)).rejects.toMatchObject(forbidden);
});

it('is nobody else’s, and can be given up', async () => {
  const bytes = randomBytes(100);
  const { id } = await begin(bytes);
  await append(id, 0, bytes.subarray(0, 50));
  const other = await makeTenant();
  const { ctx: colleague } = await makeMember(tenant, 'admin');
  const absent = { code: 'not_found' };
  for (const ctx of [other.ctx, colleague]) {
    await expect(append(id, 50, bytes.subarray(50), ctx)).rejects.toMatchObject(absent);
    await expect(finishUpload(ctx, id)).rejects.toMatchObject(absent);
    await expect(discardUpload(ctx, id)).rejects.toMatchObject(absent);
    expect(await listUploads(ctx)).toEqual([]);
  }
  await discardUpload(tenant.ctx, id);
  expect(await listObjects(tenant.ctx)).toEqual([]);
});

it('is ended after a day without a part', async () => {
  const bytes = randomBytes(100);
  const { id } = await begin(bytes);
  await append(id, 0, bytes.subarray(0, 50));
  await sweepLibrary();
  expect(await parts()).toHaveLength(1);
  setClock(new SimulatedClock(clock().now() + KEPT_MS + 60_000));
  await sweepLibrary();
  setClock(before);
  expect(await listUploads(tenant.ctx)).toEqual([]);
  expect(await parts()).toEqual([]);
});

it('counts what is begun at once, and takes a file in no more parts than its store should have', async () => {
  tenant = await makeTenant('free');
  const size = PLAN_DEFAULTS.free.maxUploadBytes;
  const most = Math.floor(PLAN_DEFAULTS.free.storedBytes / size);
  const file = { name: 'a.bin', mediaType: '', bytes: size };
  const begun = await Promise.allSettled(
    Array.from({ length: most + 4 }, () => beginUpload(tenant.ctx, file)),
  );
  expect(begun.filter(({ status }) => status === 'fulfilled')).toHaveLength(most);
  const [upload] = await listUploads(tenant.ctx);
  if (!upload) throw new Error('None was begun.');
  await withTenantSql(tenant.ctx, (sql) =>
    sql(
      'update pending_upload set part_ids = array_fill(id, array[$2::integer]) where tenant_id = :tenant and id = $1',
      [upload.id, MOST_PARTS],
    ),
  );
  await expect(append(upload.id, 0, randomBytes(1))).rejects.toMatchObject({ code: 'conflict' });
});
