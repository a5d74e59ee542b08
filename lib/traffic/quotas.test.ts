import { beforeEach, expect, it } from 'vitest';
import { type MadeTenant, makeTenant } from '@/e2e/support/make-tenant';
import { now, SimulatedClock, setClock } from '@/lib/clock';
import { withTenantSql } from '@/lib/db/tenant-sql';
import { PLAN_DEFAULTS } from '@/lib/tenancy/plans';
import type { Policy } from '@/lib/tenancy/schema';
import { addResourceUse } from './add-resource-use';
import { countBytesOut } from './bytes-out';
import { openStream } from './open-stream';
import { assertBytesOutLeft, assertUploadQuota, readQuotas } from './quotas';

let tenant: MadeTenant;
const free = PLAN_DEFAULTS.free;
beforeEach(async () => {
  tenant = await makeTenant('free');
});
const upload = (bytes: number, changes: Partial<Policy> = {}) =>
  withTenantSql(tenant.ctx, (sql) =>
    assertUploadQuota(tenant.ctx, sql, { ...free, ...changes }, bytes),
  );

it('a file that does not fit into what may be stored is refused, the last that fits is not', async () => {
  await expect(upload(100, { storedBytes: 100 })).resolves.toBeUndefined();
  await expect(upload(101, { storedBytes: 100 })).rejects.toMatchObject({
    code: 'conflict',
    limit: { name: 'stored_bytes', limit: 100, used: 0 },
  });
});

it.each([
  ['pages', { pages: 7 }, { pagesPerDay: 7 }, 'pages_per_day'],
  ['CPU time', { cpuMs: 7_000 }, { ingestCpuSecondsPerDay: 7 }, 'ingest_cpu_seconds_per_day'],
])('a day without %s left refuses the next upload until midnight', async (_, used, limit, name) => {
  await expect(upload(1, limit)).resolves.toBeUndefined();
  await addResourceUse(tenant.ctx, used);
  const midnight = new Date(now());
  midnight.setUTCHours(24, 0, 0, 0);
  await expect(upload(1, limit)).rejects.toMatchObject({
    code: 'rate_limited',
    limit: { name, resetsAt: midnight.toISOString(), remedy: expect.stringContaining('tomorrow') },
  });
});

it('what was sent counts at once, and the day’s end is named', async () => {
  await expect(assertBytesOutLeft(tenant.ctx)).resolves.toBeUndefined();
  countBytesOut(tenant.ctx, free.bytesOutPerDay);
  await expect(assertBytesOutLeft(tenant.ctx)).rejects.toMatchObject({
    code: 'rate_limited',
    limit: { name: 'bytes_out_per_day', limit: free.bytesOutPerDay, used: free.bytesOutPerDay },
  });
  const other = await makeTenant('free');
  await expect(assertBytesOutLeft(other.ctx)).resolves.toBeUndefined();
});

it('who comes back at midnight finds the new day, also when asked just before', async () => {
  const time = new SimulatedClock(Date.parse('2026-11-20T23:59:59Z'));
  const undo = setClock(time);
  try {
    await addResourceUse(tenant.ctx, { bytesOut: free.bytesOutPerDay });
    const resetsAt = '2026-11-21T00:00:00.000Z';
    await expect(assertBytesOutLeft(tenant.ctx)).rejects.toMatchObject({ limit: { resetsAt } });
    time.advanceTo(Date.parse(resetsAt));
    await expect(assertBytesOutLeft(tenant.ctx)).resolves.toBeUndefined();
  } finally {
    undo();
  }
});

it('the usage page shows each resource', async () => {
  await addResourceUse(tenant.ctx, { pages: 3, cpuMs: 1_500, bytesOut: 42 });
  await addResourceUse(tenant.ctx, { pages: 1 });
  expect((await readQuotas(tenant.ctx)).map(({ resource, used }) => [resource, used])).toEqual([
    ['stored_bytes', 0],
    ['documents', 0],
    ['pages_per_day', 4],
    ['ingest_cpu_seconds_per_day', 1.5],
    ['bytes_out_per_day', 42],
  ]);
});

it('nobody adds to another tenant’s day, and nobody takes away', async () => {
  const other = await makeTenant('free');
  await addResourceUse(tenant.ctx, { pages: 5 });
  await addResourceUse(tenant.ctx, { pages: -5 });
  expect(
    (await readQuotas(other.ctx)).find(({ resource }) => resource === 'pages_per_day'),
  ).toMatchObject({ used: 0 });
  expect(
    (await readQuotas(tenant.ctx)).find(({ resource }) => resource === 'pages_per_day'),
  ).toMatchObject({ used: 5 });
  await expect(
    withTenantSql(tenant.ctx, (sql) =>
      sql('update resource_day set pages = 0 where tenant_id = :tenant'),
    ),
  ).rejects.toThrow(/permission denied/);
});

it('streams are counted while they are open', async () => {
  const close: (() => void)[] = [];
  for (let n = 0; n < free.openStreams; n++) close.push(await openStream(tenant.ctx));
  await expect(openStream(tenant.ctx)).rejects.toMatchObject({
    code: 'concurrency_limited',
    limit: { name: 'open_streams', limit: free.openStreams },
  });
  close[0]?.();
  await expect(openStream(tenant.ctx)).resolves.toBeTypeOf('function');
});
