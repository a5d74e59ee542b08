import { CUSTOMERS } from '@/lib/console/customers';
import { withPlatform } from '@/lib/db/platform-sql';
import type { PlatformContext } from '@/lib/tenancy/context';
import { authorizePlatform } from '@/lib/tenancy/roles';
import { PLANS, type Plan, policySchema } from '@/lib/tenancy/schema';
import { type Bounds, boundsSchema, type ChangeView, type PlanView } from './schema';

const SHOWN = 100;
const WHY = { action: 'policy.view', reason: 'Looked at changes of policies', fold: '5 minutes' };

/** Whether a plan's change found something else at its beginning, or at its end nothing that it had made. */
const PLAN_LEFT = `c.stage > 0 and (c.version is null
  or c.state = 'done' and c.ends_at is not null and c.ended_version is null)`;

type ChangeRow = Omit<
  ChangeView,
  'proposedBy' | 'proposedAt' | 'startsAt' | 'endsAt' | 'tenant'
> & {
  proposed_by: string;
  proposed_name: string | null;
  proposed_at: Date;
  starts_at: Date | null;
  ends_at: Date | null;
  tenant_id: string | null;
  tenant_name: string | null;
};

/** What is open first, then the newest, at most 100; of one tenant, or of all. */
export async function listChanges(ctx: PlatformContext, tenantId?: string): Promise<ChangeView[]> {
  authorizePlatform(ctx, 'tenants:read');
  return withPlatform(ctx, { ...WHY, ...(tenantId && { tenantId }) }, async (sql) => {
    const rows = await sql<ChangeRow>(
      `select c.id, c.kind, c.plan, c.patch, coalesce(c.expects, one.expects) as expects, c.reason, c.proposed_by,
         p.name as proposed_name, c.proposed_at, c.starts_at, c.ends_at, c.stages, c.stage, c.stage_minutes as "stageMinutes",
         c.paused, c.beyond, c.state, d.name as "decidedBy", c.decision, coalesce(of.tenants, 0) as tenants,
         coalesce(of.in_force, 0) as "inForce", one.tenant_id, one.name as tenant_name,
         case when c.kind = 'plan' then (${PLAN_LEFT})::int else coalesce(of.overtaken, 0) end as overtaken
       from policy_change c left join app_user p on p.id = c.proposed_by left join app_user d on d.id = c.decided_by
       left join lateral (select count(*)::int as tenants, count(*) filter (where g.state = 'in_force')::int as in_force,
           count(*) filter (where g.state = 'overtaken')::int as overtaken
         from policy_change_target g where g.change_id = c.id) of on true
       left join lateral (select g.tenant_id, g.expects, t.name from policy_change_target g join tenant t on t.id = g.tenant_id
         where g.change_id = c.id and of.tenants = 1) one on true
       where $1::uuid is null or exists (select from policy_change_target g where g.change_id = c.id and g.tenant_id = $1)
       order by c.state not in ('waiting', 'ready', 'in_force'), c.proposed_at desc, c.id limit $2`,
      [tenantId ?? null, SHOWN],
    );
    return rows.map(toView);
  });
}

function toView(row: ChangeRow): ChangeView {
  const { proposed_by, proposed_name, proposed_at, starts_at, ends_at, tenant_id, tenant_name } =
    row;
  return {
    id: row.id,
    kind: row.kind,
    plan: row.plan,
    patch: row.patch,
    expects: row.expects,
    reason: row.reason,
    proposedBy: { id: proposed_by, name: proposed_name ?? 'Someone who is gone' },
    proposedAt: proposed_at.toISOString(),
    startsAt: starts_at?.toISOString() ?? null,
    endsAt: ends_at?.toISOString() ?? null,
    stages: row.stages,
    stage: row.stage,
    stageMinutes: row.stageMinutes,
    paused: row.paused,
    beyond: row.beyond,
    state: row.state,
    decidedBy: row.decidedBy,
    decision: row.decision,
    tenants: row.tenants,
    inForce: row.inForce,
    overtaken: row.overtaken,
    tenant: tenant_id === null ? null : { id: tenant_id, name: tenant_name ?? '' },
  };
}

export interface GovernedDefaults {
  bounds: { version: number; bounds: Bounds; reason: string };
  plans: PlanView[];
  /** Active and paused customers, by name. */
  tenants: { id: string; name: string; slug: string; plan: Plan }[];
}

/** The bounds, the plans as they are now, and whom changes can be about. */
export async function readGoverned(ctx: PlatformContext): Promise<GovernedDefaults> {
  authorizePlatform(ctx, 'tenants:read');
  return withPlatform(ctx, WHY, async (sql) => {
    const [bounds] = await sql<{ version: number; bounds: unknown; reason: string }>(
      'select version, bounds, reason from policy_bounds order by version desc limit 1',
    );
    if (!bounds) throw new Error('There are bounds from the first migration on.');
    const plans = await sql<{
      plan: Plan;
      version: number;
      manifest: unknown;
      reason: string;
      created_at: Date;
      tenants: number;
    }>(
      `select distinct on (v.plan) v.plan, v.version, v.manifest, v.reason, v.created_at,
         (select count(*)::int from tenant t where t.plan = v.plan and t.state in ('active', 'suspended')
           and t.id in ${CUSTOMERS}) as tenants
       from plan_version v order by v.plan, v.version desc`,
    );
    const tenants = await sql<GovernedDefaults['tenants'][number]>(
      `select t.id, t.name, t.slug, t.plan from tenant t where t.state in ('active', 'suspended') and t.id in ${CUSTOMERS}
       order by t.name, t.id`,
    );
    return {
      bounds: { ...bounds, bounds: boundsSchema.parse(bounds.bounds) },
      plans: plans
        .map(({ manifest, created_at, ...plan }) => ({
          ...plan,
          policy: policySchema.parse(manifest),
          createdAt: created_at.toISOString(),
        }))
        .sort((one, other) => PLANS.indexOf(one.plan) - PLANS.indexOf(other.plan)),
      tenants,
    };
  });
}
