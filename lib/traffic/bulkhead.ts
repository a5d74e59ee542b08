import { clock } from '@/lib/clock';
import { AppError } from '@/lib/errors';
import { processState } from '@/lib/process-state';

export interface BulkheadRules {
  /** Calls at once. */
  slots: number;
  /** Calls that may wait; `Infinity` where whoever calls is bounded already. */
  waiting: number;
  /** What a person is told who comes when that is full. */
  full: string;
}

export interface BulkheadState {
  name: string;
  slots: number;
  busy: number;
  waiting: number;
  refused: number;
}

/** Of a new call in the average time that a call takes. */
const NEWEST = 0.1;
const LONGEST_RETRY_SECONDS = 30;

/**
 * A dependency's own pool (Nygard, "Release It!", 2007): so many calls at once, so many waiting, first come first
 * served. Who comes then is refused at once and told when a place should be free, so that one slow dependency holds
 * its own callers and nobody else's.
 */
export class Bulkhead {
  readonly #rules: BulkheadRules;
  readonly #waiting: (() => void)[] = [];
  #busy = 0;
  #refused = 0;
  #usualMs = 0;

  constructor(rules: BulkheadRules) {
    this.#rules = rules;
  }

  /** Runs `work` in a slot. Throws `store_unavailable` with a time when it is full, and the signal's reason. */
  async run<T>(work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    await this.#enter(signal);
    const began = clock().now();
    try {
      return await work();
    } finally {
      const ms = clock().now() - began;
      this.#usualMs += this.#usualMs === 0 ? ms : NEWEST * (ms - this.#usualMs);
      const next = this.#waiting.shift();
      if (next) next();
      else this.#busy -= 1;
    }
  }

  state(name: string): BulkheadState {
    const { slots } = this.#rules;
    const [busy, waiting, refused] = [this.#busy, this.#waiting.length, this.#refused];
    return { name, slots, busy, waiting, refused };
  }

  #enter(signal: AbortSignal | undefined): Promise<void> {
    signal?.throwIfAborted();
    if (this.#busy < this.#rules.slots) {
      this.#busy += 1;
      return Promise.resolve();
    }
    if (this.#waiting.length >= this.#rules.waiting) throw this.#refusal();
    return new Promise((resolve, reject) => {
      const start = () => {
        signal?.removeEventListener('abort', leave);
        resolve();
      };
      const leave = () => {
        this.#waiting.splice(this.#waiting.indexOf(start), 1);
        reject(signal?.reason);
      };
      this.#waiting.push(start);
      signal?.addEventListener('abort', leave, { once: true });
    });
  }

  /** Half of those that wait should have had their turn by the time it names. */
  #refusal(): AppError {
    this.#refused += 1;
    const { slots, full } = this.#rules;
    const halfMs = (this.#usualMs * this.#waiting.length) / slots / 2;
    const retryAfter = Math.min(LONGEST_RETRY_SECONDS, Math.max(1, Math.ceil(halfMs / 1000)));
    return new AppError('store_unavailable', full, { retryAfter });
  }
}

const bulkheads = processState('traffic.bulkheads', () => new Map<string, Bulkhead>());

/** The process's one pool of that name; the first caller's rules hold. */
export function bulkhead(name: string, rules: BulkheadRules): Bulkhead {
  const known = bulkheads.get(name) ?? new Bulkhead(rules);
  bulkheads.set(name, known);
  return known;
}

/** Every pool of this process, for the operators. */
export function bulkheadStates(): BulkheadState[] {
  return [...bulkheads].map(([name, pool]) => pool.state(name));
}
