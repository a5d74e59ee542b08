import { upstreamsInUse } from '@/lib/llm/upstream/upstream';
import type { PlatformContext } from '@/lib/tenancy/context';
import { authorizePlatform } from '@/lib/tenancy/roles';
import type { ResourcePool } from './schema';

/** The pools that the tenant's calls go through, of those this instance used in the last hour: its own account's, or the platform's. */
export function readPools(
  ctx: PlatformContext,
  tenant: { id: string; account: 'platform' | 'own' },
): ResourcePool[] {
  authorizePlatform(ctx, 'tenants:read');
  const owner = tenant.account === 'own' ? tenant.id : undefined;
  return upstreamsInUse()
    .filter((upstream) => upstream.owner === owner)
    .map(({ model, breaker, limit }) => ({
      model,
      own: owner !== undefined,
      breaker: breaker.state,
      limit: limit.limit,
      inFlight: limit.inFlight,
    }))
    .sort((a, b) => a.model.localeCompare(b.model));
}
