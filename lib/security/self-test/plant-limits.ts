import { now } from '@/lib/clock';
import { withTenantSql } from '@/lib/db/tenant-sql';
import { newId } from '@/lib/ids';
import { readPlans } from '@/lib/plan-changes/queries';
import { undoChange } from '@/lib/plan-changes/undo-change';
import { askForLimits } from '@/lib/quota-requests/ask-for-limits';
import { readOwnRequests } from '@/lib/quota-requests/queries';
import { withdrawRequest } from '@/lib/quota-requests/withdraw-request';
import type { TenantContext } from '@/lib/tenancy/context';
import { policyOf } from '@/lib/tenancy/policy';

const REASON = 'For the self-test of this installation';
const NEVER = new Date('2999-01-01T00:00:00Z');

/** A request for limits and a change of plan, each once and taken back at once: nobody is to answer, nothing is to change. */
export async function plantLimits(ctx: TenantContext): Promise<void> {
  if ((await readOwnRequests(ctx)).length === 0) {
    const { tokensPerMonth } = await policyOf(ctx);
    const wanted = { tokensPerMonth: tokensPerMonth * 2 };
    await withdrawRequest(ctx, await askForLimits(ctx, { wanted, days: null, reason: REASON }));
  }
  if ((await readPlans(ctx)).history.length === 0) await undoChange(ctx, await schedule(ctx));
}

/** The canaries' plan is the lowest, and a higher one would be in force at once. */
async function schedule(ctx: TenantContext): Promise<string> {
  const id = newId();
  await withTenantSql(ctx, (sql) =>
    sql(
      `insert into plan_change (tenant_id, id, from_plan, to_plan, asked_by, asked_at, reason, effective_at, state)
       values (:tenant, $1, 'free', 'starter', $2, $3, $4, $5, 'scheduled')`,
      [id, ctx.principal.id, now(), REASON, NEVER],
    ),
  );
  return id;
}
