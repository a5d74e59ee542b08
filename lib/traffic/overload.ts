import { AppError } from '@/lib/errors';
import { processState } from '@/lib/process-state';

const SAMPLE_MS = 250;
/** Of a new sample in the average: what lasts some seconds counts, a single pause does not. */
const NEWEST = 0.1;
const OVERLOADED_MS = 500;
const RECOVERED_MS = 250;
const RETRY_SECONDS = 2;

/** By how much timers come late, smoothed: what every request of this process waits for beside its own work. */
export class LoopLag {
  #usualMs = 0;
  #overloaded = false;

  observe(lagMs: number): void {
    this.#usualMs += NEWEST * (Math.max(0, lagMs) - this.#usualMs);
    this.#overloaded = this.#usualMs > (this.#overloaded ? RECOVERED_MS : OVERLOADED_MS);
  }

  get usualMs(): number {
    return this.#usualMs;
  }

  get overloaded(): boolean {
    return this.#overloaded;
  }
}

function watched(): LoopLag {
  return processState('traffic.loopLag', () => {
    const lag = new LoopLag();
    let due = performance.now() + SAMPLE_MS;
    setInterval(() => {
      const now = performance.now();
      lag.observe(now - due);
      due = now + SAMPLE_MS;
    }, SAMPLE_MS).unref();
    return lag;
  });
}

/** By how much this process's timers come late, in milliseconds. */
export function loopLagMs(): number {
  return watched().usualMs;
}

/**
 * Refuses new work while this process has had more than it can do for some seconds: `model_overloaded` with a time to
 * come back, from memory, so that refusing costs nothing. Undefined when there is no need.
 */
export function overloadRefusal(): AppError | undefined {
  if (!watched().overloaded) return undefined;
  return new AppError('model_overloaded', 'There is more work than can be done at this moment.', {
    retryAfter: RETRY_SECONDS,
  });
}
