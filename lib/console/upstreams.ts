import { upstreamsInUse } from '@/lib/llm/upstream/upstream';
import type { PlatformContext } from '@/lib/tenancy/context';
import { authorizePlatform } from '@/lib/tenancy/roles';
import { type BulkheadState, bulkheadStates } from '@/lib/traffic/bulkhead';

/** One model of one account, as this process knows it. Addresses and keys of tenants' own accounts stay sealed. */
export interface UpstreamState {
  model: string;
  /** Whose own account; undefined: the platform's. */
  tenantId: string | undefined;
  breaker: 'closed' | 'open' | 'half_open';
  /** Seconds until a call may try; 0 while it is closed. */
  retryAfter: number;
  /** Calls that may be under way, and that are. */
  limit: number;
  inFlight: number;
  /** Calls of all the account's models in the last minute, and those of them that were retries. */
  calls: number;
  retries: number;
}

export interface Dependencies {
  upstreams: UpstreamState[];
  pools: BulkheadState[];
}

/** The models and pools that this process called in the last hour; what does not work first. */
export function readDependencies(ctx: PlatformContext): Dependencies {
  authorizePlatform(ctx, 'tenants:read');
  const upstreams = upstreamsInUse().map(({ model, owner, breaker, limit, retries }) => ({
    model,
    tenantId: owner,
    breaker: breaker.state,
    retryAfter: Math.ceil(breaker.waitMs / 1000),
    limit: limit.limit,
    inFlight: limit.inFlight,
    ...retries.spent,
  }));
  const order = ['open', 'half_open', 'closed'];
  return {
    upstreams: upstreams.sort((a, b) => order.indexOf(a.breaker) - order.indexOf(b.breaker)),
    pools: bulkheadStates(),
  };
}
