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
  feature: KeyRoute['feature'] | 'chat',
): Promise<void> {
  const policy = policyAt(await policyOf(ctx), now());
  const admission = await admit(ctx, policy, { tokens: 0 }).catch((error) => {
    if (isAppError(error)) countRefusal(ctx, feature, error);
    throw error;
  });
  admission.release(0);
}

/**
 * Throws the refusal of what was not admitted yet, having counted it as a request and as refused: what is free could be sent
 * without end, and what leaves nothing nobody would see.
 */
export async function countRefused(
  ctx: TenantContext,
  feature: KeyRoute['feature'] | 'chat',
  refusal: unknown,
): Promise<never> {
  await countAttempt(ctx, feature);
  if (isAppError(refusal)) countRefusal(ctx, feature, refusal);
  throw refusal;
}
