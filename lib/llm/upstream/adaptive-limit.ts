import { clock } from '@/lib/clock';

export interface LimitedCall {
  /** The first text of a streamed answer is here. */
  firstToken(): void;
  /** The provider said 429 or 529. */
  overloaded(): void;
  /** Exactly once, however it ended. */
  ended(): void;
}

interface Begun {
  at: number;
  party: string;
  /** Its first token is waited for. */
  awaited: boolean;
}

export const LOWEST = 2;
export const HIGHEST = 50;
const DECREASE = 0.7;
/** Without a sign of overload for so long the limit grows by a call for each answer, before by one for all of them. */
const CALM_MS = 10_000;
/** A first token is late after four times the usual and two seconds; before any came, after half a minute. */
const LATE_FACTOR = 4;
const LATE_MS = 2_000;
const LATE_UNKNOWN_MS = 30_000;
/** How long a late first token of one party is remembered, until another's is late too. */
const LATE_KEPT_MS = 30_000;
/** What is in use may fall short of the limit: the first decrease begins at twice that, and not below this. */
const LEAST_IN_USE = 10;
/** Of a new sample in the averages. */
const NEWEST = 0.05;
/** What a late first token adds to the usual time, so that a provider that stays slow becomes usual, but not at once. */
const LATE_DRIFT = 1.01;
const LONGEST_RETRY_SECONDS = 30;

/**
 * How many calls of one model and account may be under way: additive increase, multiplicative decrease (Chiu and
 * Jain, 1989), at most one decrease for the calls that were under way together, as in TCP (RFC 6582). Signs of
 * overload are the provider's 429 and 529 and a first token that comes, or is still awaited, far later than usual,
 * as in Netflix's concurrency-limits. It grows only while at least half of it is in use. Where several share it, two
 * must wait for late tokens: one who asks for much waits for long, and that is no sign.
 */
export class AdaptiveLimit {
  #limit = HIGHEST;
  #decreasedAt = Number.NEGATIVE_INFINITY;
  #usualFirstTokenMs: number | undefined;
  #usualCallMs = 0;
  readonly #underWay = new Set<Begun>();
  readonly #lateAt = new Map<string, number>();
  readonly #parties: number;

  constructor(parties: number) {
    this.#parties = parties;
  }

  get limit(): number {
    return Math.floor(this.#limit);
  }

  get inFlight(): number {
    return this.#underWay.size;
  }

  /** Whether a call more may be made now. */
  get hasRoom(): boolean {
    this.#noticeLate();
    return this.inFlight < this.limit;
  }

  /** Seconds until a call of those under way should have ended. */
  get retryAfter(): number {
    const seconds = Math.ceil(this.#usualCallMs / Math.max(1, this.limit) / 1000);
    return Math.min(LONGEST_RETRY_SECONDS, Math.max(1, seconds));
  }

  /** Counts a call in; undefined at the limit. `streamed`: whether it will say when its first token came. */
  enter(party: string, streamed: boolean): LimitedCall | undefined {
    if (!this.hasRoom) return undefined;
    const begun: Begun = { at: clock().now(), party, awaited: streamed };
    this.#underWay.add(begun);
    return {
      firstToken: () => {
        if (begun.awaited) this.#firstToken(begun);
      },
      overloaded: () => this.#decrease(begun.at),
      ended: () => this.#end(begun),
    };
  }

  #firstToken(begun: Begun): void {
    begun.awaited = false;
    const ms = clock().now() - begun.at;
    const late = ms > this.#lateMs();
    if (late) {
      this.#usualFirstTokenMs = (this.#usualFirstTokenMs ?? ms) * LATE_DRIFT;
      this.#late(begun);
    } else {
      this.#usualFirstTokenMs = average(this.#usualFirstTokenMs, ms);
      this.#increase();
    }
  }

  /** Calls are in the order in which they began: the first that is not late ends the search. */
  #noticeLate(): void {
    const now = clock().now();
    const late = this.#lateMs();
    for (const begun of this.#underWay) {
      if (now - begun.at <= late) return;
      if (!begun.awaited) continue;
      begun.awaited = false;
      this.#late(begun);
    }
  }

  #late({ party, at }: Begun): void {
    const now = clock().now();
    this.#lateAt.set(party, now);
    for (const [other, lateAt] of this.#lateAt)
      if (now - lateAt > LATE_KEPT_MS) this.#lateAt.delete(other);
    if (this.#lateAt.size >= this.#parties) this.#decrease(at);
  }

  #lateMs(): number {
    if (this.#usualFirstTokenMs === undefined) return LATE_UNKNOWN_MS;
    return LATE_MS + LATE_FACTOR * this.#usualFirstTokenMs;
  }

  #increase(): void {
    if (this.inFlight < this.#limit / 2) return;
    const calm = clock().now() - this.#decreasedAt >= CALM_MS;
    this.#limit = Math.min(HIGHEST, this.#limit + (calm ? 1 : 1 / this.#limit));
  }

  #decrease(begunAt: number): void {
    if (begunAt <= this.#decreasedAt) return;
    this.#decreasedAt = clock().now();
    this.#lateAt.clear();
    const inUse = Math.max(LEAST_IN_USE, 2 * this.inFlight);
    this.#limit = Math.max(LOWEST, Math.min(this.#limit, inUse) * DECREASE);
  }

  #end(begun: Begun): void {
    if (!this.#underWay.delete(begun)) return;
    this.#usualCallMs = average(this.#usualCallMs || undefined, clock().now() - begun.at);
  }
}

function average(usual: number | undefined, sample: number): number {
  return usual === undefined ? sample : usual + NEWEST * (sample - usual);
}
