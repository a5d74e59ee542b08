import { LRUCache } from 'lru-cache';
import { clock } from '@/lib/clock';
import { processState } from '@/lib/process-state';
import type { ModelAccount } from '../account';

/** Failures in a row after which an account's calls are refused without being sent. */
const FAILURES = 5;
/** How long, before one call may try. */
const OPEN_MS = 10_000;

export type CallEnd = 'answered' | 'upstream_failed' | 'says_nothing';

/**
 * The circuit breaker of one account and model: closed, open after `FAILURES` upstream failures in a
 * row, then half open, when one call probes. Errors that a caller made, limits of the account and stopped
 * answers say nothing about the upstream and never open it.
 */
export class Breaker {
  #failures = 0;
  #openUntil = 0;
  #probing = false;

  /** Whether a call may be made; whoever is admitted tells how it `ended`. */
  admit(): boolean {
    if (this.#failures < FAILURES) return true;
    if (this.#probing || clock().now() < this.#openUntil) return false;
    this.#probing = true;
    return true;
  }

  ended(how: CallEnd): void {
    this.#probing = false;
    if (how === 'answered') this.#failures = 0;
    if (how !== 'upstream_failed') return;
    this.#failures += 1;
    this.#openUntil = clock().now() + OPEN_MS;
  }

  /** Whole seconds until a call may try. */
  get retryAfter(): number {
    return Math.max(1, Math.ceil((this.#openUntil - clock().now()) / 1000));
  }
}

const breakers = processState(
  'llm.breakers',
  () => new LRUCache<string, Breaker>({ max: 2_000, ttl: 3_600_000 }),
);

/** A failing account of one tenant leaves everybody else's answers alone. */
export function breakerOf(account: ModelAccount, model: string): Breaker {
  const key = [account.tenantId ?? 'platform', account.baseURL, account.apiKey, model].join('\0');
  const known = breakers.get(key) ?? new Breaker();
  breakers.set(key, known);
  return known;
}
