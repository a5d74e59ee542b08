import { LRUCache } from 'lru-cache';
import { AppError } from '@/lib/errors';
import { processState } from '@/lib/process-state';
import { forgettable, removeEntries } from '@/lib/tenant-caches';
import { Breaker } from '@/lib/traffic/breaker';
import { RetryBudget } from '@/lib/traffic/retry-budget';
import { enterTenant } from '@/lib/traffic/tenant-breaker';
import type { ModelAccount } from '../account';
import { AdaptiveLimit, HIGHEST } from './adaptive-limit';

/**
 * What a call says of its upstream. `upstream_failed`: it or the way to it is broken, whoever calls; `overloaded`: 429
 * or 529; `account_refused`: the key is not accepted; `request_refused`: the request is not.
 */
export type CallEnd =
  | 'answered'
  | 'upstream_failed'
  | 'overloaded'
  | 'account_refused'
  | 'request_refused'
  | 'says_nothing';

/** One call under way. */
export interface UpstreamCall {
  /** The first text of a streamed answer is here. */
  firstToken(): void;
  /** Once, however it ended; a second time does nothing. */
  ended(how: CallEnd): void;
}

export interface CallFacts {
  /** Whose call it is. */
  tenantId: string;
  /** Whether it says when its first token came. */
  streamed: boolean;
}

const RULES = { inARow: 5, failingShare: 0.5, openMs: 10_000 };

/** One model of one account at one base URL: its breaker, its adaptive limit, and the account's retries. */
export class Upstream {
  /** Of an account that many share, two must meet failures: what one alone meets may lie in what it sends. */
  readonly breaker: Breaker;
  readonly limit: AdaptiveLimit;
  readonly retries: RetryBudget;
  /** Of tenants with failures. */
  readonly #tenants = new LRUCache<string, Breaker>({ max: 1_000, ttl: 3_600_000 });

  constructor(
    readonly model: string,
    /** Whose own account it is; undefined: the platform's. */
    readonly owner: string | undefined,
    retries: RetryBudget,
  ) {
    this.retries = retries;
    const parties = owner === undefined ? 2 : 1;
    this.breaker = new Breaker({ ...RULES, parties });
    this.limit = new AdaptiveLimit(parties);
  }

  /** Why a breaker would refuse a call of the tenant now; taking nothing. */
  refusal(tenantId: string): AppError | undefined {
    const waitMs = Math.max(this.breaker.waitMs, this.#tenants.get(tenantId)?.waitMs ?? 0);
    return waitMs > 0 ? unavailable(waitMs) : undefined;
  }

  /** Why the adaptive limit would refuse any call at this moment; taking nothing. */
  get full(): AppError | undefined {
    if (this.limit.hasRoom) return undefined;
    return new AppError('model_overloaded', 'The model has as much work as it takes now.', {
      retryAfter: this.limit.retryAfter,
    });
  }

  /**
   * Lets one call pass. Throws `model_unavailable` while a breaker is open, `model_overloaded` at the adaptive limit,
   * both with a time to come back, or what contains the tenant.
   */
  enter({ tenantId, streamed }: CallFacts): UpstreamCall {
    const refused = this.refusal(tenantId) ?? this.full;
    if (refused) throw refused;
    const own = enterTenant(tenantId);
    const shared = this.breaker.enter(tenantId);
    const alone = this.#tenants.get(tenantId)?.enter(tenantId);
    const limited = this.limit.enter(tenantId, streamed);
    if (!shared || !limited) throw new TypeError('What refuses nothing lets pass.');
    this.retries.called();
    let told = false;
    return {
      firstToken: () => limited.firstToken(),
      ended: (how) => {
        if (told) return;
        told = true;
        if (how === 'overloaded') limited.overloaded();
        limited.ended();
        const broken =
          how === 'upstream_failed' || (how === 'account_refused' && this.owner === undefined);
        if (broken) {
          shared.failed();
          (alone ?? this.#tenant(tenantId).enter(tenantId))?.failed();
          own.saidNothing();
        } else if (how === 'answered') {
          for (const pass of [shared, alone, own]) pass?.answered();
        } else {
          shared.saidNothing();
          alone?.saidNothing();
          if (how === 'account_refused' || how === 'request_refused') own.failed(how);
          else own.saidNothing();
        }
      },
    };
  }

  /** Whether anything was known of the tenant. */
  forget(tenantId: string): boolean {
    return this.#tenants.delete(tenantId);
  }

  #tenant(tenantId: string): Breaker {
    const known = this.#tenants.get(tenantId) ?? new Breaker(RULES);
    this.#tenants.set(tenantId, known);
    return known;
  }
}

function unavailable(waitMs: number): AppError {
  const retryAfter = Math.max(1, Math.ceil(waitMs / 1000));
  return new AppError('model_unavailable', 'The model is not available right now.', { retryAfter });
}

const LONGEST_KEPT_MS = 3_600_000;

const state = processState('llm.upstreams', () => ({
  upstreams: new LRUCache<string, Upstream>({
    max: 2_000,
    ttl: LONGEST_KEPT_MS,
    updateAgeOnGet: true,
  }),
  /** The one that was called last of each owner and model. */
  byPool: new LRUCache<string, Upstream>({ max: 2_000 }),
  retries: new LRUCache<string, RetryBudget>({
    max: 2_000,
    ttl: LONGEST_KEPT_MS,
    updateAgeOnGet: true,
  }),
}));

forgettable('upstreams', (tenantId) => {
  let removed = 0;
  for (const [key, upstream] of [...state.upstreams]) {
    const gone =
      upstream.owner === tenantId ? state.upstreams.delete(key) : upstream.forget(tenantId);
    removed += Number(gone);
  }
  removeEntries(state.byPool, (pool) => pool.startsWith(`${tenantId}/`));
  for (const place of [...state.retries.keys()])
    if (place.startsWith(`${tenantId}\0`)) state.retries.delete(place);
  return removed;
});

/** The one of this process for that model and account. A failing account of one tenant leaves everybody else's alone. */
export function upstreamOf(account: ModelAccount, model: string): Upstream {
  const place = [account.tenantId ?? 'platform', account.baseURL, account.apiKey].join('\0');
  const key = `${place}\0${model}`;
  const found = state.upstreams.get(key) ?? make(account, model, key, place);
  state.byPool.set(poolOf(account.tenantId, model), found);
  return found;
}

function make(account: ModelAccount, model: string, key: string, place: string): Upstream {
  const retries = state.retries.get(place) ?? new RetryBudget();
  state.retries.set(place, retries);
  const made = new Upstream(model, account.tenantId, retries);
  state.upstreams.set(key, made);
  return made;
}

/** Names what calls of a model share, by the platform's account or by a tenant's own, wherever that is. */
export function poolOf(owner: string | undefined, model: string): string {
  return `${owner ?? 'platform'}/${model}`;
}

/** How many calls of a pool may be under way now. */
export function poolLimit(pool: string): number {
  return state.byPool.get(pool)?.limit.limit ?? HIGHEST;
}

/** Those that were called in the last hour, for the operators. */
export function upstreamsInUse(): Upstream[] {
  return [...state.upstreams.values()];
}
