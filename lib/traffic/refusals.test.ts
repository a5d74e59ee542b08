import { afterEach, beforeEach, expect, it } from 'vitest';
import { asSuperuser } from '@/e2e/support/as-superuser';
import { type MadeTenant, makeTenant } from '@/e2e/support/make-tenant';
import { clock, SimulatedClock, setClock } from '@/lib/clock';
import { containedPolicy } from '@/lib/tenancy/contained-policy';
import { containmentsOf, containmentsSaid } from '@/lib/tenancy/containments';
import { PLAN_DEFAULTS } from '@/lib/tenancy/plans';
import type { Policy } from '@/lib/tenancy/schema';
import { type Admission, admit } from './admit';
import { earlyRefusal, rememberRefusal } from './refusals';

let tenant: MadeTenant;
let time: SimulatedClock;
let undo: () => void;
const policy: Policy = { ...PLAN_DEFAULTS.free, requestsPerMinute: 3, burstPerSecond: 100 };
beforeEach(async () => {
  tenant = await makeTenant('free');
  time = new SimulatedClock(1_700_000_000_000);
  undo = setClock(time);
});
afterEach(() => undo());

async function fill(rules: Policy = policy): Promise<Admission[]> {
  const admitted: Admission[] = [];
  for (;;) {
    const admission = await admit(tenant.ctx, rules).catch(() => undefined);
    if (!admission) return admitted;
    admitted.push(admission);
    admission.release();
  }
}

it('repeats a refusal from memory until its time, with the time that is left', async () => {
  await fill();
  expect(earlyRefusal(tenant.ctx)).toMatchObject({
    code: 'rate_limited',
    retryAfter: 61,
    limit: { name: 'requests_per_minute', scope: 'tenant', limit: 3, used: 3 },
  });
  time.advanceTo(time.now() + 500);
  expect(earlyRefusal(tenant.ctx)).toMatchObject({ retryAfter: 61 });
  time.advanceTo(time.now() + 60_499);
  expect(earlyRefusal(tenant.ctx)).toMatchObject({ retryAfter: 1 });
  time.advanceTo(time.now() + 1);
  expect(earlyRefusal(tenant.ctx)).toBeUndefined();
  await expect(admit(tenant.ctx, policy)).resolves.toBeDefined();
});

it('says nothing of another tenant', async () => {
  await fill();
  const other = await makeTenant('free');
  expect(earlyRefusal(other.ctx)).toBeUndefined();
});

it('forgets it when an add-on begins', async () => {
  const from = new Date(clock().now() + 5_000).toISOString();
  const until = new Date(clock().now() + 3_600_000).toISOString();
  const addon = { id: 'more', name: 'More', from, until, tokensPerDay: 0, tokensPerMonth: 0 };
  await fill({
    ...policy,
    addons: [{ ...addon, requestsPerMinute: 100, priceNano: '0', feeNano: '0' }],
  });
  expect(earlyRefusal(tenant.ctx)).toBeDefined();
  time.advanceTo(time.now() + 5_000);
  expect(earlyRefusal(tenant.ctx)).toBeUndefined();
});

it('forgets it when the containment that caused it ends', async () => {
  const actions = [{ kind: 'cap', requestsPerMinute: 2, tokensPerMinute: 50_000 } as const];
  const [since, until] = [new Date(time.now() - 1_000), new Date(time.now() + 1_500)];
  const rules = containedPolicy(
    policy,
    [{ metric: 'spend_factor', actions, since, until }],
    new Date(time.now()),
  );
  await fill(rules);
  expect(earlyRefusal(tenant.ctx)).toMatchObject({ limit: { limit: 2 } });
  time.advanceTo(time.now() + 1_500);
  expect(earlyRefusal(tenant.ctx)).toBeUndefined();
  await expect(admit(tenant.ctx, policy)).resolves.toBeDefined();
});

it('forgets it when PostgreSQL says that containments changed', async () => {
  await containmentsOf(tenant.ctx);
  // What is said once the channel is heard.
  await expect.poll(containmentsSaid).toBeGreaterThan(0);
  await fill();
  expect(earlyRefusal(tenant.ctx)).toBeDefined();
  await asSuperuser("select pg_notify('tenantry_contained', $1)", [tenant.ctx.tenantId]);
  await expect.poll(() => earlyRefusal(tenant.ctx)).toBeUndefined();
});

it('never remembers slots and tokens, which come back when they please', async () => {
  const one = { ...policy, requestsPerMinute: 100, inFlight: 1, tokensPerMinute: 10 };
  const first = await admit(tenant.ctx, one, { tokens: 10 });
  await expect(admit(tenant.ctx, one)).rejects.toMatchObject({ code: 'concurrency_limited' });
  await expect(admit(tenant.ctx, one, { tokens: 5 })).rejects.toMatchObject({
    code: 'rate_limited',
    limit: { name: 'tokens_per_minute' },
  });
  expect(earlyRefusal(tenant.ctx)).toBeUndefined();
  first.release(0);
  await expect(admit(tenant.ctx, one, { tokens: 5 })).resolves.toBeDefined();
});

it('is about the policy version under which it was refused', async () => {
  const denial = {
    admitted: false,
    limit: 'requests_per_minute',
    scope: 'tenant',
    used: 3,
    retryAfterMs: 9_000,
  } as const;
  const under = (policyVersion: number) =>
    Object.create(tenant.ctx, { policyVersion: { value: policyVersion } }) as typeof tenant.ctx;
  rememberRefusal(under(1), policy, denial);
  expect(earlyRefusal(under(1))).toBeDefined();
  expect(earlyRefusal(under(2))).toBeUndefined();
  expect(earlyRefusal(under(1))).toBeUndefined();
});

it('tells with each admission what is left', async () => {
  const { headers } = await admit(tenant.ctx, policy, { tokens: 1_000 });
  expect(headers.RateLimit).toBe(
    '"tenant-minute";r=2;t=60, "tenant-burst";r=99;t=1, "tenant-tokens";r=39000;t=60',
  );
});
