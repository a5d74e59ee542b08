import { tenantKeys } from '@/lib/keys/tenant-keys';
import { scopeNamespace } from '@/lib/locks/handle';
import type { TenantContext } from '@/lib/tenancy/context';
import type { VectorGeneration } from '@/lib/tenancy/placement';
import { dedicatedEndpoint } from './dedicated-endpoint';
import type { VectorEndpoint, VectorSpace } from './vector-backend';

/**
 * Where a generation of the context's own vectors lies (lock 1): every name is a keyed hash that only
 * this module asks for. The first generation keeps the name that it had before there were others.
 */
export async function vectorSpace(
  ctx: TenantContext,
  { tier, generation }: VectorGeneration,
  current: boolean,
  endpoint?: VectorEndpoint,
): Promise<VectorSpace> {
  const name = tenantKeys(ctx).namespace;
  return {
    tenantId: ctx.tenantId,
    owner: scopeNamespace(ctx.tenantId, (owner) => owner),
    name: name(generation === 1 ? 'vectors' : `vectors|${generation}`),
    alias: name('vectors-alias'),
    current,
    shared: tier === 'shared',
    endpoint: endpoint ?? (tier === 'dedicated' ? await dedicatedEndpoint(ctx) : undefined),
  };
}
