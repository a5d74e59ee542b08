import { asSuperuser } from '@/e2e/support/as-superuser';
import { makeTenant } from '@/e2e/support/make-tenant';
import { now } from '@/lib/clock';
import { editPolicy } from '@/lib/console/edit-policy';
import { endSupportGrants, runPolicyChanges } from '@/lib/db/credentials';
import { carryOutLeaves } from '@/lib/db/erasure-receipts';
import { confirmPerson } from '@/lib/identity/confirm-person';
import { beginLeave } from '@/lib/leaving/begin-leave';
import { takeBackLeave } from '@/lib/leaving/take-back-leave';
import { placeHold } from '@/lib/lifecycle/retention/legal-hold';
import { editPlan } from '@/lib/policies/edit-plan';
import { listPlanVersions } from '@/lib/policies/plan-versions';
import { PLAN_DEFAULTS } from '@/lib/tenancy/plans';
import { type AuditedChange, type ChangeScene, changeOf } from './audited-change';
import { granted } from './work-changes';

const reason = 'A benchmark';
const MINUTE_MS = 60_000;
const inMs = (ms: number) => new Date(now().getTime() + ms);

/** Whose owner said once more who they are. */
const confirmed = async () => {
  const tenant = await makeTenant('professional');
  await confirmPerson(tenant.session, { secret: '' }, reason);
  return tenant;
};
const leaving = async () => {
  const tenant = await confirmed();
  await beginLeave(tenant.ctx, { reason });
  return tenant;
};
/** Its days are over; nothing keeps it, or a hold does. */
const due = (held: boolean) => async () => {
  const { ctx } = await leaving();
  if (held) await placeHold(ctx, { reason });
  await asSuperuser(
    `update tenant_leave set ends_at = clock_timestamp(), asked_at = clock_timestamp() - interval '14 days' where tenant_id = $1`,
    [ctx.tenantId],
  );
};
/** What a plan gives is to change in a minute, or has changed and is to go back in one. */
const planForATime =
  (hasBegun: boolean) =>
  async ({ operator }: ChangeScene) => {
    // What the try before did not come to would overlap this one.
    await runPolicyChanges(inMs(3 * MINUTE_MS));
    const [latest] = (await listPlanVersions(operator)).starter;
    const { version, policy } = latest ?? { version: 1, policy: PLAN_DEFAULTS.starter };
    const time = inMs(MINUTE_MS).toISOString();
    await editPlan(operator, {
      ...{ plan: 'starter', basedOn: version, reason },
      patch: { conversationDays: (policy.conversationDays % 300) + 1 },
      ...(hasBegun ? { endsAt: time } : { startsAt: time }),
    });
  };
const carryOut = () => carryOutLeaves(now(), false);

/** How a workspace leaves, and what ends by itself once its time is over. */
export const DUE_CHANGES: readonly AuditedChange[] = [
  // Of each the workspace's log and the platform's have an entry.
  ...['workspace.leave', 'tenant.leave'].map((action) =>
    changeOf(action, confirmed, (_scene, { ctx }) => beginLeave(ctx, { reason })),
  ),
  ...['workspace.stay', 'tenant.stay'].map((action) =>
    changeOf(action, leaving, (_scene, { ctx }) => takeBackLeave(ctx)),
  ),
  ...['workspace.leave_put_off', 'tenant.leave_put_off'].map((action) =>
    changeOf(action, due(true), carryOut),
  ),
  changeOf('tenant.leave_carried_out', due(false), carryOut),
  changeOf(
    'policy.end',
    async ({ operator }) => {
      const { tenantId } = (await makeTenant('professional')).ctx;
      await editPolicy(operator, {
        ...{ tenantId, basedOn: 1, reason, startsAt: null },
        endsAt: inMs(MINUTE_MS).toISOString(),
        policy: { ...PLAN_DEFAULTS.professional, requestsPerMinute: 61 },
      });
    },
    () => runPolicyChanges(inMs(2 * MINUTE_MS)),
  ),
  ...(['plan.begin', 'plan.end'] as const).map((action) =>
    changeOf(action, planForATime(action === 'plan.end'), () =>
      runPolicyChanges(inMs(2 * MINUTE_MS)),
    ),
  ),
  changeOf(
    'support.end',
    async (scene: ChangeScene) => {
      const id = await granted(scene);
      await asSuperuser(
        `update support_grant set granted_at = clock_timestamp() - interval '2 hours', expires_at = clock_timestamp() - interval '1 hour'
         where id = $1`,
        [id],
      );
    },
    endSupportGrants,
  ),
];
