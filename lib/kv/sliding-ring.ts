/**
 * Sums over a sliding window, kept in a ring of buckets. The oldest bucket counts in full until all of
 * it is out of the window, so that no true window of `buckets` buckets' length holds more than the sum.
 */
export class SlidingRing {
  readonly #bucketMs: number;
  readonly #counts: Float64Array;
  #head = 0;
  #total = 0;

  constructor(buckets: number, bucketMs: number) {
    this.#bucketMs = bucketMs;
    this.#counts = new Float64Array(buckets + 1);
  }

  get total(): number {
    return this.#total;
  }

  /** Number of the newest bucket, since the epoch. */
  get head(): number {
    return this.#head;
  }

  /** Moves the window to `nowMs`. A clock that went backwards leaves it where it was. */
  advance(nowMs: number): void {
    const bucket = Math.floor(nowMs / this.#bucketMs);
    if (bucket <= this.#head) return;
    const size = this.#counts.length;
    if (this.#total === 0 || bucket - this.#head >= size) {
      this.#counts.fill(0);
      this.#total = 0;
    } else {
      for (let step = this.#head + 1; step <= bucket; step++) {
        this.#total -= this.#counts[step % size] ?? 0;
        this.#counts[step % size] = 0;
      }
    }
    this.#head = bucket;
  }

  /** Adds to a bucket, by default the newest; one that left the window is left alone. */
  add(amount: number, bucket = this.#head): void {
    const size = this.#counts.length;
    if (bucket <= this.#head - size || bucket > this.#head) return;
    const index = bucket % size;
    this.#counts[index] = (this.#counts[index] ?? 0) + amount;
    this.#total += amount;
  }

  /** Milliseconds until the sum is at most `most`, which is not negative, if nothing else is added. */
  msUntil(most: number, nowMs: number): number {
    const size = this.#counts.length;
    let left = this.#total;
    for (let step = Math.max(0, this.#head - size + 1); left > most; step++) {
      left -= this.#counts[step % size] ?? 0;
      if (left <= most) return Math.max(1, Math.ceil((step + size) * this.#bucketMs - nowMs));
    }
    return 0;
  }
}
