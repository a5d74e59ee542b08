import type { PlatformContext } from '@/lib/tenancy/context';
import { authorizePlatform } from '@/lib/tenancy/roles';
import { patchSchema, type ReadManifest, type ReadManifestInput } from '../schema';
import { parseManifest } from './parse-manifest';

/** A text that an operator typed, as parts of a policy. It names no tenant and reads nothing. */
export async function readManifest(
  ctx: PlatformContext,
  { text }: ReadManifestInput,
): Promise<ReadManifest> {
  authorizePlatform(ctx, 'policies:edit');
  const parsed = parseManifest(text, patchSchema);
  return parsed.ok ? { ok: true, patch: parsed.value } : parsed;
}
