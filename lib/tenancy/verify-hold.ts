import { mintHold } from '@/lib/db/credentials';
import { AppError } from '@/lib/errors';
import type { TenantContext } from './context';
import { mintTenantContext } from './mint-context';

const LIFETIME_MS = 60_000;

/**
 * The proof to end one hold and to store what was answered under it, from the secret of who took it: good
 * whatever became of the session, the membership or the workspace meanwhile, and for nothing else.
 * Nothing is asked of PostgreSQL before the proof is used; `cancelled` when the time to settle is over.
 */
export function verifyHold(
  ctx: TenantContext,
  reservationId: string,
  secret: string,
): TenantContext {
  const { tenantId, slug, tenantName, plan, timeZone, policyVersion, principal, placement, key } =
    ctx;
  return mintTenantContext(
    { tenantId, slug, tenantName, plan, timeZone, policyVersion, principal, key },
    { token: '', expiresAt: 0, placement },
    async () => {
      const token = await mintHold(tenantId, reservationId, Buffer.from(secret));
      if (!token) throw new AppError('cancelled', 'The time to settle this hold is over.');
      const expiresAt = performance.timeOrigin + performance.now() + LIFETIME_MS;
      return { token, expiresAt, placement };
    },
  );
}
