import { LRUCache } from 'lru-cache';
import { clock } from '@/lib/clock';
import { assertTenant } from '@/lib/db/assert-tenant';
import { namespaceName } from '@/lib/keys/namespace-name';
import { tenantKeys } from '@/lib/keys/tenant-keys';
import { processState } from '@/lib/process-state';
import { assertTenantContext, type TenantContext } from '@/lib/tenancy/context';
import { forgettable } from '@/lib/tenant-caches';
import { add, advance, emptyWindow, type LimitWindow, retryAfterMs, total } from './limit-window';

export interface AdmissionLimits {
  requestsPerMinute: number;
  inFlight: number;
}

export type AdmissionDecision =
  | { admitted: true; release: () => void; remaining: number }
  | { admitted: false; limit: 'requests_per_minute'; used: number; retryAfterMs: number }
  | { admitted: false; limit: 'in_flight'; used: number };

/** Short-lived state of one tenant. Keys carry a prefix that only the context gives. */
export interface TenantKv {
  /** One fused check: nothing is counted unless every limit passes. */
  admit(limits: AdmissionLimits): AdmissionDecision;
}

interface Usage {
  /** Whose it is: compared with the context at each use (lock 3). */
  tenantId: string;
  window: LimitWindow;
  inFlight: number;
}

const usage = processState('kv.admission', () => new LRUCache<string, Usage>({ max: 100_000 }));
forgettable('limits', (tenantId) =>
  Number(usage.delete(`${namespaceName('kv', tenantId)}:admission`)),
);

export function tenantKv(ctx: TenantContext): TenantKv {
  assertTenantContext(ctx);
  const key = `${tenantKeys(ctx).namespace('kv')}:admission`;
  return {
    admit(limits) {
      const now = clock().now();
      const state = usage.get(key) ?? emptyUsage(ctx.tenantId);
      assertTenant(ctx, state.tenantId, 'the limits');
      usage.set(key, state);
      advance(state.window, now);
      const used = total(state.window);
      if (used >= limits.requestsPerMinute) {
        return {
          admitted: false,
          limit: 'requests_per_minute',
          used,
          retryAfterMs: retryAfterMs(state.window, limits.requestsPerMinute, now),
        };
      }
      if (state.inFlight >= limits.inFlight)
        return { admitted: false, limit: 'in_flight', used: state.inFlight };
      add(state.window);
      state.inFlight++;
      let released = false;
      const release = () => {
        if (!released) state.inFlight--;
        released = true;
      };
      return { admitted: true, release, remaining: limits.requestsPerMinute - used - 1 };
    },
  };
}

function emptyUsage(tenantId: string): Usage {
  return { tenantId, window: emptyWindow(), inFlight: 0 };
}
