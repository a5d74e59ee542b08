import { makeTenant } from '@/e2e/support/make-tenant';
import { editPolicy } from '@/lib/console/edit-policy';
import { decideChange, steerChange } from '@/lib/policies/decide-change';
import { editBounds, editPlan } from '@/lib/policies/edit-plan';
import { readGoverned } from '@/lib/policies/queries';
import { rollOut } from '@/lib/policies/roll-out';
import type { Step } from '@/lib/policies/schema';
import { PLAN_DEFAULTS } from '@/lib/tenancy/plans';
import { type AuditedChange, type ChangeScene, changeOf } from './audited-change';

const reason = 'A benchmark';
const always = { startsAt: null, endsAt: null };
const fresh = async () => (await makeTenant('professional')).ctx.tenantId;
const pair = () => Promise.all([fresh(), fresh()]);

/** Far beyond the bounds: it waits for a second operator. Returns the change's id. */
const waiting = async ({ operator }: ChangeScene) => {
  const policy = { ...PLAN_DEFAULTS.professional, requestsPerMinute: 5_000 };
  const asked = { tenantId: await fresh(), basedOn: 1, policy, reason, ...always };
  return (await editPolicy(operator, asked)).change;
};
const begin = async ({ operator }: ChangeScene, tenants: string[]) => {
  const { change } = await rollOut(operator, {
    ...{ audience: { of: 'tenants', tenants }, patch: { weight: 5 }, reason, ...always },
    ...{ shares: [50, 100], stageMinutes: 1_000 },
  });
  return change;
};
/** In force for the first of two tenants. */
const rolledOut = async (scene: ChangeScene) => begin(scene, await pair());
const steer = ({ operator }: ChangeScene, id: string, step: Step) =>
  steerChange(operator, { id, step, reason });
const steering = (step: Step, first: (scene: ChangeScene) => Promise<string>) =>
  changeOf(`policy.${step}`, first, (scene, id) => steer(scene, id, step));
const decided = (approve: boolean) =>
  changeOf(`policy.${approve ? 'approve' : 'refuse'}`, waiting, ({ second }, id) =>
    decideChange(second, { id, approve, reason }),
  );

/** What operators change of policies, plans and bounds together with a second one. */
export const POLICY_CHANGES: readonly AuditedChange[] = [
  decided(true),
  decided(false),
  steering('withdraw', waiting),
  changeOf('policy.roll_out', pair, begin),
  steering('pause', rolledOut),
  steering('go_on', async (scene) => {
    const id = await rolledOut(scene);
    await steer(scene, id, 'pause');
    return id;
  }),
  steering('next', rolledOut),
  steering('undo', rolledOut),
  changeOf(
    'policy.bounds',
    async ({ operator }) => (await readGoverned(operator)).bounds,
    ({ operator }, { version, bounds }, n) =>
      editBounds(operator, {
        ...{ basedOn: version, reason },
        bounds: { ...bounds, raisePercent: bounds.raisePercent + n + 1 },
      }),
  ),
  changeOf(
    'plan.edit',
    async ({ operator }) => {
      const { plans } = await readGoverned(operator);
      const starter = plans.find(({ plan }) => plan === 'starter');
      if (!starter) throw new Error('There is no such plan.');
      return starter;
    },
    ({ operator }, { plan, version, policy }) =>
      editPlan(operator, {
        ...{ plan, basedOn: version, reason },
        patch: { weight: policy.weight === 2 ? 3 : 2 },
      }),
  ),
];
