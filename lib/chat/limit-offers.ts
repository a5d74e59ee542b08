import { hasRoom } from '@/lib/budget/has-room';
import { AppError, isAppError, type LimitDetail, type LimitOffers } from '@/lib/errors';
import { flagOn } from '@/lib/flags/flag-on';
import { MODEL_IDS, type ModelId } from '@/lib/llm/facts';
import type { TenantContext } from '@/lib/tenancy/context';
import type { Policy } from '@/lib/tenancy/schema';
import type { Run } from './finish-answer';

/** The refusal of a budget with what its asker could do instead; any other failure as it is. */
export async function withOffers(ctx: TenantContext, run: Run, failure: unknown): Promise<unknown> {
  const { policy, model } = run;
  if (!isAppError(failure) || !failure.limit?.unit || !policy || !model) return failure;
  const { code, message, retryAfter, limit, details } = failure;
  const offers = await offersAt(ctx, run, { policy, model, limit });
  const facts = { retryAfter, details, limit: { ...limit, offers } };
  return new AppError(code, message, { ...facts, cause: failure });
}

async function offersAt(
  ctx: TenantContext,
  run: Run,
  refused: { policy: Policy; model: string; limit: LimitDetail },
): Promise<LimitOffers> {
  const { policy, model, limit } = refused;
  const queue =
    limit.resetsAt !== undefined && !run.again && (await flagOn(ctx, 'deferred_questions'));
  // Where the policy may take a cheaper one by itself, none had room either; tokens are the same by any.
  const helps = limit.unit === 'nano_usd' || limit.scope === 'model';
  if (policy.downgradeModel || !helps || !run.size) return { queue };
  const { feature, size } = run;
  for (const cheaper of cheaperOf(policy.models, model))
    if (await hasRoom(ctx, policy, { model: cheaper, feature, ...size })) return { cheaper, queue };
  return { queue };
}

/** Of the allowed models, the dearest first. */
function cheaperOf(models: readonly ModelId[], asked: string): ModelId[] {
  const byPrice = MODEL_IDS.filter((id) => models.includes(id));
  return byPrice.slice(0, Math.max(0, (byPrice as readonly string[]).indexOf(asked))).reverse();
}
