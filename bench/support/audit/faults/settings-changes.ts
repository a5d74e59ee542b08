import { type MadeTenant, makeTenant } from '@/e2e/support/make-tenant';
import { withTenantSql } from '@/lib/db/tenant-sql';
import { confirmPerson } from '@/lib/identity/confirm-person';
import { beginLeave } from '@/lib/leaving/begin-leave';
import { takeBackLeave } from '@/lib/leaving/take-back-leave';
import { liftHold, placeHold } from '@/lib/lifecycle/retention/legal-hold';
import { setDocumentDays } from '@/lib/lifecycle/retention/set-document-days';
import { addWebhook } from '@/lib/notifications/add-webhook';
import { removeWebhook, rotateSecret } from '@/lib/notifications/change-webhook';
import { chooseOwn, setNotification } from '@/lib/notifications/settings';
import { changePlan } from '@/lib/plan-changes/change-plan';
import { undoChange } from '@/lib/plan-changes/undo-change';
import { askForLimits } from '@/lib/quota-requests/ask-for-limits';
import { withdrawRequest } from '@/lib/quota-requests/withdraw-request';
import { setOwnBudgets } from '@/lib/usage/budgets/set-own-budgets';
import { setOwnLimits } from '@/lib/usage/own-limits/set-own-limits';
import { type AuditedChange, type ChangeScene, change, changeOf } from './audited-change';

const reason = 'A benchmark';
/** A workspace of its own, for what can be done once. */
const fresh = (): Promise<MadeTenant> => makeTenant('professional');
const hold = ({ tenant }: ChangeScene) => placeHold(tenant.ctx, { reason });
const webhook = async ({ tenant }: ChangeScene, n: number) => {
  const address = `https://example.test/${n}`;
  const made = await addWebhook(tenant.ctx, { address, kinds: ['key.created'] });
  return { id: made.id };
};
const asked = async () => {
  const { ctx } = await fresh();
  return { ctx, id: await ask(ctx) };
};
const ask = (ctx: MadeTenant['ctx']) =>
  askForLimits(ctx, { wanted: { tokensPerDay: 600_000 }, days: null, reason });
/** Whose owner said once more who they are. */
const confirmed = async () => {
  const tenant = await fresh();
  await confirmPerson(tenant.session, { secret: '' }, reason);
  return tenant;
};
/** Ten endpoints are the most that a workspace has. */
const ownWebhook = async (_scene: ChangeScene, n: number) => {
  const tenant = await fresh();
  const { id } = await addWebhook(tenant.ctx, {
    address: `https://example.test/${n}`,
    kinds: ['key.created'],
  });
  return { tenant, id };
};

/** What a workspace changes of its settings. */
export const SETTINGS_CHANGES: readonly AuditedChange[] = [
  change('retention.change', ({ tenant }, n) => setDocumentDays(tenant.ctx, 100 + n)),
  change('hold.place', hold),
  changeOf('hold.lift', hold, ({ tenant }, id) => liftHold(tenant.ctx, { id, reason })),
  changeOf('policy.own_budgets', fresh, (_scene, { ctx }) =>
    setOwnBudgets(ctx, {
      ...{ basedOn: 1, reason, ownBudgets: [] },
      ...{ downgradeModel: false, downgradeLength: true },
    }),
  ),
  changeOf('policy.own_limits', fresh, (_scene, { ctx }) =>
    setOwnLimits(ctx, { basedOn: 1, reason, limits: { requestsPerMinute: 70 } }),
  ),
  changeOf('plan.schedule', fresh, (_scene, { ctx }) =>
    changePlan(ctx, { to: 'starter', basedOn: 1, reason }),
  ),
  changeOf(
    'plan.undo',
    async () => {
      const { ctx } = await fresh();
      await changePlan(ctx, { to: 'starter', basedOn: 1, reason });
      const [scheduled] = await withTenantSql(ctx, (sql) =>
        sql<{ id: string }>(
          `select tenant_id, id from plan_change where tenant_id = :tenant and state = 'scheduled'`,
        ),
      );
      return { ctx, id: scheduled?.id ?? '' };
    },
    (_scene, { ctx, id }) => undoChange(ctx, id),
  ),
  changeOf('quota.ask', fresh, (_scene, { ctx }) => ask(ctx)),
  changeOf('quota.withdraw', asked, (_scene, { ctx, id }) => withdrawRequest(ctx, id)),
  change('notifications.choose', ({ tenant }, n) =>
    chooseOwn(tenant.ctx, { muted: n % 2 === 0 ? ['key.created'] : [] }),
  ),
  change('notifications.set', ({ tenant }, n) =>
    setNotification(tenant.ctx, {
      ...{ kind: 'key.created', admins: n % 2 === 0, people: [], endpoints: [] },
    }),
  ),
  changeOf('webhook.add', fresh, (_scene, tenant, n) => webhook({ tenant } as ChangeScene, n)),
  changeOf('webhook.rotate', ownWebhook, (_scene, { tenant, id }) =>
    rotateSecret(tenant.ctx, { id, overlapHours: 1 }),
  ),
  changeOf('webhook.remove', ownWebhook, (_scene, { tenant, id }) => removeWebhook(tenant.ctx, id)),
  changeOf('workspace.leave', confirmed, (_scene, { ctx }) => beginLeave(ctx, { reason })),
  changeOf(
    'workspace.stay',
    async () => {
      const tenant = await confirmed();
      await beginLeave(tenant.ctx, { reason });
      return tenant;
    },
    (_scene, { ctx }) => takeBackLeave(ctx),
  ),
];
