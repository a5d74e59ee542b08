import { clock } from '@/lib/clock';

const WINDOW_MS = 60_000;
const BUCKET_MS = 10_000;
const BUCKETS = WINDOW_MS / BUCKET_MS;
const SHARE = 0.1;
/** So that a quiet upstream's calls can be repeated at all. */
const RESERVE = 3;

interface Bucket {
  number: number;
  calls: number;
  retries: number;
}

/**
 * Lets through retries up to a tenth of the calls of the last minute, or three where calls are few: an upstream that
 * fails everybody is not asked twice by everybody. After the retry budget of Twitter's Finagle, over a window.
 */
export class RetryBudget {
  readonly #buckets: Bucket[] = [];

  called(): void {
    this.#now().calls += 1;
  }

  /** Takes one retry; false: the call fails with what it met. */
  take(): boolean {
    const now = this.#now();
    const { calls, retries } = this.spent;
    if (retries >= Math.max(RESERVE, Math.floor(calls * SHARE))) return false;
    now.retries += 1;
    return true;
  }

  /** Of the last minute. */
  get spent(): { calls: number; retries: number } {
    const oldest = bucketNumber() - BUCKETS;
    let [calls, retries] = [0, 0];
    for (const bucket of this.#buckets) {
      if (bucket.number < oldest) continue;
      calls += bucket.calls;
      retries += bucket.retries;
    }
    return { calls, retries };
  }

  #now(): Bucket {
    const number = bucketNumber();
    const last = this.#buckets.at(-1);
    if (last && last.number >= number) return last;
    const next = { number, calls: 0, retries: 0 };
    this.#buckets.push(next);
    if (this.#buckets.length > BUCKETS + 1) this.#buckets.shift();
    return next;
  }
}

function bucketNumber(): number {
  return Math.floor(clock().now() / BUCKET_MS);
}
