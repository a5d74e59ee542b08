import type { ErrorBody } from '@/lib/errors';

const PAUSES_MS = [1_000, 2_000, 4_000, 8_000, 15_000, 30_000];
/** Who is told to come back later than this is told so, rather than kept waiting. */
const LONGEST_MS = 10 * 60_000;
/** Refusals of one file, others having gone before each. */
const MOST_TRIES = 8;
/** Gone for the moment; the same file may go on. */
const PASSING: readonly ErrorBody['code'][] = [
  'store_unavailable',
  'concurrency_limited',
  'rate_limited',
  'cancelled',
];

/** Whether a refusal says nothing of the file, and is soon over. */
export function passes({ code, retryAfter = 0 }: ErrorBody): boolean {
  return PASSING.includes(code) && retryAfter * 1_000 <= LONGEST_MS;
}

/**
 * When a queue of uploads goes on after a refusal that passes: all of it waits, since what refused one file would refuse the
 * next. It waits as long as the server asks, longer after each time that nothing went, and until there is a network.
 */
export class UploadPauses {
  readonly #onOver: () => void;
  /** Of each file that was refused. */
  readonly #tries = new Map<string, number>();
  /** Refusals since the last file that went. */
  #inRow = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #until = 0;

  constructor(onOver: () => void) {
    this.#onOver = onOver;
  }

  /** Nothing is to be sent now. */
  holds(): boolean {
    if (this.#timer !== undefined) return true;
    if (isOffline()) globalThis.addEventListener?.('online', this.#look);
    return isOffline();
  }

  /** Begins a pause for the file; false where it was tried often enough, though others went. */
  take(key: string, { retryAfter = 0 }: ErrorBody): boolean {
    // While nothing goes at all, it is not for the file.
    const tries = (this.#tries.get(key) ?? 0) + (this.#inRow === 0 ? 1 : 0);
    if (tries > MOST_TRIES) return false;
    const pause = PAUSES_MS[Math.min(this.#inRow, PAUSES_MS.length - 1)] ?? 0;
    // Of several that are refused together, the first makes the pause.
    if (this.#timer === undefined) this.#inRow += 1;
    this.#wait(Math.max(pause, retryAfter * 1_000));
    this.#tries.set(key, tries);
    return true;
  }

  /** The server takes files: whatever refused the others is over. */
  went(key: string): void {
    this.#tries.delete(key);
    this.#inRow = 0;
  }

  forget(key: string): void {
    this.#tries.delete(key);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    globalThis.removeEventListener?.('online', this.#look);
  }

  #wait(ms: number): void {
    const until = Date.now() + ms;
    if (this.#timer !== undefined && until <= this.#until) return;
    clearTimeout(this.#timer);
    this.#until = until;
    this.#timer = setTimeout(this.#look, ms);
  }

  /** Without a network it looks again when there is one. */
  readonly #look = (): void => {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    globalThis.removeEventListener?.('online', this.#look);
    if (isOffline()) globalThis.addEventListener?.('online', this.#look);
    else this.#onOver();
  };
}

function isOffline(): boolean {
  return globalThis.navigator?.onLine === false;
}
