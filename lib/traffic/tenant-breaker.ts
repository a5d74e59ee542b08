import { LRUCache } from 'lru-cache';
import { clock } from '@/lib/clock';
import { AppError, type ErrorCode } from '@/lib/errors';
import { processState } from '@/lib/process-state';
import { forgettable, removeEntries } from '@/lib/tenant-caches';
import { Breaker, type BreakerPass, type BreakerRules } from './breaker';

/** What of a tenant's own making keeps its calls from being answered. */
export type OwnFailure = 'account_refused' | 'request_refused';

interface Containment extends BreakerRules {
  code: ErrorCode;
  name: string;
  message: string;
  remedy: string;
}

const CONTAINMENTS: Readonly<Record<OwnFailure, Containment>> = {
  account_refused: {
    inARow: 3,
    openMs: 30_000,
    code: 'model_unavailable',
    name: 'refused_model_account',
    message: 'The provider refuses the key of your workspace’s own model account.',
    remedy: 'An operator can give the workspace’s account a key that its provider accepts.',
  },
  request_refused: {
    inARow: 10,
    openMs: 10_000,
    code: 'rate_limited',
    name: 'invalid_requests_in_a_row',
    message: 'The model refused the last requests of your workspace as invalid.',
    remedy: 'Correct the request: the provider’s answer to the last one says what is wrong.',
  },
};

const KINDS = Object.keys(CONTAINMENTS) as OwnFailure[];

export interface TenantPass {
  answered(): void;
  failed(how: OwnFailure): void;
  saidNothing(): void;
}

/** Only of tenants with a failure in the last hour. */
const breakers = processState(
  'traffic.tenantBreakers',
  () => new LRUCache<string, Breaker>({ max: 10_000, ttl: 3_600_000 }),
);
forgettable('tenant breakers', (tenantId) =>
  removeEntries(breakers, (key) => key.startsWith(`${tenantId}/`)),
);

/** Why the tenant's calls are stopped for the moment, when they are: from memory, taking nothing. */
export function containedRefusal(tenantId: string): AppError | undefined {
  for (const how of KINDS) {
    const waitMs = breakers.get(keyOf(tenantId, how))?.waitMs ?? 0;
    if (waitMs > 0) return refusal(CONTAINMENTS[how], waitMs);
  }
  return undefined;
}

/**
 * Lets one model call of the tenant pass, and throws what stops it while its own calls keep failing through its own
 * doing: they then cost nobody anything. No other tenant's calls are counted or stopped here.
 */
export function enterTenant(tenantId: string): TenantPass {
  const contained = containedRefusal(tenantId);
  if (contained) throw contained;
  const passes = new Map<OwnFailure, BreakerPass>();
  for (const how of KINDS) {
    const pass = breakers.get(keyOf(tenantId, how))?.enter(tenantId);
    if (pass) passes.set(how, pass);
  }
  return {
    answered: () => {
      for (const pass of passes.values()) pass.answered();
    },
    failed: (how) => {
      (passes.get(how) ?? kept(tenantId, how).enter(tenantId))?.failed();
      for (const pass of passes.values()) pass.saidNothing();
    },
    saidNothing: () => {
      for (const pass of passes.values()) pass.saidNothing();
    },
  };
}

function keyOf(tenantId: string, how: OwnFailure): string {
  return `${tenantId}/${how}`;
}

function kept(tenantId: string, how: OwnFailure): Breaker {
  const key = keyOf(tenantId, how);
  const known = breakers.get(key) ?? new Breaker(CONTAINMENTS[how]);
  breakers.set(key, known);
  return known;
}

function refusal(contained: Containment, waitMs: number): AppError {
  const { code, name, message, remedy, inARow } = contained;
  return new AppError(code, `${message} Its calls are stopped for a moment.`, {
    retryAfter: Math.ceil(waitMs / 1000),
    limit: {
      name,
      scope: 'tenant',
      limit: inARow,
      used: inARow,
      resetsAt: new Date(clock().now() + waitMs).toISOString(),
      remedy,
    },
  });
}
