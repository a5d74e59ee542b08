import { assertPlatformContext, type PlatformContext } from '@/lib/tenancy/context';
import { type KeyVersion, keyVersions } from './key-files';
import { openNamespaces } from './namespace-name';

/** Numbers and dates of a tenant's key versions, for the platform's people: nothing of the keys. */
export async function readKeyVersions(
  ctx: PlatformContext,
  tenantId: string,
): Promise<KeyVersion[]> {
  assertPlatformContext(ctx);
  await openNamespaces();
  return keyVersions(tenantId);
}
