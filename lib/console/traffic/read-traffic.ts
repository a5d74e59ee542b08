import { withPlatform } from '@/lib/db/platform-sql';
import { type Upstream, upstreamsInUse } from '@/lib/llm/upstream/upstream';
import type { PlatformContext } from '@/lib/tenancy/context';
import { authorizePlatform } from '@/lib/tenancy/roles';
import { bulkheadStates } from '@/lib/traffic/bulkhead';
import { queueShares } from '@/lib/traffic/queue-shares';
import type { TenantName, TrafficView, UpstreamState } from './schema';

const WHY = {
  action: 'traffic.view',
  reason: 'Looked at models, pools and shares',
  fold: '5 minutes',
};
/** What does not work comes first. */
const ORDER: UpstreamState['breaker'][] = ['open', 'half_open', 'closed'];

/** The models and pools that this instance used in the last hour, and who holds or waits for slots now. */
export async function readTraffic(ctx: PlatformContext): Promise<TrafficView> {
  authorizePlatform(ctx, 'tenants:read');
  const upstreams = upstreamsInUse();
  const shares = await queueShares(ctx);
  const ids = [
    ...upstreams.flatMap(({ owner }) => owner ?? []),
    ...shares.map(({ tenantId }) => tenantId),
  ];
  const rows = await withPlatform(ctx, WHY, (sql) =>
    sql<{ id: string; name: string }>('select id, name from tenant where id = any($1)', [ids]),
  );
  const names = new Map(rows.map((row) => [row.id, row.name]));
  const named = (id: string): TenantName => ({ id, name: names.get(id) ?? id });
  return {
    upstreams: upstreams
      .map((upstream) => stateOf(upstream, upstream.owner ? named(upstream.owner) : null))
      .sort((a, b) => ORDER.indexOf(a.breaker) - ORDER.indexOf(b.breaker)),
    pools: bulkheadStates().sort((a, b) => a.name.localeCompare(b.name)),
    shares: shares.map(({ tenantId, ...share }) => ({ ...share, tenant: named(tenantId) })),
  };
}

function stateOf(upstream: Upstream, tenant: TenantName | null): UpstreamState {
  const { model, breaker, limit, retries } = upstream;
  return {
    model,
    tenant,
    breaker: breaker.state,
    retryAfter: Math.ceil(breaker.waitMs / 1000),
    limit: limit.limit,
    inFlight: limit.inFlight,
    ...retries.spent,
  };
}
