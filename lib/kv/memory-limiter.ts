import { clock } from '@/lib/clock';
import type { Limiter, LimiterDecision, Subject, Ticket } from './limiter';
import { type Bound, SubjectState } from './subject-state';

/** Looked at with each request, one after the other: what is idle is forgotten sooner than it is made. */
const LOOKED_AT = 2;

/** The limiter of an installation of one process. */
export class MemoryLimiter implements Limiter {
  readonly #states = new Map<string, SubjectState>();
  #looking = this.#states.entries();

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
    let state = this.#states.get(name);
    if (!state) {
      state = new SubjectState(tenantId);
      this.#states.set(name, state);
    }
    own(state.tenantId);
    return state;
  }

  /** Looks at all of them, for when nobody asks any more. */
  forgetIdle(): void {
    const now = clock().now();
    for (const [name, state] of this.#states) this.#forgetIfIdle(name, state, now);
  }

  #forgetSome(now: number): void {
    for (let looked = 0; looked < LOOKED_AT; looked++) {
      const next = this.#looking.next();
      if (next.done) {
        this.#looking = this.#states.entries();
        return;
      }
      this.#forgetIfIdle(next.value[0], next.value[1], now);
    }
  }

  #forgetIfIdle(name: string, state: SubjectState, now: number): void {
    state.advance(now);
    if (state.idle) this.#states.delete(name);
  }
}
