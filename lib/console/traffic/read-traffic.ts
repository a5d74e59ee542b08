import { withPlatform } from '@/lib/db/platform-sql';
import { ownerTag } from '@/lib/platform-health/owner-tag';
import { readBulkheads, readUpstreams } from '@/lib/platform-health/read-upstreams';
import type { UpstreamFacts } from '@/lib/platform-health/schema';
import type { PlatformContext } from '@/lib/tenancy/context';
import { authorizePlatform } from '@/lib/tenancy/roles';
import { queueShares } from '@/lib/traffic/queue-shares';
import type { TenantName, TrafficView, UpstreamState } from './schema';

const WHY = {
  action: 'traffic.view',
  reason: 'Looked at models, pools and shares',
  fold: '5 minutes',
};
/** What does not work comes first. */
const ORDER: UpstreamState['breaker'][] = ['open', 'half_open', 'closed'];

/**
 * The models and pools that running instances used in the last hour, at most some seconds behind, and who holds or waits for
 * slots now.
 */
export async function readTraffic(ctx: PlatformContext): Promise<TrafficView> {
  authorizePlatform(ctx, 'tenants:read');
  const shares = await queueShares(ctx);
  const { upstreams, pools, tenants } = await withPlatform(ctx, WHY, async (sql) => ({
    upstreams: await readUpstreams(sql),
    pools: await readBulkheads(sql),
    tenants: await sql<TenantName>('select id, name from tenant'),
  }));
  const named = new Map(tenants.map(({ id, name }) => [id, { id, name }]));
  const owners = new Map(tenants.map(({ id, name }) => [ownerTag(id), { id, name }]));
  return {
    upstreams: upstreams
      .flatMap((upstream) => stateOf(upstream, owners))
      .sort((a, b) => ORDER.indexOf(a.breaker) - ORDER.indexOf(b.breaker)),
    pools: pools.sort((a, b) => a.name.localeCompare(b.name)),
    shares: shares.map(({ tenantId, ...share }) => ({
      ...share,
      tenant: named.get(tenantId) ?? { id: tenantId, name: tenantId },
    })),
  };
}

/** None of an account whose tenant is gone. */
function stateOf(
  { own: _, owner, ...state }: Required<UpstreamFacts>,
  owners: ReadonlyMap<string, TenantName>,
): UpstreamState[] {
  if (owner === null) return [{ ...state, tenant: null }];
  const tenant = owners.get(owner);
  return tenant ? [{ ...state, tenant }] : [];
}
