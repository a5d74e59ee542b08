import { now } from '@/lib/clock';
import type { PlatformSql } from '@/lib/db/platform-sql';
import { ownerTag } from '@/lib/platform-health/owner-tag';
import { readUpstreams } from '@/lib/platform-health/read-upstreams';
import type { PlatformContext } from '@/lib/tenancy/context';
import type { Plan } from '@/lib/tenancy/schema';
import { type QueueShare, queueShares } from '@/lib/traffic/queue-shares';
import { CUSTOMERS } from '../customers';
import type { TenantState } from '../schema';
import { readMonthBudgets } from './read-budgets';
import type { FleetRow, MonthBudget } from './schema';

export interface FleetTenant {
  id: string;
  slug: string;
  name: string;
  plan: Plan;
  state: TenantState;
  leaves_at: Date | null;
  created_at: Date;
  contained: boolean;
}

/** Every tenant as it is, by name. */
export function readTenants(sql: PlatformSql): Promise<FleetTenant[]> {
  return sql<FleetTenant>(
    `select t.id, t.slug, t.name, t.plan, t.state, t.created_at, l.ends_at as leaves_at,
       exists (select from containment c where c.tenant_id = t.id and c.ended_at is null and c.until > $1) as contained
     from tenant t left join tenant_leave l on l.tenant_id = t.id and l.state = 'waiting'
     where t.id in ${CUSTOMERS} order by t.name, t.id`,
    [now()],
  );
}

/** What tenants have left and hold at this moment, whatever span is looked at. */
export interface Standing {
  budgets: Map<string, MonthBudget>;
  shares: Map<string, QueueShare>;
  breakers: Map<string, NonNullable<FleetRow['breaker']>>;
}

export async function readStanding(ctx: PlatformContext, sql: PlatformSql): Promise<Standing> {
  const budgets = await readMonthBudgets(sql, now());
  const shares = await queueShares(ctx);
  return {
    budgets,
    shares: new Map(shares.map((share) => [share.tenantId, share])),
    breakers: await breakersNow(sql),
  };
}

const WORST = ['closed', 'half_open', 'open'] as const;

/** Of tenants with an account of their own, the worst of its models on any running instance. */
async function breakersNow(sql: PlatformSql): Promise<Standing['breakers']> {
  const byOwner = new Map<string, NonNullable<FleetRow['breaker']>>();
  for (const { owner, breaker } of await readUpstreams(sql)) {
    if (!owner) continue;
    const before = byOwner.get(owner) ?? 'closed';
    byOwner.set(owner, WORST.indexOf(breaker) > WORST.indexOf(before) ? breaker : before);
  }
  if (byOwner.size === 0) return new Map();
  const tenants = await sql<{ id: string }>('select id from tenant');
  return new Map(
    tenants.flatMap(({ id }) => {
      const breaker = byOwner.get(ownerTag(id));
      return breaker ? [[id, breaker] as const] : [];
    }),
  );
}
