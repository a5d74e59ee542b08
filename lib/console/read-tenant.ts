import type { BudgetUse } from '@/lib/budget/schema';
import { type PlatformSql, withPlatform } from '@/lib/db/platform-sql';
import { notFound } from '@/lib/errors';
import { isId } from '@/lib/ids';
import { readRollups } from '@/lib/metering/rollups/read-rollups';
import type { PlatformContext } from '@/lib/tenancy/context';
import { readPlanDefaults } from '@/lib/tenancy/read-plans';
import { authorizePlatform } from '@/lib/tenancy/roles';
import { effectivePolicy, type Plan, type Policy } from '@/lib/tenancy/schema';
import { bucketSpans, figuresOf } from './figures-of';
import { listRequests } from './list-requests';
import type { PolicyVersion } from './policy/schema';
import type { TimeRange } from './range/schema';
import { readBudgets } from './read-budgets';
import { readPeople } from './read-people';
import { readPolicies } from './read-policies';
import type {
  Figures,
  Page,
  RequestFilter,
  RequestRow,
  SeriesRow,
  TenantFacts,
  TenantState,
} from './schema';
import { seriesOf } from './series-of';

export interface TenantView {
  tenant: TenantFacts;
  figures: Figures;
  series: SeriesRow[];
  budgets: BudgetUse[];
  policies: PolicyVersion[];
  requests: Page<RequestRow>;
  /** Whom its budgets can name. */
  people: { id: string; name: string }[];
}

interface StoredTenant {
  id: string;
  slug: string;
  name: string;
  plan: Plan;
  state: TenantState;
  canary: boolean;
  time_zone: string;
  created_at: Date;
  members: number;
  leave: TenantFacts['leave'];
}

/** All of one tenant's page. Throws `not_found`. */
export async function readTenant(
  ctx: PlatformContext,
  tenantId: string,
  range: TimeRange,
  filter: RequestFilter,
): Promise<TenantView> {
  authorizePlatform(ctx, 'tenants:read');
  if (!isId(tenantId)) throw notFound();
  const why = {
    action: 'tenant.view',
    reason: 'Looked at a tenant',
    tenantId,
    fold: '5 minutes',
  };
  return withPlatform(ctx, why, async (sql) => {
    const { created_at, ...tenant } = await readStored(sql, tenantId);
    const usage = await readRollups(sql, bucketSpans(tenantId, range));
    const policies = await readPolicies(sql, tenantId);
    const current = policies[0];
    const people = await readPeople(sql, tenantId);
    return {
      tenant: {
        id: tenant.id,
        slug: tenant.slug,
        name: tenant.name,
        plan: tenant.plan,
        state: tenant.state,
        canary: tenant.canary,
        timeZone: tenant.time_zone,
        createdAt: created_at.toISOString(),
        members: tenant.members,
        leave: tenant.leave,
      },
      figures: figuresOf(usage.flat()),
      series: seriesOf(usage, range, created_at),
      budgets: current
        ? await readBudgets(
            sql,
            { id: tenantId, timeZone: tenant.time_zone },
            effectivePolicy(current.policy),
            new Map(people.map(({ id, name }) => [id, name])),
          )
        : [],
      policies,
      people,
      requests: await listRequests(sql, tenantId, range, filter),
    };
  });
}

export interface TenantPolicy {
  tenant: { id: string; name: string; plan: Plan; state: TenantState };
  current: PolicyVersion;
  /** Whom its budgets can name. */
  people: { id: string; name: string }[];
  /** What its plan gives to those who begin with it now. */
  planDefaults: Policy;
}

/** What the form of a tenant's policy starts from. Throws `not_found`. */
export async function readTenantPolicy(
  ctx: PlatformContext,
  tenantId: string,
): Promise<TenantPolicy> {
  authorizePlatform(ctx, 'policies:edit');
  if (!isId(tenantId)) throw notFound();
  const why = {
    action: 'policy.view',
    reason: 'Opened the policy to edit it',
    tenantId,
    fold: '5 minutes',
  };
  return withPlatform(ctx, why, async (sql) => {
    const { id, name, plan, state } = await readStored(sql, tenantId);
    const [current] = await readPolicies(sql, tenantId);
    if (!current) throw notFound();
    const defaults = await readPlanDefaults(sql);
    return {
      ...{ tenant: { id, name, plan, state }, current, planDefaults: defaults[plan] },
      people: await readPeople(sql, tenantId),
    };
  });
}

async function readStored(sql: PlatformSql, tenantId: string): Promise<StoredTenant> {
  const [row] = await sql<StoredTenant>(
    `select t.id, t.slug, t.name, t.plan, t.state, t.canary, t.time_zone, t.created_at,
       (select count(*)::int from membership m where m.tenant_id = t.id) as members,
       (select json_build_object('endsAt', l.ends_at, 'askedAt', l.asked_at, 'reason', l.reason,
          'putOff', l.put_off_at is not null)
        from tenant_leave l where l.tenant_id = t.id and l.state = 'waiting') as leave
     from tenant t where t.id = $1`,
    [tenantId],
  );
  if (!row) throw notFound();
  return row;
}
