import { withPlatform } from '@/lib/db/platform-sql';
import { ownerTag } from '@/lib/platform-health/owner-tag';
import { readUpstreams } from '@/lib/platform-health/read-upstreams';
import type { PlatformContext } from '@/lib/tenancy/context';
import { authorizePlatform } from '@/lib/tenancy/roles';
import type { ResourcePool } from './schema';

/**
 * The pools that the tenant's calls go through, of those that a running instance used in the last hour: its own account's, or
 * the platform's.
 */
export async function readPools(
  ctx: PlatformContext,
  tenant: { id: string; account: 'platform' | 'own' },
): Promise<ResourcePool[]> {
  authorizePlatform(ctx, 'tenants:read');
  const why = {
    ...{ action: 'pools.view', reason: 'Looked at the pools of a tenant', tenantId: tenant.id },
    fold: '5 minutes',
  };
  const upstreams = await withPlatform(ctx, why, readUpstreams);
  const owner = tenant.account === 'own' ? ownerTag(tenant.id) : null;
  return upstreams
    .filter((upstream) => upstream.owner === owner)
    .map(({ model, breaker, limit, inFlight, own }) => ({ model, own, breaker, limit, inFlight }))
    .sort((a, b) => a.model.localeCompare(b.model));
}
