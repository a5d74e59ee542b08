import { now } from '@/lib/clock';
import type { PlatformSql } from '@/lib/db/platform-sql';
import { instanceId } from '@/lib/platform-health/instance-id';
import { ownerTag } from '@/lib/platform-health/owner-tag';
import { mergeUpstreams, readRunning } from '@/lib/platform-health/read-upstreams';
import type { UpstreamFacts } from '@/lib/platform-health/schema';
import type { PlatformContext } from '@/lib/tenancy/context';
import type { Plan } from '@/lib/tenancy/schema';
import { type QueueShare, queueShares } from '@/lib/traffic/queue-shares';
import { CUSTOMERS } from '../customers';
import type { TenantState } from '../schema';
import type { FleetRow, PlatformModel } from './schema';

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

/** What tenants hold at this moment, whatever span is looked at. */
export interface Standing {
  shares: Map<string, QueueShare>;
  breakers: Map<string, NonNullable<FleetRow['breaker']>>;
  platformModels: PlatformModel[];
}

/** Of all running instances together; what others than this one say is at most some seconds old. */
export async function readStanding(ctx: PlatformContext, sql: PlatformSql): Promise<Standing> {
  const running = await readRunning(sql);
  const upstreams = mergeUpstreams(running.flatMap(({ facts }) => facts.upstreams));
  const others = running.filter(({ id }) => id !== instanceId());
  const slots = others.flatMap(({ facts }) => facts.slots ?? []);
  const tags = [...slots, ...upstreams].flatMap(({ owner }) => owner ?? []);
  const tenants = await tenantsOf(sql, tags);
  const shares = await queueShares(
    ctx,
    slots.flatMap(({ owner, ...share }) => {
      const tenantId = tenants.get(owner);
      return tenantId ? [{ tenantId, ...share }] : [];
    }),
  );
  return {
    shares: new Map(shares.map((share) => [share.tenantId, share])),
    breakers: breakersOf(upstreams, tenants),
    platformModels: upstreams
      .filter(({ owner }) => owner === null)
      .map(({ model, breaker, limit, inFlight }) => ({ model, breaker, limit, inFlight }))
      .sort(
        (a, b) =>
          WORST.indexOf(b.breaker) - WORST.indexOf(a.breaker) || a.model.localeCompare(b.model),
      ),
  };
}

const WORST = ['closed', 'half_open', 'open'] as const;

/** Of tenants with an account of their own, the worst of its models on any running instance. */
function breakersOf(
  upstreams: readonly UpstreamFacts[],
  tenants: ReadonlyMap<string, string>,
): Standing['breakers'] {
  const worst: Standing['breakers'] = new Map();
  for (const { owner, breaker } of upstreams) {
    const tenantId = owner === null ? undefined : tenants.get(owner);
    if (!tenantId) continue;
    const before = worst.get(tenantId) ?? 'closed';
    worst.set(tenantId, WORST.indexOf(breaker) > WORST.indexOf(before) ? breaker : before);
  }
  return worst;
}

/** Whom the tags stand for. */
async function tenantsOf(sql: PlatformSql, tags: readonly string[]): Promise<Map<string, string>> {
  if (tags.length === 0) return new Map();
  const named = new Set(tags);
  const tenants = await sql<{ id: string }>('select id from tenant');
  return new Map(
    tenants.map(({ id }) => [ownerTag(id), id] as const).filter(([tag]) => named.has(tag)),
  );
}
