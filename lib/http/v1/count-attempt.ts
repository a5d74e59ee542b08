import { now } from '@/lib/clock';
import { isAppError } from '@/lib/errors';
import type { TenantContext } from '@/lib/tenancy/context';
import { policyOf } from '@/lib/tenancy/policy';
import { policyAt } from '@/lib/tenancy/policy-at';
import { admit } from '@/lib/traffic/admit';
import { countRefusal } from '@/lib/traffic/refusal-counts';
import type { KeyRoute } from './api-route';

/**
 * Counts as a request what ends before anything admitted it, so that it cannot be sent without end. Throws, and counts as
 * refused, what `admit` does.
 */
export async function countAttempt(
  ctx: TenantContext,
  feature: KeyRoute['feature'],
): Promise<void> {
  const policy = policyAt(await policyOf(ctx), now());
  const admission = await admit(ctx, policy, { tokens: 0 }).catch((error) => {
    if (isAppError(error)) countRefusal(ctx, feature, error);
    throw error;
  });
  admission.release(0);
}
