import { now } from '@/lib/clock';
import type { TenantContext } from '@/lib/tenancy/context';
import type { Policy } from '@/lib/tenancy/schema';
import { binding } from './decide';
import { exhausted } from './exhausted';
import { usesNow } from './has-room';
import { subjectOf } from './reserve';
import { scopesOf } from './scopes';

/**
 * Refuses before any work when the budgets that a call touches are used up already, by whichever of the models
 * it is made. Throws what a reservation by the first would.
 */
export async function assertBudgetLeft(
  ctx: TenantContext,
  policy: Policy,
  { models, feature }: { models: readonly string[]; feature: string },
): Promise<void> {
  const at = now();
  const scopes = models.map((model) => scopesOf(subjectOf(ctx), policy, { model, feature }, at));
  const uses = await usesNow(ctx, scopes.flat());
  let from = 0;
  const bounds = scopes.map(({ length }) => {
    const own = uses.slice(from, from + length);
    from += length;
    return binding(own, LEAST, 0, at);
  });
  const [first] = bounds;
  if (first && bounds.every(Boolean)) throw exhausted(first, ctx.timeZone);
}

const LEAST = { model: '', inputTokens: 1, inputPrice: 1n, outputTokenPrice: 0n };
