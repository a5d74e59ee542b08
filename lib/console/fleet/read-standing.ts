import { now } from '@/lib/clock';
import type { PlatformSql } from '@/lib/db/platform-sql';
import { upstreamsInUse } from '@/lib/llm/upstream/upstream';
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
    breakers: breakersNow(),
  };
}

const WORST = ['closed', 'half_open', 'open'] as const;

/** Of tenants with an account of their own, the worst of its models. */
function breakersNow(): Standing['breakers'] {
  const states: Standing['breakers'] = new Map();
  for (const { owner, breaker } of upstreamsInUse()) {
    if (!owner) continue;
    const before = states.get(owner) ?? 'closed';
    states.set(
      owner,
      WORST.indexOf(breaker.state) > WORST.indexOf(before) ? breaker.state : before,
    );
  }
  return states;
}
