import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { asSuperuser } from '@/e2e/support/as-superuser';
import { type MadeTenant, makeTenant } from '@/e2e/support/make-tenant';
import { closePools } from '@/lib/db/pools';
import type { Job } from '@/lib/tenancy/verify-work';
import { nextJob, nextOperation } from '@/lib/tenancy/verify-work';
import { finishJob, releaseJob, whileHeld } from './job-rows';

const WORKER = 'test';
const SLOTS = 8;

beforeEach(async () => {
  await asSuperuser('delete from job');
  await asSuperuser('delete from tenant_operation');
  await asSuperuser('delete from work_share');
});
afterAll(closePools);

async function addJobs({ ctx }: MadeTenant, count: number, cost = 1): Promise<void> {
  await asSuperuser(
    `insert into job (tenant_id, id, kind, subject_id, created_by, created_at, cost)
     select $1, gen_random_uuid(), 'ingest', gen_random_uuid(), $2, timestamptz '2026-01-01' + n * interval '1 ms', $4
     from generate_series(1, $3) n`,
    [ctx.tenantId, ctx.principal.id, count, cost],
  );
}

async function claim(): Promise<Job> {
  const job = await nextJob(WORKER, 60, SLOTS);
  if (!job) throw new Error('No job is left.');
  return job;
}

/** Claims and ends so many jobs; how many were the tenant's. */
async function serve(count: number, { ctx }: MadeTenant): Promise<number> {
  let own = 0;
  for (let n = 0; n < count; n++) {
    const job = await claim();
    own += Number(job.ctx.tenantId === ctx.tenantId);
    await end(job);
  }
  return own;
}

function end(job: Job, passages?: number): Promise<void> {
  return whileHeld(job, (sql) => finishJob(sql, job, 'done', passages));
}

describe('background work', () => {
  it('is not delayed by ten thousand jobs of another tenant', async () => {
    const [flood, quiet] = [await makeTenant(), await makeTenant()];
    await addJobs(flood, 10_000);
    await serve(4, flood);
    await addJobs(quiet, 1);
    expect((await claim()).ctx.tenantId).toBe(quiet.ctx.tenantId);
  });

  it('is shared by weight', async () => {
    const [heavy, light] = [await makeTenant('professional'), await makeTenant('free')];
    await addJobs(heavy, 60);
    await addJobs(light, 60);
    expect(Math.abs((await serve(50, heavy)) - 40)).toBeLessThanOrEqual(1);
  });

  it('is shared by the weight that a containment leaves, also of the least one', async () => {
    const [contained, free] = [await makeTenant('free'), await makeTenant('free')];
    await addJobs(contained, 100);
    await addJobs(free, 100);
    await asSuperuser(
      `insert into containment (tenant_id, id, rule_id, rule_name, metric, value, threshold, actions, since, until)
       select $1, gen_random_uuid(), r.id, r.name, r.metric, 1, 1, '[{"kind": "weight", "percent": 25}]',
         now() - interval '1 minute', now() + interval '1 hour' from containment_rule r limit 1`,
      [contained.ctx.tenantId],
    );
    expect(Math.abs((await serve(50, contained)) - 10)).toBeLessThanOrEqual(1);
    await asSuperuser('delete from containment where tenant_id = $1', [contained.ctx.tenantId]);
    await serve(20, contained);
    expect(Math.abs((await serve(20, contained)) - 10)).toBeLessThanOrEqual(2);
  });

  it('is charged by its estimate, and corrected to what it was', async () => {
    const [a, b] = [await makeTenant(), await makeTenant()];
    await addJobs(a, 30, 10);
    await addJobs(b, 30, 10);
    const first = await claim();
    await end(first, 105);
    const [dear, other] = first.ctx.tenantId === a.ctx.tenantId ? [a, b] : [b, a];
    expect(await serve(10, other)).toBe(10);
    expect(await serve(2, dear)).toBe(1);
    // Found cheaper than charged: the next turn comes sooner.
    const cheap = await claim();
    await end(cheap, 0);
    expect((await claim()).ctx.tenantId).toBe(cheap.ctx.tenantId);
  });

  it('is not charged when it is given back', async () => {
    const [a, b] = [await makeTenant(), await makeTenant()];
    await addJobs(a, 2);
    await addJobs(b, 2);
    const first = await claim();
    await releaseJob(first);
    expect((await claim()).id).toBe(first.id);
  });

  it('gives who returns no credit for the time before', async () => {
    const [busy, returns] = [await makeTenant(), await makeTenant()];
    await addJobs(returns, 1);
    await serve(1, returns);
    await addJobs(busy, 100);
    await serve(40, busy);
    await addJobs(returns, 30);
    expect(Math.abs((await serve(20, returns)) - 10)).toBeLessThanOrEqual(1);
  });

  it('takes back no lift by a correction', async () => {
    const [slow, busy] = [await makeTenant(), await makeTenant()];
    await addJobs(slow, 1, 1_000);
    const long = await claim();
    await addJobs(busy, 300, 100);
    await serve(50, busy);
    await addJobs(slow, 20, 100);
    const lifted = await claim();
    expect(lifted.ctx.tenantId).toBe(slow.ctx.tenantId);
    await end(long, 1);
    await end(lifted, 100);
    expect(Math.abs((await serve(20, slow)) - 10)).toBeLessThanOrEqual(1);
  });

  it('passes over what somebody else holds, and gives nothing of nobody', async () => {
    const tenant = await makeTenant();
    await addJobs(tenant, 2);
    expect((await claim()).id).not.toBe((await claim()).id);
    expect(await nextJob(WORKER, 60, SLOTS)).toBeUndefined();
  });

  it('leaves half of the slots to others, and all to who is alone', async () => {
    const [flood, quiet] = [await makeTenant(), await makeTenant()];
    await addJobs(quiet, 1);
    const held = await claim();
    await addJobs(flood, 30);
    for (let n = 0; n < SLOTS / 2; n++) await claim();
    expect(await nextJob(WORKER, 60, SLOTS)).toBeUndefined();
    // The slots of a worker that asks count too.
    expect(await nextJob('second', 60, SLOTS)).toBeDefined();
    await addJobs(quiet, 1);
    const next = await claim();
    expect(next.ctx.tenantId).toBe(quiet.ctx.tenantId);
    await end(held);
    await end(next);
    for (let n = 0; n < 2 * SLOTS; n++) await claim();
  });

  it('leaves a heavier one its weighted share where that is more', async () => {
    const [heavy, light] = [await makeTenant('professional'), await makeTenant('free')];
    await addJobs(light, 1);
    await claim();
    await addJobs(heavy, 30);
    for (let n = 0; n < 7; n++) await claim();
    expect(await nextJob(WORKER, 60, SLOTS)).toBeUndefined();
  });

  it('owes who stood at its cap one set of slots and no more', async () => {
    const [flood, quiet] = [await makeTenant(), await makeTenant()];
    await addJobs(quiet, 100);
    await addJobs(flood, 100);
    const held: Job[] = [];
    while (held.length < SLOTS / 2) {
      const job = await claim();
      if (job.ctx.tenantId === flood.ctx.tenantId) held.push(job);
      else await end(job);
    }
    expect(await serve(50, flood)).toBe(0);
    for (const job of held) await end(job);
    expect(Math.abs((await serve(30, flood)) - (SLOTS + (30 - SLOTS) / 2))).toBeLessThanOrEqual(2);
  });

  it('gives operations of tenants in turn', async () => {
    const [many, one] = [await makeTenant(), await makeTenant()];
    const ask = ({ ctx }: MadeTenant, kinds: string[], year: number) =>
      asSuperuser(
        `insert into tenant_operation (tenant_id, id, kind, requested_by, requested_role, reason, created_at)
         select $1, gen_random_uuid(), k, $2, 'owner', 'test', $4::timestamptz from unnest($3::text[]) k`,
        [ctx.tenantId, ctx.principal.id, kinds, `${year}-01-01`],
      );
    await ask(many, ['export', 'reindex', 'retention'], 2025);
    await ask(one, ['export'], 2026);
    const first = await nextOperation(WORKER, 60);
    await asSuperuser(`update tenant_operation set state = 'done' where id = $1`, [first?.id]);
    expect(first?.ctx.tenantId).toBe(many.ctx.tenantId);
    expect((await nextOperation(WORKER, 60))?.ctx.tenantId).toBe(one.ctx.tenantId);
  });
});
