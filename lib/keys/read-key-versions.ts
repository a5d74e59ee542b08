import {
  assertPlatformContext,
  assertTenantContext,
  type PlatformContext,
  type TenantContext,
} from '@/lib/tenancy/context';
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

/** The same of the context's own tenant, for its admins. */
export async function readOwnKeyVersions(ctx: TenantContext): Promise<KeyVersion[]> {
  assertTenantContext(ctx);
  await openNamespaces();
  return keyVersions(ctx.tenantId);
}
