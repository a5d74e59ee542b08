/** Time in UTC. The seed and the tests replace it; nothing else in `lib` calls `Date.now`. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Resolves after `ms` of this clock's time, or rejects with the signal's reason. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

const wallClock: Clock = {
  now: () => Date.now(),
  sleep: (ms, signal) =>
    new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      const timer = setTimeout(() => {
        signal?.removeEventListener('abort', stop);
        resolve();
      }, ms);
      function stop() {
        clearTimeout(timer);
        reject(signal?.reason);
      }
      signal?.addEventListener('abort', stop, { once: true });
    }),
};

/**
 * A clock that is set: `sleep` moves it on instead of waiting. A running one also moves by itself as
 * real time passes, so that what is computed takes the time it takes and what is waited for takes none.
 */
export class SimulatedClock implements Clock {
  #offset: number;
  readonly #running: boolean;

  constructor(start: number, options: { running?: boolean } = {}) {
    this.#running = options.running ?? false;
    this.#offset = start - this.#elapsed();
  }

  #elapsed(): number {
    return this.#running ? performance.now() : 0;
  }

  now(): number {
    return this.#offset + this.#elapsed();
  }

  /** Never moves back. */
  advanceTo(ms: number): void {
    this.#offset = Math.max(this.#offset, ms - this.#elapsed());
  }

  async sleep(ms: number, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    this.#offset += ms;
  }
}

const KEY = Symbol.for('tenantry.clock');
type Holder = { [KEY]?: Clock };

/** The clock in force, one for all bundles of the process. */
export function clock(): Clock {
  return (globalThis as Holder)[KEY] ?? wallClock;
}

/** Returns the undo. */
export function setClock(next: Clock): () => void {
  const holder = globalThis as Holder;
  const before = holder[KEY];
  holder[KEY] = next;
  return () => {
    holder[KEY] = before;
  };
}

export function now(): Date {
  return new Date(clock().now());
}
