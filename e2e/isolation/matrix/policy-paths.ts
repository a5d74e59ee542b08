import { editPolicy } from '@/lib/console/edit-policy';
import { newId } from '@/lib/ids';
import { createGroup } from '@/lib/policies/groups';
import type { PlatformContext } from '@/lib/tenancy/context';
import { PLAN_DEFAULTS } from '@/lib/tenancy/plans';
import { answersOperators, changesPlatform } from './action-attempts';
import { putRow } from './fill-tables';
import { FIGURES, type PathEntry } from './path';
import { platform } from './read-attempts';
import { makeTenantToRuin } from './throw-away';

const POLICIES = 'lib/policies/actions.ts';

/** Policies as operators propose, approve and take them back. */
export const POLICY_PATHS: Record<string, PathEntry> = {
  'page /console/policies': platform(FIGURES, () => '/console/policies'),
  ...Object.fromEntries([
    changesPlatform(`${POLICIES}#rollBackAction`, async (_scene, operator) => {
      const tenantId = await makeTenantToRuin(operator);
      const policy = { ...PLAN_DEFAULTS.free, weight: 2 };
      await editPolicy(operator, { tenantId, basedOn: 1, reason: 'to come back from', policy });
      return {
        input: { whose: { of: 'tenant', tenantId }, version: 1, basedOn: 2, reason: 'attack' },
        untouched: 'select from policy_version where tenant_id = $1 having max(version) = 2',
        params: [tenantId],
      };
    }),
    changesPlatform(`${POLICIES}#rollOutAction`, async (_scene, operator) => {
      const tenantId = await makeTenantToRuin(operator);
      const all = { shares: [100], stageMinutes: null, startsAt: null, endsAt: null };
      return {
        input: {
          audience: { of: 'tenants', tenants: [tenantId] },
          ...{ patch: { weight: 2 }, reason: 'attack', ...all },
        },
        untouched: 'select from policy_version where tenant_id = $1 having max(version) = 1',
        params: [tenantId],
      };
    }),
    changesPlatform(`${POLICIES}#editPlanAction`, async (_scene, _operator, sql) => {
      const reason = `attack ${newId()}`;
      const [row] = await sql(
        "select max(version) as version from plan_version where plan = 'enterprise'",
        [],
      );
      const basedOn = Number(row?.version);
      return {
        input: { plan: 'enterprise', basedOn, patch: { weight: 16 + basedOn }, reason },
        untouched: 'select where not exists (select from policy_change where reason = $1)',
        params: [reason],
      };
    }),
    changesPlatform(`${POLICIES}#editBoundsAction`, async (_scene, _operator, sql) => {
      const reason = `attack ${newId()}`;
      const [row] = await sql('select max(version) as version from policy_bounds', []);
      const bounds = { raisePercent: 1, lowerPercent: null, tenants: 1, fields: [] };
      return {
        input: { basedOn: Number(row?.version), bounds, reason },
        untouched: 'select where not exists (select from policy_change where reason = $1)',
        params: [reason],
      };
    }),
    changesPlatform(`${POLICIES}#decideChangeAction`, async () => {
      const id = await makeWaiting();
      return {
        input: { id, approve: false, reason: 'attack' },
        untouched: "select from policy_change where id = $1 and state = 'waiting'",
        params: [id],
      };
    }),
    changesPlatform(`${POLICIES}#steerChangeAction`, async () => {
      const id = await makeWaiting();
      return {
        input: { id, step: 'withdraw', reason: 'attack' },
        untouched: "select from policy_change where id = $1 and state = 'waiting'",
        params: [id],
      };
    }),
    answersOperators(`${POLICIES}#previewPolicyAction`, (tenantId) => ({
      of: 'tenant',
      tenantId,
      policy: PLAN_DEFAULTS.free,
    })),
    answersOperators(`${POLICIES}#compareAudienceAction`, (tenantId) => ({
      audience: { of: 'tenants', tenants: [tenantId] },
      patch: { weight: 3 },
    })),
    answersOperators(`${POLICIES}#announcePolicyAction`, (tenantId) => ({
      tenantId,
      reason: 'attack',
    })),
    changesPlatform(`${POLICIES}#createGroupAction`, async () => {
      const name = `attack ${newId()}`;
      return {
        input: { name, tenants: [], reason: 'attack' },
        untouched: 'select where not exists (select from tenant_group where name = $1)',
        params: [name],
      };
    }),
    changesPlatform(`${POLICIES}#setGroupAction`, async (_scene, operator) => {
      const { id, tenantId } = await makeGroup(operator);
      return {
        input: { id, added: [], removed: [tenantId], reason: 'attack' },
        untouched: 'select from tenant_group_member where group_id = $1',
        params: [id],
      };
    }),
    changesPlatform(`${POLICIES}#removeGroupAction`, async (_scene, operator) => {
      const { id } = await makeGroup(operator);
      return {
        input: { id, reason: 'attack' },
        untouched: 'select from tenant_group where id = $1',
        params: [id],
      };
    }),
  ]),
};

/** A change of the bounds, which nobody carries out. */
async function makeWaiting(): Promise<string> {
  const id = newId();
  await putRow('policy_change', {
    ...{ id, kind: 'bounds', plan: null, patch: '{"tenants": 1}', expects: '{"tenants": 25}' },
    ...{ stages: 1, stage: 0, stage_minutes: null, starts_at: null, ends_at: null, paused: false },
    ...{ beyond: '{bounds}', state: 'waiting', decided_by: null, decided_at: null, decision: null },
    ...{
      reason: 'to be decided',
      version: null,
      ended_version: null,
      ended_at: null,
      stage_at: null,
    },
  });
  return id;
}

async function makeGroup(operator: PlatformContext): Promise<{ id: string; tenantId: string }> {
  const tenantId = await makeTenantToRuin(operator);
  const group = { name: `Group ${newId()}`, tenants: [tenantId], reason: 'to be attacked' };
  return { id: await createGroup(operator, group), tenantId };
}
