import { clock } from '@/lib/clock';
import { AppError, isAppError } from '@/lib/errors';
import type { AdmissionLimits, LimitName } from '@/lib/kv/limiter';
import type { AdmissionDecision } from '@/lib/kv/tenant-kv';
import type { TenantContext } from '@/lib/tenancy/context';

const LIMITS: Record<LimitName, { field: keyof AdmissionLimits; words: string }> = {
  requests_per_minute: { field: 'requestsPerMinute', words: 'requests a minute' },
  burst_per_second: { field: 'burstPerSecond', words: 'requests a second' },
  tokens_per_minute: { field: 'tokensPerMinute', words: 'tokens a minute' },
  in_flight: { field: 'inFlight', words: 'answers in progress' },
};

/** Seconds after which an answer in progress may have ended. */
const CONCURRENCY_RETRY = 1;

/** Whether the error is a refusal of `admit`, which counted it; a budget of a minute has a name like its own. */
export function isAdmissionRefusal(error: unknown): boolean {
  if (!isAppError(error) || !error.limit || error.limit.period) return false;
  return Object.hasOwn(LIMITS, error.limit.name);
}

/** The limit that bound, in words, with the exact time to come back where there is one. */
export function admissionRefusal(
  ctx: TenantContext,
  limits: AdmissionLimits,
  decision: AdmissionDecision & { admitted: false },
): AppError {
  const { limit: name, scope, used, retryAfterMs } = decision;
  const { field, words } = LIMITS[name];
  const limit = limits[field] ?? 0;
  const whose = scope === 'key' ? 'This key' : 'Your workspace';
  const facts = { name, scope, limit, used, ...(scope === 'key' && { scopeId: ctx.key?.id }) };
  if (name === 'in_flight')
    return new AppError(
      'concurrency_limited',
      `${whose} already has ${used} answers in progress. Wait for one to finish.`,
      {
        retryAfter: CONCURRENCY_RETRY,
        limit: {
          ...facts,
          remedy: 'Wait for an answer to finish, or ask your administrator for a higher limit.',
        },
      },
    );
  const seconds = Math.ceil(retryAfterMs / 1000);
  return new AppError(
    'rate_limited',
    `${whose} reached its limit of ${limit} ${words}. Try again in ${seconds} s.`,
    {
      retryAfter: seconds,
      limit: {
        ...facts,
        resetsAt: new Date(clock().now() + retryAfterMs).toISOString(),
        remedy: 'Wait, or ask your administrator for a higher limit.',
      },
    },
  );
}
