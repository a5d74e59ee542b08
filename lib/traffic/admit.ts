import { clock } from '@/lib/clock';
import { AppError } from '@/lib/errors';
import { tenantKv } from '@/lib/kv/tenant-kv';
import type { TenantContext } from '@/lib/tenancy/context';
import type { Policy } from '@/lib/tenancy/schema';

export interface Admission {
  /** Gives the in-flight slot back; further calls do nothing. */
  release(): void;
  /** Requests left in this minute. */
  remaining: number;
}

/** Checks the tenant's rate and concurrency before any work. Throws `rate_limited` or `concurrency_limited`. */
export function admit(ctx: TenantContext, policy: Policy): Admission {
  const decision = tenantKv(ctx).admit(policy);
  if (decision.admitted) return decision;
  if (decision.limit === 'in_flight') {
    throw new AppError(
      'concurrency_limited',
      `Your workspace already has ${decision.used} answers in progress. Wait for one to finish.`,
      {
        retryAfter: 1,
        limit: {
          name: 'in_flight',
          scope: 'tenant',
          limit: policy.inFlight,
          used: decision.used,
          remedy: 'Wait for an answer to finish, or ask your administrator for a higher limit.',
        },
      },
    );
  }
  const seconds = Math.ceil(decision.retryAfterMs / 1000);
  throw new AppError(
    'rate_limited',
    `Your workspace reached its limit of ${policy.requestsPerMinute} requests a minute. Try again in ${seconds} s.`,
    {
      retryAfter: seconds,
      limit: {
        name: 'requests_per_minute',
        scope: 'tenant',
        limit: policy.requestsPerMinute,
        used: decision.used,
        resetsAt: new Date(clock().now() + decision.retryAfterMs).toISOString(),
        remedy: 'Wait, or ask your administrator for a higher limit.',
      },
    },
  );
}
