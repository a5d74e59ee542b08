import { type AdmissionDecision, type SubjectKind, tenantKv } from '@/lib/kv/tenant-kv';
import type { PolicyInForce } from '@/lib/tenancy/contained-policy';
import type { TenantContext } from '@/lib/tenancy/context';
import { admissionRefusal } from './admission-refusal';
import { type Counted, rateHeaders } from './rate-headers';
import { rememberRefusal } from './refusals';

export interface Admission {
  /** Gives the in-flight slot back and corrects the tokens that were estimated; further calls do nothing. */
  release(actualTokens?: number): void;
  /** `RateLimit` and `RateLimit-Policy`. */
  headers: Record<string, string>;
}

/** A tenant's limits as its policy has them; `policyAt` applies add-ons first. */
export type AdmissionPolicy = Pick<
  PolicyInForce,
  | 'requestsPerMinute'
  | 'burstPerSecond'
  | 'tokensPerMinute'
  | 'inFlight'
  | 'addons'
  | 'containedUntil'
>;

/**
 * Checks the limits of the tenant and of its key before any work, in one decision. `tokens`: input and
 * output of the request, estimated. Throws `rate_limited` or `concurrency_limited` with the limit that
 * bound and the time to come back.
 */
export async function admit(
  ctx: TenantContext,
  policy: AdmissionPolicy,
  request: { tokens: number } = { tokens: 0 },
): Promise<Admission> {
  const { requestsPerMinute, burstPerSecond, tokensPerMinute, inFlight } = policy;
  const limits = { requestsPerMinute, burstPerSecond, tokensPerMinute, inFlight };
  const key = ctx.key?.limits;
  const decision = await tenantKv(ctx).admit(limits, { tokens: request.tokens, key });
  if (!decision.admitted) {
    rememberRefusal(ctx, policy, decision);
    throw admissionRefusal(ctx, decision.scope === 'key' && key ? key : limits, decision);
  }
  return { release: decision.release, headers: headersOf({ tenant: limits, key }, decision) };
}

function headersOf(
  limits: { [scope in SubjectKind]?: Counted['limits'] },
  { usage }: AdmissionDecision & { admitted: true },
): Record<string, string> {
  const [tenant, key] = usage;
  const counted: Counted[] = [];
  if (tenant && limits.tenant)
    counted.push({ scope: 'tenant', limits: limits.tenant, usage: tenant });
  if (key && limits.key) counted.push({ scope: 'key', limits: limits.key, usage: key });
  return rateHeaders(counted);
}
