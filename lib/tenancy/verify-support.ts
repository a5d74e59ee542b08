import { readSupported } from '@/lib/db/support-pieces';
import { notFound } from '@/lib/errors';
import { isId } from '@/lib/ids';
import { readyKeys } from '@/lib/keys/tenant-key-files';
import type { PlatformContext } from './context';
import { authorizePlatform } from './roles';
import { mintedSupports, SupportContextClass } from './support-class';
import type { SupportContext } from './support-context';

/**
 * The proof for one reading of what a tenant granted to this very operator; PostgreSQL decides, counts the reading and
 * writes it into both audit logs. `not_found` alike for a grant that is another's, absent, revoked or over.
 */
export async function verifySupport(
  ctx: PlatformContext,
  tenantId: string,
  grantId: string,
): Promise<SupportContext> {
  authorizePlatform(ctx, 'support:read');
  if (!isId(tenantId) || !isId(grantId)) throw notFound();
  const pieces = await readSupported(ctx, tenantId, grantId);
  await readyKeys(tenantId);
  const proof = new SupportContextClass({ tenantId, grantId, pieces });
  mintedSupports.add(proof);
  return proof;
}
