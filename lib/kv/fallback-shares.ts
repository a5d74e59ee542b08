import {
  BURST_BUCKET_MS,
  BURST_BUCKETS,
  type LimiterDecision,
  MINUTE_BUCKET_MS,
  type Subject,
} from './limiter';
import { SlidingRing } from './sliding-ring';

/** What Redis counts for this process beside what it admitted. */
export interface Held {
  requests: number;
  tokens: number;
  burst: number;
  slots: number;
}

/** Admitted alone, by bucket of the minute. */
export interface Used {
  requests: number;
  tokens: number;
}

interface Share {
  readonly tenantId: string;
  held: Held;
  /** Slots that were held before any was freed here. */
  slots: number;
  /** Redis' time at which it counts as given up. */
  until: number;
  readonly burst: SlidingRing;
  readonly used: Map<number, Used>;
}

export interface BucketLengths {
  minuteBucketMs?: number;
  burstBucketMs?: number;
}

/**
 * The fall-back share of one process: what Redis had counted for it beforehand, used while it cannot be reached. Redis counts a
 * share until a window after its end, so that all processes together stay within each limit in every true window, also when
 * others still reach Redis. Times are Redis', or later.
 */
export class FallbackShares {
  readonly #shares = new Map<string, Share>();
  readonly #minuteBucketMs: number;
  readonly #burstBucketMs: number;

  constructor({
    minuteBucketMs = MINUTE_BUCKET_MS,
    burstBucketMs = BURST_BUCKET_MS,
  }: BucketLengths = {}) {
    this.#minuteBucketMs = minuteBucketMs;
    this.#burstBucketMs = burstBucketMs;
  }

  /** What Redis answered that it counts now, and until when. */
  hold({ name, tenantId }: Pick<Subject, 'name' | 'tenantId'>, held: Held, until: number): void {
    const known = this.#shares.get(name);
    if (known) {
      known.held = held;
      known.slots = held.slots;
      known.until = until;
      return;
    }
    const burst = new SlidingRing(BURST_BUCKETS, this.#burstBucketMs);
    const used = new Map<number, Used>();
    this.#shares.set(name, { tenantId, held, slots: held.slots, until, burst, used });
  }

  /** Admitted by the share alone, and so counted; undefined when it has not enough left of a limit. */
  decide(
    subjects: readonly Subject[],
    tokens: number,
    now: number,
  ): (LimiterDecision & { admitted: true }) | undefined {
    const fits = subjects.every((subject) => this.#fits(subject, tokens, now));
    if (!fits) return undefined;
    const bucket = Math.floor(now / this.#minuteBucketMs);
    const charged = subjects.map(({ limits }) =>
      Math.min(tokens, limits.tokensPerMinute ?? tokens),
    );
    subjects.forEach((subject, index) => {
      this.#use(subject, charged[index] ?? 0, bucket);
    });
    const usage = subjects.map(({ name, limits }) => {
      const held = this.#shares.get(name)?.held ?? NOTHING;
      // What is left of the share is all that can be promised.
      return {
        requests: Math.max(0, (limits.requestsPerMinute ?? 0) - held.requests),
        burst: Math.max(0, (limits.burstPerSecond ?? 0) - held.burst),
        tokens: Math.max(0, (limits.tokensPerMinute ?? 0) - held.tokens),
      };
    });
    return { admitted: true, ticket: { subjects, bucket, tokens: charged }, usage };
  }

  /** Slots that others of this process' admissions leave, which Redis still counts for it. */
  free(name: string, slots: number): void {
    const share = this.#shares.get(name);
    if (share) share.held.slots += slots;
  }

  /** What is left is what Redis is to hold from now on; slots are no more than were held at first. */
  *left(): Generator<{ name: string; tenantId: string; held: Held; used: Map<number, Used> }> {
    for (const [name, share] of this.#shares) {
      share.held.slots = Math.min(share.held.slots, share.slots);
      yield { name, tenantId: share.tenantId, held: { ...share.held }, used: share.used };
    }
  }

  /** Redis was told what was used, and holds what is left until then. */
  told(until: number): void {
    for (const share of this.#shares.values()) {
      share.used.clear();
      share.until = until;
    }
  }

  /** Gives the share up; undefined when there was nothing of it. */
  yield(name: string): Pick<Subject, 'name' | 'tenantId'> | undefined {
    const share = this.#shares.get(name);
    if (!share || share.used.size > 0) return undefined;
    this.#shares.delete(name);
    const { requests, tokens, burst, slots } = share.held;
    return requests + tokens + burst + slots > 0 ? { name, tenantId: share.tenantId } : undefined;
  }

  forget(name: string): void {
    this.#shares.delete(name);
  }

  names(): Pick<Subject, 'name' | 'tenantId'>[] {
    return [...this.#shares].map(([name, { tenantId }]) => ({ name, tenantId }));
  }

  #fits({ name, limits, own }: Subject, tokens: number, now: number): boolean {
    const { requestsPerMinute, burstPerSecond, tokensPerMinute, inFlight } = limits;
    const limited = requestsPerMinute ?? burstPerSecond ?? tokensPerMinute ?? inFlight;
    const share = this.#shares.get(name);
    if (!share) return limited === undefined;
    own(share.tenantId);
    if (limited === undefined) return true;
    const { held, burst, until } = share;
    if (now >= until) return false;
    burst.advance(now);
    return (
      (requestsPerMinute === undefined || held.requests >= 1) &&
      (burstPerSecond === undefined || burst.total < held.burst) &&
      (tokensPerMinute === undefined || Math.min(tokens, tokensPerMinute) <= held.tokens) &&
      (inFlight === undefined || held.slots >= 1)
    );
  }

  #use({ name, tenantId }: Subject, tokens: number, bucket: number): void {
    if (!this.#shares.has(name)) this.hold({ name, tenantId }, { ...NOTHING }, 0);
    const share = this.#shares.get(name);
    if (!share) return;
    const { held, burst, used } = share;
    // A limit that is absent now may be there later.
    held.requests = Math.max(0, held.requests - 1);
    held.tokens = Math.max(0, held.tokens - tokens);
    held.slots = Math.max(0, held.slots - 1);
    burst.add(1);
    const counted = used.get(bucket) ?? { requests: 0, tokens: 0 };
    used.set(bucket, {
      requests: counted.requests + 1,
      tokens: counted.tokens + tokens,
    });
  }
}

const NOTHING: Held = { requests: 0, tokens: 0, burst: 0, slots: 0 };
