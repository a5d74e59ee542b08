import { assertPlatformContext, type PlatformContext } from '@/lib/tenancy/context';
import { openKeyRing } from './key-rings';
import { type Place, sealFor } from './tenant-keys';

/**
 * Seals what an operator gives a tenant, its own provider key for one. There is no way back: no proof of
 * the platform opens anything of a tenant.
 */
export async function sealForTenant(
  ctx: PlatformContext,
  tenantId: string,
  place: Place,
  plain: string | Uint8Array,
): Promise<Buffer<ArrayBuffer>> {
  assertPlatformContext(ctx);
  await openKeyRing(tenantId);
  return sealFor(tenantId, place, plain);
}
