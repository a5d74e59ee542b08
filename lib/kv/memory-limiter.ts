import { clock } from '@/lib/clock';
import {
  type Limiter,
  type LimiterDecision,
  MINUTE_BUCKET_MS,
  type Subject,
  type Ticket,
  WINDOW_BUCKETS,
} from './limiter';
import { type Bound, SubjectState } from './subject-state';

/** Of those that were not asked for in a while, looked at with each request: what is idle is forgotten sooner than it is made. */
const LOOKED_AT = 2;
/** After which what nobody asked for is idle. */
const IDLE_MS = (WINDOW_BUCKETS + 1) * MINUTE_BUCKET_MS;

/**
 * The limiter of an installation of one process. Subjects that are asked for are never looked at for another's sake: with
 * many of them that would cost more than the decision.
 */
export class MemoryLimiter implements Limiter {
  /** Asked for since `#since`, and before; a subject is in one of them. */
  #recent = new Map<string, SubjectState>();
  #older = new Map<string, SubjectState>();
  #since = 0;

  /** Subjects that are not idle, and those not found to be yet. */
  get size(): number {
    return this.#recent.size + this.#older.size;
  }

  async admit(subjects: readonly Subject[], tokens: number): Promise<LimiterDecision> {
    return this.decide(subjects, tokens);
  }

  /** The same at once. */
  decide(subjects: readonly Subject[], tokens: number): LimiterDecision {
    const now = clock().now();
    const states = subjects.map((subject) => this.#touched(subject));
    let binding: (Bound & { subject: number }) | undefined;
    subjects.forEach(({ limits }, subject) => {
      states[subject]?.advance(now);
      const bound = states[subject]?.bound(limits, tokens, now);
      // A rate has a time of its own and binds before a slot that nobody knows the end of.
      if (bound && (!binding || bound.retryAfterMs > binding.retryAfterMs))
        binding = { ...bound, subject };
    });
    if (binding) return { admitted: false, ...binding };
    const charged = subjects.map(({ limits }) =>
      Math.min(tokens, limits.tokensPerMinute ?? tokens),
    );
    states.forEach((state, index) => {
      state.charge(charged[index] ?? 0);
    });
    this.#forgetSome(now);
    return {
      admitted: true,
      ticket: { subjects, bucket: states[0]?.bucket ?? 0, tokens: charged },
      usage: states.map(({ usage }) => usage),
    };
  }

  release(ticket: Ticket, actualTokens?: number): void {
    const now = clock().now();
    ticket.subjects.forEach(({ name }, index) => {
      const state = this.#recent.get(name) ?? this.#older.get(name);
      const charged = ticket.tokens[index] ?? 0;
      state?.advance(now);
      state?.giveBack(ticket.bucket, (actualTokens ?? charged) - charged);
    });
  }

  forget(names: readonly string[]): number {
    return names.filter((name) => this.#recent.delete(name) || this.#older.delete(name)).length;
  }

  #touched({ name, tenantId, own }: Subject): SubjectState {
    let state = this.#recent.get(name);
    if (!state) {
      state = this.#older.get(name) ?? new SubjectState(tenantId);
      this.#older.delete(name);
      this.#recent.set(inOnePiece(name), state);
    }
    own(state.tenantId);
    return state;
  }

  /** Looks at all of them, for when nobody asks any more. */
  forgetIdle(): void {
    const now = clock().now();
    for (const states of [this.#recent, this.#older])
      for (const [name, state] of states) if (isIdle(state, now)) states.delete(name);
  }

  #forgetSome(now: number): void {
    if (this.#older.size === 0) {
      if (now < this.#since + IDLE_MS) return;
      [this.#recent, this.#older] = [this.#older, this.#recent];
      this.#since = now;
    }
    let left = LOOKED_AT;
    for (const [name, state] of this.#older) {
      this.#older.delete(name);
      if (!isIdle(state, now)) this.#recent.set(name, state);
      if (--left === 0) return;
    }
  }
}

/** A name that was put together stays a chain of pieces in memory, each of which the next comparison has to fetch. */
function inOnePiece(name: string): string {
  return Buffer.from(name).toString();
}

function isIdle(state: SubjectState, now: number): boolean {
  state.advance(now);
  return state.idle;
}
