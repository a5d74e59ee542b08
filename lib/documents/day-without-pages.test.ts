import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { type MadeTenant, makeTenant } from '@/e2e/support/make-tenant';
import { startTestWorker, type TestWorker } from '@/e2e/support/start-test-worker';
import { clock, SimulatedClock, setClock } from '@/lib/clock';
import { withTenantSql } from '@/lib/db/tenant-sql';
import { policyOf } from '@/lib/tenancy/policy';
import { addResourceUse } from '@/lib/traffic/add-resource-use';
import { getDocument } from './queries';
import { uploadDocument } from './upload-document';

let worker: TestWorker;
beforeAll(() => {
  worker = startTestWorker();
});
afterEach(() => worker.stop());
afterAll(() => worker.close());

async function upload({ ctx }: MadeTenant, name: string): Promise<string> {
  const bytes = Buffer.from(`Boats moor at the quay of ${name}.`);
  return (await uploadDocument(ctx, { name, mediaType: 'text/plain', bytes })).document.id;
}

const HALF_A_DAY_MS = 12 * 3_600_000;

it('holds documents that were uploaded before the pages of the day were used up, until the next day', async () => {
  const [tenant, other] = [await makeTenant('free'), await makeTenant('free')];
  const { ctx } = tenant;
  const noon = new Date(clock().now() + 2 * HALF_A_DAY_MS).setUTCHours(12, 0, 0, 0);
  const time = new SimulatedClock(noon);
  const undo = setClock(time);
  try {
    const ids = [await upload(tenant, 'one.txt'), await upload(tenant, 'two.txt')];
    const { pagesPerDay } = await policyOf(ctx);
    await addResourceUse(ctx, { pages: pagesPerDay });
    worker.start();
    for (const id of ids) expect((await worker.ended(id)).outcome).toBe('postponed');
    const theirs = await upload(other, 'theirs.txt');
    expect((await worker.ended(theirs)).outcome).toBe('done');
    await worker.stop();
    const wallClock = performance.timeOrigin + performance.now();
    for (const id of ids) {
      const { stage, waitsUntil, failure } = await getDocument(ctx, id);
      expect([stage, failure]).toEqual(['received', null]);
      const waitMs = Date.parse(waitsUntil ?? '') - wallClock;
      expect(Math.abs(waitMs - HALF_A_DAY_MS)).toBeLessThan(60_000);
    }

    // As if the day were over for PostgreSQL too.
    await withTenantSql(ctx, (sql) =>
      sql(
        "update job set locked_until = clock_timestamp() - interval '1 second' where tenant_id = :tenant",
      ),
    );
    time.advanceTo(noon + HALF_A_DAY_MS);
    worker.start();
    for (const id of ids) expect((await worker.ended(id)).outcome).toBe('done');
    const read = await getDocument(ctx, ids[0] ?? '');
    expect([read.stage, read.waitsUntil]).toEqual(['indexed', null]);
  } finally {
    undo();
  }
});
