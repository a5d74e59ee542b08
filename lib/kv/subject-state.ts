import {
  type AdmissionLimits,
  BURST_BUCKET_MS,
  BURST_BUCKETS,
  type LimitName,
  MINUTE_BUCKET_MS,
  type Usage,
  WINDOW_BUCKETS,
} from './limiter';
import { SlidingRing } from './sliding-ring';

export interface Bound {
  limit: LimitName;
  used: number;
  retryAfterMs: number;
}

/** What one process knows of one subject's admissions. */
export class SubjectState {
  readonly tenantId: string;
  /** Requests and tokens. */
  readonly #minute = new SlidingRing(WINDOW_BUCKETS, MINUTE_BUCKET_MS);
  readonly #burst = new SlidingRing(BURST_BUCKETS, BURST_BUCKET_MS);
  #inFlight = 0;

  constructor(tenantId: string) {
    this.tenantId = tenantId;
  }

  advance(nowMs: number): void {
    this.#minute.advance(nowMs);
    this.#burst.advance(nowMs);
  }

  get bucket(): number {
    return this.#minute.head;
  }

  /** Whether it says no more than a new one would. */
  get idle(): boolean {
    return this.#inFlight === 0 && this.#minute.empty;
  }

  /** The limit that keeps one more request out the longest; nothing is counted. */
  bound(limits: AdmissionLimits, tokens: number, nowMs: number): Bound | undefined {
    const { requestsPerMinute, burstPerSecond, tokensPerMinute } = limits;
    const minute = this.#minute;
    const rates = [
      rate('requests_per_minute', minute, 'first', requestsPerMinute, 1, nowMs),
      rate('burst_per_second', this.#burst, 'first', burstPerSecond, 1, nowMs),
      rate('tokens_per_minute', minute, 'second', tokensPerMinute, tokens, nowMs),
    ];
    let longest: Bound | undefined;
    for (const bound of rates)
      if (bound && (!longest || bound.retryAfterMs > longest.retryAfterMs)) longest = bound;
    if (longest || this.#inFlight < (limits.inFlight ?? Number.POSITIVE_INFINITY)) return longest;
    return { limit: 'in_flight', used: this.#inFlight, retryAfterMs: 0 };
  }

  charge(tokens: number): void {
    this.#minute.add(1, tokens);
    this.#burst.add(1);
    this.#inFlight++;
  }

  giveBack(bucket: number, moreTokens: number): void {
    if (moreTokens !== 0) this.#minute.add(0, moreTokens, bucket);
    this.#inFlight = Math.max(0, this.#inFlight - 1);
  }

  get usage(): Usage {
    return {
      requests: this.#minute.total,
      burst: this.#burst.total,
      tokens: this.#minute.secondTotal,
    };
  }
}

function rate(
  limit: LimitName,
  ring: SlidingRing,
  which: 'first' | 'second',
  most: number | undefined,
  amount: number,
  nowMs: number,
): Bound | undefined {
  if (most === undefined) return undefined;
  const left = most - Math.min(amount, most);
  const total = which === 'first' ? ring.total : ring.secondTotal;
  if (total <= left) return undefined;
  return { limit, used: total, retryAfterMs: ring.msUntil(left, nowMs, which) };
}
