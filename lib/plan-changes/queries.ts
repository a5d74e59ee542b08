import { now } from '@/lib/clock';
import { diffPolicies } from '@/lib/console/policy/schema';
import { type TenantSql, withTenantSql } from '@/lib/db/tenant-sql';
import { monthOf, monthSpan } from '@/lib/finance/statement/month-of';
import type { TenantContext } from '@/lib/tenancy/context';
import { readPlanDefaults } from '@/lib/tenancy/read-plans';
import { authorize } from '@/lib/tenancy/roles';
import { effectivePolicy, PLANS, type Plan, policySchema } from '@/lib/tenancy/schema';
import { misfitsOf } from './misfits';
import { plannedPolicy } from './planned-policy';
import { quotePlan, wholeMonth } from './quote-plan';
import { readBilledPlans } from './read-billed-plans';
import { readHeld } from './read-held';
import type { PlanCard, PlanChangeView, PlansView } from './schema';

const LISTED = 20;
/** Plans are the same for all. */
export const ANY_TENANT = ':tenant::uuid is not null';

/** The plans side by side, with what a change to each would mean for this workspace now. Throws `forbidden`. */
export async function readPlans(ctx: TenantContext): Promise<PlansView> {
  authorize(ctx, 'limits:edit');
  const at = now();
  return withTenantSql(ctx, async (sql) => {
    const billed = await readBilledPlans(sql);
    const held = await readHeld(ctx, sql);
    const newest = await readStored(sql);
    const defaults = await readPlanDefaults(sql, ANY_TENANT);
    const month = monthSpan(monthOf(at, billed.zone), billed.zone);
    const before = effectivePolicy(policySchema.parse(newest.manifest));
    const card = (plan: Plan): PlanCard => {
      const after = effectivePolicy(
        policySchema.parse(plannedPolicy(newest.manifest, billed.plan, plan, defaults)),
      );
      return {
        plan,
        terms: wholeMonth(billed.terms, plan, month, billed.zone),
        limits: plan === billed.plan ? before : defaults[plan],
        quote:
          plan === billed.plan
            ? null
            : {
                ...quotePlan(billed, plan, at),
                changes: diffPolicies(before, after),
                misfits: misfitsOf(held, after, plan),
              },
      };
    };
    const changes = await readChanges(sql);
    return {
      current: billed.plan,
      version: newest.version,
      timeZone: billed.zone,
      plans: PLANS.map(card),
      scheduled: changes.find(({ state }) => state === 'scheduled'),
      history: changes.filter(({ state }) => state !== 'scheduled'),
    };
  });
}

/** The newest policy as it is stored: versions from before a limit existed do not have it. */
export async function readStored(
  sql: TenantSql,
): Promise<{ version: number; manifest: Record<string, unknown> }> {
  const [row] = await sql<{
    tenant_id: string;
    version: number;
    manifest: Record<string, unknown>;
  }>(
    `select tenant_id, version, manifest from policy_version where tenant_id = :tenant
     order by version desc limit 1`,
  );
  if (!row) throw new Error('A tenant has a policy.');
  return row;
}

interface StoredChange {
  tenant_id: string;
  id: string;
  from_plan: Plan;
  to_plan: Plan;
  state: PlanChangeView['state'];
  asked_at: Date;
  asked_by: string | null;
  reason: string;
  effective_at: Date;
}

async function readChanges(sql: TenantSql): Promise<PlanChangeView[]> {
  const rows = await sql<StoredChange>(
    `select c.tenant_id, c.id, c.from_plan, c.to_plan, c.state, c.asked_at, u.name as asked_by, c.reason, c.effective_at
     from plan_change c left join app_user u on u.id = c.asked_by
     where c.tenant_id = :tenant order by c.state = 'scheduled' desc, c.asked_at desc limit $1`,
    [LISTED],
  );
  return rows.map((row) => ({
    id: row.id,
    from: row.from_plan,
    to: row.to_plan,
    state: row.state,
    askedAt: row.asked_at.toISOString(),
    askedBy: row.asked_by ?? undefined,
    reason: row.reason,
    effectiveAt: row.effective_at.toISOString(),
  }));
}
