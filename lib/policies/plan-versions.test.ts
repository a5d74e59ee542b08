import { beforeAll, describe, expect, it } from 'vitest';
import { asSuperuser } from '@/e2e/support/as-superuser';
import { makePlatformPerson } from '@/e2e/support/make-platform-person';
import { makeTenant } from '@/e2e/support/make-tenant';
import { runPolicyChanges } from '@/lib/db/credentials';
import type { PlatformContext } from '@/lib/tenancy/context';
import { PLAN_DEFAULTS } from '@/lib/tenancy/plans';
import type { Policy } from '@/lib/tenancy/schema';
import { decideChange, steerChange } from './decide-change';
import { editPlan } from './edit-plan';
import { listPlanVersions } from './plan-versions';
import { listChanges } from './queries';
import { rollBack } from './roll-back';
import { editPlanSchema, type PolicyPatch } from './schema';

const reason = 'What the sales team agreed';
const STARTER = { of: 'plan', plan: 'starter' } as const;
let [one, two] = [] as unknown as [PlatformContext, PlatformContext];

beforeAll(async () => {
  one = await makePlatformPerson('operator');
  two = await makePlatformPerson('operator');
});

const versions = async () => (await listPlanVersions(one)).starter;
const newest = async () => (await versions())[0]?.version ?? 0;
const edit = async (patch: PolicyPatch) =>
  editPlan(one, { plan: 'starter', basedOn: await newest(), patch, reason });

it('comes back as a new version with the old content, for whoever begins with the plan', async () => {
  await edit({ requestsPerMinute: 44, weight: 3 });
  await edit({ conversationDays: 7 });
  const before = await versions();
  const back = await rollBack(one, { whose: STARTER, version: 1, basedOn: 3, reason });
  expect(back).toMatchObject({ state: 'done', version: 4, beyond: [] });
  const after = await versions();
  expect(after.map(({ version }) => version)).toEqual([4, 3, 2, 1]);
  expect(after.slice(1)).toEqual(before);
  expect(after[0]?.policy).toEqual(after[3]?.policy);
  expect(after[0]).toMatchObject({ policy: PLAN_DEFAULTS.starter, reason });
  expect([after[0]?.author, after[3]?.author]).toEqual(['Test', 'Tenantry']);
  const { ctx } = await makeTenant('starter');
  const [row] = await asSuperuser<{ manifest: Policy }>(
    'select manifest from policy_version where tenant_id = $1',
    [ctx.tenantId],
  );
  expect(row?.manifest).toMatchObject({ requestsPerMinute: 30, weight: 2, conversationDays: 60 });
});

it('is refused beside a newer version, where there is no such version, and where nothing differs', async () => {
  const basedOn = await newest();
  const to = (version: number, based = basedOn) =>
    rollBack(one, { whose: STARTER, version, basedOn: based, reason });
  await expect(to(2, basedOn - 1)).rejects.toMatchObject({ code: 'conflict' });
  await expect(to(99)).rejects.toMatchObject({ code: 'not_found' });
  await expect(to(basedOn)).rejects.toMatchObject({ code: 'conflict' });
  const both = await Promise.allSettled([to(2), to(3)]);
  expect(both.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  expect(await newest()).toBe(basedOn + 1);
});

it('waits for another operator where it goes beyond the bounds', async () => {
  const { change } = await edit({ tools: [] });
  await decideChange(two, { id: change, approve: true, reason });
  const basedOn = await newest();
  // Measured against what was in force a day ago.
  await asSuperuser("update plan_version set recorded_at = recorded_at - interval '2 days'", []);
  const back = await rollBack(one, { whose: STARTER, version: 1, basedOn, reason });
  expect(back).toMatchObject({ state: 'waiting', version: null, beyond: ['tools'] });
  expect(await newest()).toBe(basedOn);
  const own = decideChange(one, { id: back.change, approve: true, reason });
  await expect(own).rejects.toMatchObject({ code: 'forbidden' });
  await decideChange(two, { id: back.change, approve: true, reason });
  expect((await versions())[0]).toMatchObject({
    ...{ version: basedOn + 1, policy: { tools: PLAN_DEFAULTS.starter.tools } },
  });
});

describe('a plan for a time', () => {
  const soon = (minutes: number) => new Date(Date.now() + minutes * 60_000);
  const given = async () => (await versions())[0]?.policy.maxDocuments;
  const forATime = async (patch: PolicyPatch, from: number | null, to: number | null) =>
    editPlan(one, {
      ...{ plan: 'starter', basedOn: await newest(), patch, reason },
      startsAt: from === null ? null : soon(from).toISOString(),
      endsAt: to === null ? null : soon(to).toISOString(),
    });
  const told = (change: string) =>
    asSuperuser<{ action: string; actor_role: string; detail: object }>(
      "select action, actor_role, detail from platform_audit where action in ('plan.begin', 'plan.end') and detail ->> 'change' = $1 order by at",
      [change],
    );

  const listed = async (change: string) => (await listChanges(one)).find(({ id }) => id === change);

  it('begins and ends at its times, each with its entry', async () => {
    const [before, basedOn] = [await given(), await newest()];
    const { change, state } = await forATime({ maxDocuments: 777 }, 1, 2);
    expect(state).toBe('ready');
    await runPolicyChanges(soon(0));
    expect(await given()).toBe(before);
    await runPolicyChanges(soon(1.1));
    expect(await given()).toBe(777);
    await runPolicyChanges(soon(1.2));
    await runPolicyChanges(soon(2.1));
    expect([await given(), await newest()]).toEqual([before, basedOn + 2]);
    expect(await told(change)).toEqual([
      {
        action: 'plan.begin',
        actor_role: 'system',
        detail: { change, plan: 'starter', version: basedOn + 1 },
      },
      {
        action: 'plan.end',
        actor_role: 'system',
        detail: { change, plan: 'starter', version: basedOn + 2 },
      },
    ]);
    expect(await listed(change)).toMatchObject({ state: 'done', overtaken: 0 });
  });

  it('is in force at once without a beginning, and can be taken back before its end', async () => {
    const before = await given();
    const { change, state, version } = await forATime({ maxDocuments: 778 }, null, 1);
    expect([state, version]).toEqual(['in_force', await newest()]);
    await steerChange(one, { id: change, step: 'undo', reason });
    const basedOn = await newest();
    await runPolicyChanges(soon(2));
    expect([await given(), await newest()]).toEqual([before, basedOn]);
  });

  it('leaves alone what somebody said meanwhile, what would contradict itself, and what never began', async () => {
    const { change: missed } = await forATime({ maxDocuments: 779 }, 1, 2);
    await edit({ maxDocuments: 779 });
    await runPolicyChanges(soon(3));
    expect(await given()).toBe(779);
    expect(await told(missed)).toMatchObject([{ action: 'plan.begin', detail: { version: null } }]);
    expect(await listed(missed)).toMatchObject({ state: 'withdrawn', overtaken: 0 });

    const { change: kept } = await forATime({ maxDocuments: 780 }, null, 1);
    await edit({ maxDocuments: 781 });
    await runPolicyChanges(soon(2));
    expect(await given()).toBe(781);
    expect(await told(kept)).toMatchObject([{ action: 'plan.end', detail: { version: null } }]);
    expect(await listed(kept)).toMatchObject({ state: 'done', overtaken: 1 });

    const answerTokens = (await versions())[0]?.policy.answerTokens ?? 0;
    await forATime({ answerTokens: answerTokens * 2 }, null, 1);
    await edit({ usefulAnswerTokens: answerTokens + 1 });
    await runPolicyChanges(soon(2));
    expect((await versions())[0]?.policy).toMatchObject({
      answerTokens: answerTokens * 2,
      usefulAnswerTokens: answerTokens + 1,
    });
  });

  it('gives back what nobody said otherwise about', async () => {
    const before = (await versions())[0]?.policy;
    await forATime({ maxDocuments: 783, conversationDays: 91 }, null, 1);
    await edit({ maxDocuments: 784 });
    await runPolicyChanges(soon(2));
    expect((await versions())[0]?.policy).toEqual({ ...before, maxDocuments: 784 });
  });

  it('is over once it ended, and overlaps no other', async () => {
    const before = await given();
    const { change } = await forATime({ maxDocuments: 785 }, null, 1);
    await expect(forATime({ maxDocuments: 786 }, null, 2)).rejects.toMatchObject({
      code: 'conflict',
    });
    await expect(forATime({ maxDocuments: 786 }, 2, null)).rejects.toMatchObject({
      code: 'conflict',
    });
    await runPolicyChanges(soon(1.1));
    expect(await given()).toBe(before);
    await edit({ maxDocuments: 785 });
    await expect(steerChange(one, { id: change, step: 'undo', reason })).rejects.toMatchObject({
      code: 'conflict',
    });
    expect(await given()).toBe(785);
  });

  it('is named by the entry of who proposed it', async () => {
    const { change } = await forATime({ maxDocuments: 787 }, 5, 6);
    const [entry] = await asSuperuser<{ detail: object }>(
      "select detail from platform_audit where action = 'plan.edit' order by at desc limit 1",
      [],
    );
    const { startsAt, endsAt } = (await listed(change)) ?? {};
    expect(entry?.detail).toMatchObject({ change, plan: 'starter', startsAt, endsAt });
    expect(startsAt).toBeTruthy();
  });

  it('ends after it begins, and not before now', async () => {
    const times = { startsAt: soon(2).toISOString(), endsAt: soon(1).toISOString() };
    const input = { plan: 'starter', basedOn: 1, patch: { weight: 3 }, reason, ...times };
    expect(editPlanSchema.safeParse(input).success).toBe(false);
    await expect(forATime({ maxDocuments: 782 }, null, -1)).rejects.toMatchObject({
      code: 'invalid_input',
    });
  });
});

it('is for operators; auditors read what there was', async () => {
  const auditor = await makePlatformPerson('auditor');
  expect((await listPlanVersions(auditor)).free).toMatchObject([{ version: 1 }]);
  const back = { whose: STARTER, version: 1, basedOn: await newest(), reason };
  await expect(rollBack(auditor, back)).rejects.toMatchObject({ code: 'forbidden' });
  const finance = await makePlatformPerson('finance');
  await expect(listPlanVersions(finance)).rejects.toMatchObject({ code: 'forbidden' });
});
