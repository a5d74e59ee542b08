import { setImmediate } from 'node:timers/promises';
import { clock } from '@/lib/clock';
import type { LocalModelSettings } from './settings';

/** Longest wait between two events of a running answer. */
const TICK_MS = 20;

/** Keeps an answer to its time to first token and its tokens per second, by the clock in force. */
export class Pace {
  readonly #settings: LocalModelSettings;
  readonly #signal: AbortSignal;
  #firstAt = 0;

  constructor(settings: LocalModelSettings, signal: AbortSignal) {
    this.#settings = settings;
    this.#signal = signal;
  }

  /** Tokens sent together, so that a fast answer does not become thousands of tiny events. */
  get tokensAtOnce(): number {
    const { tokensPerSecond } = this.#settings;
    if (!Number.isFinite(tokensPerSecond)) return 64;
    return Math.max(1, Math.round((tokensPerSecond * TICK_MS) / 1000));
  }

  async firstToken(): Promise<void> {
    await this.#until(clock().now() + this.#settings.firstTokenMs);
    this.#firstAt = clock().now();
  }

  /** Resolves when an answer at this pace has `sent` tokens; rejects when the client is gone. */
  async after(sent: number): Promise<void> {
    await this.#until(this.#firstAt + (sent * 1000) / this.#settings.tokensPerSecond);
  }

  /** Only rejects: when the client is gone. */
  async stall(): Promise<never> {
    return new Promise((_, reject) => {
      if (this.#signal.aborted) reject(this.#signal.reason);
      this.#signal.addEventListener('abort', () => reject(this.#signal.reason), { once: true });
    });
  }

  async #until(at: number): Promise<void> {
    const wait = at - clock().now();
    if (wait > 0) await clock().sleep(wait, this.#signal);
    // A simulated clock does not wait: let a client's disconnect be noticed all the same.
    await setImmediate();
    this.#signal.throwIfAborted();
  }
}
