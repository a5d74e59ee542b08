import type { PlatformContext } from '@/lib/tenancy/context';
import { authorizePlatform } from '@/lib/tenancy/roles';
import { patchSchema } from '../schema';
import { parseManifest } from './parse-manifest';
import {
  type ReadManifest,
  type ReadManifestInput,
  type TenantPatch,
  tenantPatchSchema,
} from './schema';

/** A text that an operator typed, as parts of a policy. It names no tenant and reads nothing. */
export async function readManifest(
  ctx: PlatformContext,
  { text, ofTenant }: ReadManifestInput,
): Promise<ReadManifest> {
  authorizePlatform(ctx, 'policies:edit');
  const parsed = parseManifest(text, ofTenant ? tenantPatchSchema : patchSchema);
  if (!parsed.ok) return parsed;
  const { placement, ...patch }: TenantPatch = parsed.value;
  return { ok: true, patch, placement };
}
