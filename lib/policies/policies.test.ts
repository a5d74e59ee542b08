import { beforeAll, describe, expect, it } from 'vitest';
import { asSuperuser } from '@/e2e/support/as-superuser';
import { changePolicy, latestPolicy } from '@/e2e/support/change-policy';
import { makePlatformPerson } from '@/e2e/support/make-platform-person';
import { type MadeTenant, makeTenant } from '@/e2e/support/make-tenant';
import { runPolicyChanges } from '@/lib/db/credentials';
import { newId } from '@/lib/ids';
import type { PlatformContext } from '@/lib/tenancy/context';
import { verifyTenantSession } from '@/lib/tenancy/verify-session';
import { setOwnLimits } from '@/lib/usage/own-limits/set-own-limits';
import { decideChange, steerChange } from './decide-change';
import { editBounds, editPlan } from './edit-plan';
import { announcePolicy, readEnforcement } from './enforcement';
import { createGroup, removeGroup } from './groups';
import { listChanges, readGoverned } from './queries';
import { rollBack } from './roll-back';
import { rollOut } from './roll-out';
import type { PolicyPatch } from './schema';

const reason = 'Agreed with the customer';
let [one, two] = [] as unknown as [PlatformContext, PlatformContext];

beforeAll(async () => {
  one = await makePlatformPerson('operator');
  two = await makePlatformPerson('operator');
});

const latest = (tenant: MadeTenant) => latestPolicy(one, tenant);
const change = (tenant: MadeTenant, patch: PolicyPatch) =>
  changePolicy(one, tenant, { patch, reason });
const rpm = async (tenant: MadeTenant) => (await latest(tenant)).policy.requestsPerMinute;
const decide = (id: string, by = two) => decideChange(by, { id, approve: true, reason });
const approve = async (id: string, by = two) => (await decide(id, by)).state;
const none = { tenants: 0, overtaken: 0 };
const at = (ms: number) => new Date(Date.now() + ms).toISOString();

describe('bounds', () => {
  it('let one operator do what is within them, measured over a day', async () => {
    const tenant = await makeTenant('professional');
    expect(await change(tenant, { requestsPerMinute: 300 })).toMatchObject({
      state: 'done',
      version: 2,
    });
    expect(await change(tenant, { requestsPerMinute: 600 })).toMatchObject({
      state: 'done',
      version: 3,
    });
    const beyond = await change(tenant, { requestsPerMinute: 601, weight: 5 });
    expect(beyond).toMatchObject({
      state: 'waiting',
      version: null,
      beyond: ['requestsPerMinute'],
    });
    expect(await rpm(tenant)).toBe(600);
    await asSuperuser(
      "update policy_version set recorded_at = recorded_at - interval '2 days' where tenant_id = $1",
      [tenant.ctx.tenantId],
    );
    expect(await change(tenant, { requestsPerMinute: 601 })).toMatchObject({ state: 'done' });
  });

  it('count what add-ons add', async () => {
    const tenant = await makeTenant('free');
    const addon = {
      ...{
        id: 'a',
        name: 'Launch',
        from: at(-1_000),
        until: at(86_400_000),
        priceNano: '0',
        feeNano: '0',
      },
      ...{ tokensPerDay: 0, tokensPerMonth: 0, requestsPerMinute: 91 },
    };
    expect((await change(tenant, { addons: [addon] })).beyond).toEqual(['requestsPerMinute']);
    const within = { ...addon, requestsPerMinute: 90 };
    expect(await change(tenant, { addons: [within] })).toMatchObject({ state: 'done' });
  });

  it('count the fees of add-ons with their price', async () => {
    const tenant = await makeTenant('professional');
    const price = Number((await latest(tenant)).policy.priceNanoPerMonth);
    const addon = {
      ...{ id: 'a', name: 'Launch', from: at(-1_000), until: at(86_400_000), priceNano: '0' },
      ...{ tokensPerDay: 0, tokensPerMonth: 0, requestsPerMinute: 1 },
    };
    const fee = (share: number) => ({ addons: [{ ...addon, feeNano: String(price * share) }] });
    expect((await change(tenant, fee(10))).beyond).toEqual(['priceNanoPerMonth']);
    expect(await change(tenant, fee(9))).toMatchObject({ state: 'done' });
  });

  it('hold each budget, and none is taken away alone', async () => {
    const rule = {
      ...{ scope: 'tenant' as const, subject: null, period: 'day' as const },
      ...{ priceNano: null, softPercent: null, graceMinutes: null },
    };
    const beyond = async (from: number | null, to: number | null) => {
      const budgets = (tokens: number | null) =>
        JSON.stringify(tokens === null ? [] : [{ ...rule, tokens }]);
      const [row] = await asSuperuser<{ past: boolean }>(
        'select tenancy.budgets_beyond($1, $2, \'{"raisePercent": 900, "lowerPercent": 50}\') as past',
        [budgets(from), budgets(to)],
      );
      return row?.past;
    };
    expect(await Promise.all([beyond(10, 100), beyond(10, 5), beyond(null, 1)])).toEqual([
      false,
      false,
      false,
    ]);
    expect(await Promise.all([beyond(10, 101), beyond(10, 4), beyond(10, null)])).toEqual([
      true,
      true,
      true,
    ]);
    const tenant = await makeTenant('free');
    const edit = { budgets: [{ ...rule, tokens: 10 }] };
    expect((await change(tenant, edit)).beyond).toEqual(['budgets']);
    const { models } = (await latest(tenant)).policy;
    expect((await change(tenant, { models: [...models, 'claude-opus-5-5'] })).beyond).toEqual([
      'models',
    ]);
  });

  it('need another person, who is an operator', async () => {
    const tenant = await makeTenant('free');
    const { change: id } = await change(tenant, { requestsPerMinute: 5_000 });
    await expect(approve(id, one)).rejects.toMatchObject({ code: 'forbidden' });
    await expect(approve(id, await makePlatformPerson('auditor'))).rejects.toMatchObject({
      code: 'forbidden',
    });
    expect(await rpm(tenant)).toBe(10);
    expect(await approve(id)).toBe('done');
    expect(await rpm(tenant)).toBe(5_000);
    await expect(approve(id)).rejects.toMatchObject({ code: 'conflict' });
    await expect(approve(newId())).rejects.toMatchObject({ code: 'conflict' });
  });

  it('are refused and withdrawn without a trace in the policy', async () => {
    const tenant = await makeTenant('free');
    const first = await change(tenant, { requestsPerMinute: 5_000 });
    expect(await decideChange(two, { id: first.change, approve: false, reason })).toEqual({
      ...{ state: 'refused', ...none },
    });
    const second = await change(tenant, { requestsPerMinute: 6_000 });
    expect(await steerChange(one, { id: second.change, step: 'withdraw', reason })).toEqual({
      ...{ state: 'withdrawn', ...none },
    });
    await expect(approve(second.change)).rejects.toMatchObject({ code: 'conflict' });
    expect((await latest(tenant)).version).toBe(1);
  });

  it('leave alone what somebody else changed before the approval', async () => {
    const tenant = await makeTenant('free');
    const { change: id } = await change(tenant, { requestsPerMinute: 5_000 });
    await change(tenant, { requestsPerMinute: 20 });
    expect(await decide(id)).toEqual({ state: 'done', tenants: 0, overtaken: 1 });
    expect(await rpm(tenant)).toBe(20);
    const [view] = (await listChanges(one, tenant.ctx.tenantId)).filter((each) => each.id === id);
    expect(view).toMatchObject({ overtaken: 1, inForce: 0, decision: reason });
  });

  it('keep what the tenant set itself meanwhile', async () => {
    const tenant = await makeTenant('starter');
    const { change: id } = await change(tenant, { weight: 900 });
    const ctx = await verifyTenantSession(tenant.session, tenant.slug);
    await setOwnLimits(ctx, { basedOn: 1, limits: { requestsPerMinute: 3 }, reason });
    await approve(id);
    expect((await latest(tenant)).policy).toMatchObject({
      weight: 900,
      ownLimits: { requestsPerMinute: 3 },
    });
  });

  it('are governed the same way', async () => {
    const { bounds } = await readGoverned(one);
    const edit = { ...bounds.bounds, lowerPercent: 50, fields: ['tools' as const] };
    const proposed = await editBounds(one, { basedOn: bounds.version, bounds: edit, reason });
    expect(proposed).toMatchObject({ state: 'waiting', beyond: ['bounds'] });
    expect((await readGoverned(one)).bounds.bounds).toEqual(bounds.bounds);
    await approve(proposed.change);
    const after = (await readGoverned(one)).bounds;
    expect(after).toMatchObject({ version: bounds.version + 1, bounds: edit });
    const tenant = await makeTenant('free');
    expect((await change(tenant, { tools: [] })).beyond).toEqual(['tools']);
    expect((await change(tenant, { requestsPerMinute: 4 })).beyond).toEqual(['requestsPerMinute']);
    const back = await editBounds(two, { basedOn: after.version, bounds: bounds.bounds, reason });
    await approve(back.change, one);
  });
});

describe('a rollback', () => {
  it('is a new version with the old content', async () => {
    const tenant = await makeTenant('free');
    await change(tenant, { requestsPerMinute: 40, weight: 3 });
    const { tenantId } = tenant.ctx;
    const whose = { of: 'tenant', tenantId } as const;
    await rollBack(one, { whose, version: 1, basedOn: 2, reason });
    expect(await latest(tenant)).toMatchObject({
      version: 3,
      policy: { requestsPerMinute: 10, weight: 1 },
    });
    await expect(rollBack(one, { whose, version: 2, basedOn: 2, reason })).rejects.toMatchObject({
      code: 'conflict',
    });
  });
});

describe('what was done', () => {
  it('stands in the tenant’s log as it was before and after', async () => {
    const tenant = await makeTenant('free');
    await change(tenant, { requestsPerMinute: 40 });
    const [entry] = await asSuperuser<{ detail: object }>(
      "select detail from audit_entry where tenant_id = $1 and action = 'policy.edit'",
      [tenant.ctx.tenantId],
    );
    expect(entry?.detail).toMatchObject({
      ...{ version: 2, fields: ['requestsPerMinute'] },
      ...{ from: { requestsPerMinute: 10 }, to: { requestsPerMinute: 40 } },
    });
  });

  it('is not said to be taken back where nobody has it any more', async () => {
    const tenant = await makeTenant('free');
    const { change: id } = await change(tenant, { requestsPerMinute: 40 });
    await change(tenant, { requestsPerMinute: 30 });
    const undo = steerChange(one, { id, step: 'undo', reason });
    await expect(undo).rejects.toThrow(/^Nothing was taken back/);
    const [view] = (await listChanges(one, tenant.ctx.tenantId)).filter((each) => each.id === id);
    expect(view).toMatchObject({ state: 'done', overtaken: 0 });
    expect(await rpm(tenant)).toBe(30);
  });
});

describe('a roll-out', () => {
  const all = () => Promise.all([1, 2, 3, 4].map(() => makeTenant('free')));

  it('goes in stages, pauses, goes on, and is taken back', async () => {
    const tenants = await all();
    const group = await createGroup(one, {
      name: `Group ${newId()}`,
      tenants: tenants.map(({ ctx }) => ctx.tenantId),
      reason,
    });
    const { change: id } = await rollOut(one, {
      ...{ audience: { of: 'group', group }, patch: { weight: 4 }, reason, shares: [25, 100] },
      ...{ stageMinutes: 10, startsAt: null, endsAt: null },
    });
    const having = async () =>
      (await Promise.all(tenants.map(latest))).filter(({ policy }) => policy.weight === 4).length;
    const step = (named: 'pause' | 'go_on' | 'next' | 'undo') =>
      steerChange(one, { id, step: named, reason });
    expect(await having()).toBe(1);
    await step('pause');
    await runPolicyChanges(new Date(Date.now() + 700_000));
    expect(await having()).toBe(1);
    await expect(step('next')).rejects.toMatchObject({ code: 'conflict' });
    await step('go_on');
    await runPolicyChanges(new Date(Date.now() + 300_000));
    expect(await having()).toBe(1);
    await runPolicyChanges(new Date(Date.now() + 700_000));
    expect(await having()).toBe(4);
    await change(tenants[0] as MadeTenant, { weight: 7 });
    expect(await step('undo')).toEqual({ state: 'undone', tenants: 3, overtaken: 1 });
    expect(await having()).toBe(0);
    await expect(step('undo')).rejects.toMatchObject({ code: 'conflict' });
    await removeGroup(one, { id: group, reason });
  });

  it('names whose policy would contradict itself, and changes nobody', async () => {
    const tenants = await all();
    const audience = { of: 'tenants' as const, tenants: tenants.map(({ ctx }) => ctx.tenantId) };
    const input = {
      audience,
      reason,
      shares: [100],
      stageMinutes: null,
      startsAt: null,
      endsAt: null,
    };
    await expect(rollOut(one, { ...input, patch: { answerTokens: 60_000 } })).rejects.toMatchObject(
      { code: 'invalid_input' },
    );
    await expect(
      rollOut(one, {
        ...input,
        audience: { of: 'tenants', tenants: [newId()] },
        patch: { weight: 2 },
      }),
    ).rejects.toMatchObject({ code: 'invalid_input' });
    expect(await Promise.all(tenants.map(async (each) => (await latest(each)).version))).toEqual([
      1, 1, 1, 1,
    ]);
  });
});

describe('a plan', () => {
  it('gives something else to whoever begins with it from then on', async () => {
    const before = await makeTenant('starter');
    const plan = (await readGoverned(one)).plans.find((each) => each.plan === 'starter');
    const basedOn = plan?.version ?? 0;
    const edited = await editPlan(one, {
      plan: 'starter',
      basedOn,
      patch: { requestsPerMinute: 44 },
      reason,
    });
    expect(edited).toMatchObject({ state: 'done', version: basedOn + 1 });
    expect([await rpm(before), await rpm(await makeTenant('starter'))]).toEqual([30, 44]);
    await expect(
      editPlan(one, { plan: 'starter', basedOn, patch: { weight: 3 }, reason }),
    ).rejects.toMatchObject({ code: 'conflict' });
    expect(await steerChange(one, { id: edited.change, step: 'undo', reason })).toEqual({
      ...{ state: 'undone', ...none },
    });
    expect(await rpm(await makeTenant('starter'))).toBe(30);
  });
});

describe('what is obeyed', () => {
  it('is compared with what was in force, and announced again', async () => {
    const tenant = await makeTenant('free');
    const { tenantId } = tenant.ctx;
    await change(tenant, { requestsPerMinute: 40 });
    const behind = async () =>
      (await readEnforcement(one)).behind.find((each) => each.tenantId === tenantId)?.requests;
    const ran = (version: number) =>
      asSuperuser(
        `insert into request (tenant_id, id, principal_kind, principal_id, feature, outcome, model, policy_version, started_at,
           latency_ms, price_nano)
         values ($1, $2, 'user', $3, 'chat', 'ok', 'claude-haiku-5-5', $4, now() + interval '2 seconds', 1, 0)`,
        [tenantId, newId(), tenant.ctx.principal.id, version],
      );
    await ran(2);
    expect(await behind()).toBeUndefined();
    await ran(1);
    expect(await behind()).toBe(1);
    await announcePolicy(one, { tenantId, reason });
    await expect(announcePolicy(one, { tenantId: newId(), reason })).rejects.toMatchObject({
      code: 'not_found',
    });
    const auditor = await makePlatformPerson('auditor');
    await expect(announcePolicy(auditor, { tenantId, reason })).rejects.toMatchObject({
      code: 'forbidden',
    });
  });
});
