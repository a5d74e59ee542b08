import type pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type MadeTenant, makePerson, makeTenant } from '@/e2e/support/make-tenant';
import { startTestWorker, type TestWorker } from '@/e2e/support/start-test-worker';
import { changeTenantState } from '@/lib/console/change-tenant-state';
import { newId } from '@/lib/ids';
import { verifyPlatformSession } from '@/lib/tenancy/verify-session';
import { closePools } from './pools';
import { withTenant } from './tenant-models';
import { transaction } from './transaction';

let busy: MadeTenant;
let quiet: MadeTenant;
let others: TestWorker;

beforeAll(async () => {
  // Holding this, no other test's worker takes our jobs.
  others = startTestWorker();
  [busy, quiet] = [await makeTenant(), await makeTenant()];
}, 180_000);
afterAll(async () => {
  await others.close();
  await closePools();
});

interface Claimed {
  tenant_id: string;
  job_id: string;
  attempts: number;
}

/** Jobs of an age before all others' in the shared database; their ids, oldest first. */
async function addJobs(tenant: MadeTenant, years: number[]): Promise<string[]> {
  const ids = years.map(() => newId());
  const data = years.map((year, index) => ({
    id: ids[index] ?? '',
    kind: 'ingest',
    subjectId: newId(),
    createdBy: tenant.ctx.principal.id,
    createdAt: new Date(Date.UTC(year, 0, 1)),
  }));
  await withTenant(tenant.ctx, (tx) => tx.job.createMany({ data }));
  return ids;
}

/** Runs as the worker's login and undoes all of it, so that other tests keep their jobs. */
async function undone<T>(work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  let result: { value: T } | undefined;
  const undo = new Error('undo');
  await transaction('worker', undefined, async (client) => {
    result = { value: await work(client) };
    throw undo;
  }).catch((error: unknown) => {
    if (error !== undo) throw error;
  });
  if (!result) throw new Error('The work did not end.');
  return result.value;
}

/** Claims every job there is; those of the given ids, in the order of their claims. */
async function claimAll(client: pg.PoolClient, worker: string, ids: string[]): Promise<Claimed[]> {
  const claimed: Claimed[] = [];
  for (;;) {
    const { rows } = await client.query<Claimed>(
      `select tenant_id, job_id, attempts from tenancy.claim_job($1, '1 hour', 1000)`,
      [worker],
    );
    if (!rows[0]) return claimed;
    if (ids.includes(rows[0].job_id)) claimed.push(rows[0]);
  }
}

async function renew(client: pg.PoolClient, job: Claimed, worker: string, lease: string) {
  const { rows } = await client.query<{ context: string }>(
    'select context from tenancy.renew_job($1, $2, $3, $4::interval)',
    [job.tenant_id, job.job_id, worker, lease],
  );
  return rows[0]?.context;
}

describe('claim_job', () => {
  it('takes the oldest job of the tenant whose turn it is', async () => {
    const many = await addJobs(busy, [1990, 1991, 1992]);
    const few = await addJobs(quiet, [1995]);
    const order = await undone((client) => claimAll(client, 'one', [...many, ...few]));
    expect(order.map((job) => job.job_id)).toEqual([many[0], few[0], many[1], many[2]]);
  });

  it('gives a job to another worker once its lease is over, and not before', async () => {
    const ids = await addJobs(quiet, [1996]);
    await undone(async (client) => {
      const [first] = await claimAll(client, 'one', ids);
      if (!first) throw new Error('The job was not claimed.');
      expect(first.attempts).toBe(1);
      expect(await claimAll(client, 'two', ids)).toEqual([]);
      expect(await renew(client, first, 'one', '1 hour')).toContain(quiet.ctx.tenantId);
      expect(await renew(client, first, 'two', '1 hour')).toBeUndefined();

      await renew(client, first, 'one', '-1 second');
      const [second] = await claimAll(client, 'two', ids);
      expect(second).toMatchObject({ job_id: first.job_id, attempts: 2 });
      expect(await renew(client, first, 'one', '1 hour')).toBeUndefined();
    });
  });

  it('leaves out cancelled jobs and those of a suspended tenant', async () => {
    const stopped = await makeTenant();
    const ids = [...(await addJobs(stopped, [1997])), ...(await addJobs(quiet, [1998]))];
    await withTenant(quiet.ctx, (tx) => tx.job.updateMany({ data: { state: 'cancelled' } }));
    const operator = await verifyPlatformSession((await makePerson('operator')).session);
    const tenantId = stopped.ctx.tenantId;
    await changeTenantState(operator, { tenantId, to: 'suspended', reason: 'test' });
    expect(await undone((client) => claimAll(client, 'one', ids))).toEqual([]);
    // Nothing of ours stays for other tests' workers.
    await withTenant(busy.ctx, (tx) => tx.job.updateMany({ data: { state: 'cancelled' } }));
  });
});
