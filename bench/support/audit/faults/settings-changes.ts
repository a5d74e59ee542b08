import { type MadeTenant, makeTenant } from '@/e2e/support/make-tenant';
import { withTenantSql } from '@/lib/db/tenant-sql';
import { liftHold, placeHold } from '@/lib/lifecycle/retention/legal-hold';
import { setDocumentDays } from '@/lib/lifecycle/retention/set-document-days';
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
const asked = async () => {
  const { ctx } = await fresh();
  return { ctx, id: await ask(ctx) };
};
const ask = (ctx: MadeTenant['ctx']) =>
  askForLimits(ctx, { wanted: { tokensPerDay: 600_000 }, days: null, reason });

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
  changeOf('plan.change', fresh, (_scene, { ctx }) =>
    changePlan(ctx, { to: 'enterprise', basedOn: 1, reason }),
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
];
