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
  readonly #requests = new SlidingRing(WINDOW_BUCKETS, MINUTE_BUCKET_MS);
  readonly #burst = new SlidingRing(BURST_BUCKETS, BURST_BUCKET_MS);
  readonly #tokens = new SlidingRing(WINDOW_BUCKETS, MINUTE_BUCKET_MS);
  #inFlight = 0;

  constructor(tenantId: string) {
    this.tenantId = tenantId;
  }

  advance(nowMs: number): void {
    this.#requests.advance(nowMs);
    this.#burst.advance(nowMs);
    this.#tokens.advance(nowMs);
  }

  get bucket(): number {
    return this.#requests.head;
  }

  /** Whether it says no more than a new one would. */
  get idle(): boolean {
    return this.#inFlight === 0 && this.#requests.total === 0 && this.#tokens.total === 0;
  }

  /** The limit that keeps one more request out the longest; nothing is counted. */
  bound(limits: AdmissionLimits, tokens: number, nowMs: number): Bound | undefined {
    const rates = [
      rate('requests_per_minute', this.#requests, limits.requestsPerMinute, 1, nowMs),
      rate('burst_per_second', this.#burst, limits.burstPerSecond, 1, nowMs),
      rate('tokens_per_minute', this.#tokens, limits.tokensPerMinute, tokens, nowMs),
    ];
    let longest: Bound | undefined;
    for (const bound of rates)
      if (bound && (!longest || bound.retryAfterMs > longest.retryAfterMs)) longest = bound;
    if (longest || this.#inFlight < (limits.inFlight ?? Number.POSITIVE_INFINITY)) return longest;
    return { limit: 'in_flight', used: this.#inFlight, retryAfterMs: 0 };
  }

  charge(tokens: number): void {
    this.#requests.add(1);
    this.#burst.add(1);
    this.#tokens.add(tokens);
    this.#inFlight++;
  }

  giveBack(bucket: number, moreTokens: number): void {
    this.#tokens.add(moreTokens, bucket);
    this.#inFlight = Math.max(0, this.#inFlight - 1);
  }

  get usage(): Usage {
    return {
      requests: this.#requests.total,
      burst: this.#burst.total,
      tokens: this.#tokens.total,
    };
  }
}

function rate(
  limit: LimitName,
  ring: SlidingRing,
  most: number | undefined,
  amount: number,
  nowMs: number,
): Bound | undefined {
  if (most === undefined) return undefined;
  const left = most - Math.min(amount, most);
  if (ring.total <= left) return undefined;
  return { limit, used: ring.total, retryAfterMs: ring.msUntil(left, nowMs) };
}
