import type { AppError, ErrorCode } from '@/lib/errors';
import { platformAccount } from '@/lib/llm/account';
import { MODEL_IDS } from '@/lib/llm/schema';
import { type Upstream, upstreamOf } from '@/lib/llm/upstream/upstream';
import type { TenantContext } from '@/lib/tenancy/context';
import type { Policy } from '@/lib/tenancy/schema';
import { overloadRefusal } from '@/lib/traffic/overload';
import { containedRefusal } from '@/lib/traffic/tenant-breaker';

/** What a policy's fallback answers. */
const UNAVAILABLE = new Set<ErrorCode>(['model_unavailable', 'model_overloaded']);

export function isUnavailable(error: AppError): boolean {
  return UNAVAILABLE.has(error.code);
}

/**
 * Refuses before any work what could not be answered: this process has too much to do; the model is known to be broken,
 * and the policy has nothing to put in its place; or the tenant's requests are stopped for the moment. Throws that,
 * with the time to come back.
 */
export async function assertAnswerable(
  ctx: TenantContext,
  policy: Policy,
  model: string,
): Promise<void> {
  const overload = overloadRefusal();
  if (overload) throw overload;
  const refusal =
    containedRefusal(ctx.tenantId) ?? (await upstreamFor(ctx, model))?.refusal(ctx.tenantId);
  if (refusal && (policy.fallback === 'error' || !isUnavailable(refusal))) throw refusal;
}

/** Why a call of the model would be refused if it were made at this moment, as far as this process knows. */
export async function callRefusal(
  ctx: TenantContext,
  model: string,
): Promise<AppError | undefined> {
  const upstream = await upstreamFor(ctx, model);
  return containedRefusal(ctx.tenantId) ?? upstream?.refusal(ctx.tenantId) ?? upstream?.full;
}

/** Of a tenant's own account the call itself finds out: to open the account takes a look into the database. */
async function upstreamFor(ctx: TenantContext, model: string): Promise<Upstream | undefined> {
  if (ctx.placement.modelAccount === 'own') return undefined;
  return upstreamOf(await platformAccount(), model);
}

/** The models that may stand in for one that is not available, dearest first. */
export function standIns(policy: Policy, model: string): Policy['models'] {
  if (policy.fallback !== 'cheaper_model' || !policy.downgradeModel) return [];
  const order: readonly string[] = MODEL_IDS;
  return policy.models
    .filter((other) => order.indexOf(other) < order.indexOf(model))
    .sort((a, b) => order.indexOf(b) - order.indexOf(a));
}
