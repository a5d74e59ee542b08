import { assertTenant } from '@/lib/db/assert-tenant';
import { env } from '@/lib/env';
import { namespaceName } from '@/lib/keys/namespace-name';
import { tenantKeys } from '@/lib/keys/tenant-keys';
import { processState } from '@/lib/process-state';
import { assertTenantContext, type TenantContext } from '@/lib/tenancy/context';
import { forgettable } from '@/lib/tenant-caches';
import { LeasedLimiter } from './leased-limiter';
import type {
  AdmissionLimits,
  Limiter,
  LimiterDecision,
  LimitName,
  Subject,
  Usage,
} from './limiter';
import { MemoryLimiter } from './memory-limiter';
import { sharedRedis } from './redis-client';
import { RedisLimiter } from './redis-limiter';

export interface AdmissionRequest {
  /** Input and output together, estimated. */
  tokens?: number;
  /** Limits of the key that the proof was made with; ignored without one. */
  key?: AdmissionLimits;
}

export type SubjectKind = 'tenant' | 'key';

export type AdmissionDecision =
  | {
      admitted: true;
      /** Further calls do nothing. */
      release(actualTokens?: number): void;
      /** Of the tenant, then of the key. */
      usage: readonly Usage[];
    }
  | {
      admitted: false;
      limit: LimitName;
      scope: SubjectKind;
      used: number;
      /** 0: nobody knows. */
      retryAfterMs: number;
    };

/** Short-lived state of one tenant. Keys carry a prefix that only the context gives. */
export interface TenantKv {
  /** One fused decision over tenant and key: nothing is counted unless every limit passes. */
  admit(limits: AdmissionLimits, request?: AdmissionRequest): Promise<AdmissionDecision>;
  /** One of so many streams at the same time; nothing but slots is counted. */
  openStream(most: number): Promise<AdmissionDecision>;
}

const FORGET_IDLE_MS = 60_000;

const limiter = processState('kv.admission', newLimiter);
forgettable('limits', (tenantId) => limiter.forget([`${namespaceName('kv', tenantId)}:admission`]));

function newLimiter(): Limiter {
  const redis = sharedRedis();
  if (!redis) {
    const limiter = new MemoryLimiter();
    setInterval(() => limiter.forgetIdle(), FORGET_IDLE_MS).unref();
    return limiter;
  }
  const limiter = new RedisLimiter(redis);
  return env.TENANTRY_LIMIT_SHARES ? new LeasedLimiter(limiter) : limiter;
}

export function tenantKv(ctx: TenantContext): TenantKv {
  assertTenantContext(ctx);
  const name = `${tenantKeys(ctx).namespace('kv')}:admission`;
  const own = (found: string) => assertTenant(ctx, found, 'the limits');
  return {
    async admit(limits, { tokens = 0, key } = {}) {
      const subjects: Subject[] = [{ name, tenantId: ctx.tenantId, own, limits }];
      if (ctx.key && key)
        subjects.push({ name: `${name}:${ctx.key.id}`, tenantId: ctx.tenantId, own, limits: key });
      return decided(await limiter.admit(subjects, tokens));
    },
    async openStream(most) {
      const streams = { name: `${name}:streams`, tenantId: ctx.tenantId, own };
      return decided(await limiter.admit([{ ...streams, limits: { inFlight: most } }], 0));
    },
  };
}

function decided(decision: LimiterDecision): AdmissionDecision {
  if (!decision.admitted) return { ...decision, scope: decision.subject === 0 ? 'tenant' : 'key' };
  let released = false;
  return {
    admitted: true,
    usage: decision.usage,
    release: (actualTokens) => {
      if (!released) limiter.release(decision.ticket, actualTokens);
      released = true;
    },
  };
}
