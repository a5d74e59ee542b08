import { clock } from '@/lib/clock';
import type { Limiter, LimiterDecision, Subject, Ticket } from './limiter';
import { type Bound, SubjectState } from './subject-state';

/** Of the longest untouched, looked at with each request: what is idle is forgotten sooner than it is made. */
const LOOKED_AT = 2;

/** The limiter of an installation of one process. */
export class MemoryLimiter implements Limiter {
  /** In the order of last use. */
  readonly #states = new Map<string, SubjectState>();

  /** Subjects that are not idle, and those not found to be yet. */
  get size(): number {
    return this.#states.size;
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
    this.#forgetIdle(now);
    return {
      admitted: true,
      ticket: { subjects, bucket: states[0]?.bucket ?? 0, tokens: charged },
      usage: states.map(({ usage }) => usage),
    };
  }

  release(ticket: Ticket, actualTokens?: number): void {
    const now = clock().now();
    ticket.subjects.forEach(({ name }, index) => {
      const state = this.#states.get(name);
      const charged = ticket.tokens[index] ?? 0;
      state?.advance(now);
      state?.giveBack(ticket.bucket, (actualTokens ?? charged) - charged);
    });
  }

  forget(names: readonly string[]): number {
    return names.filter((name) => this.#states.delete(name)).length;
  }

  #touched({ name, tenantId, own }: Subject): SubjectState {
    const state = this.#states.get(name) ?? new SubjectState(tenantId);
    own(state.tenantId);
    this.#states.delete(name);
    this.#states.set(name, state);
    return state;
  }

  #forgetIdle(now: number): void {
    let looked = 0;
    for (const [name, state] of this.#states) {
      if (looked++ === LOOKED_AT) return;
      state.advance(now);
      if (state.idle) this.#states.delete(name);
    }
  }
}
