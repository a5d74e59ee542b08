const FIRST_CAPACITY = 4;

/**
 * Sums over a sliding window, kept by bucket in a ring that is as long as the buckets that something is in. The oldest
 * bucket counts in full until all of it is out of the window, so that no true window of `buckets` buckets' length holds
 * more than the sum.
 */
export class SlidingRing {
  readonly #size: number;
  readonly #bucketMs: number;
  #buckets: number[] = new Array(FIRST_CAPACITY).fill(0);
  #counts: number[] = new Array(FIRST_CAPACITY).fill(0);
  /** Of the oldest entry, and how many there are. */
  #from = 0;
  #length = 0;
  #head = 0;
  #total = 0;

  constructor(buckets: number, bucketMs: number) {
    this.#size = buckets + 1;
    this.#bucketMs = bucketMs;
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
    const head = Math.floor(nowMs / this.#bucketMs);
    if (head <= this.#head) return;
    this.#head = head;
    while (this.#length > 0 && (this.#buckets[this.#from] ?? 0) <= head - this.#size) {
      this.#total -= this.#counts[this.#from] ?? 0;
      this.#from = this.#at(1);
      this.#length--;
    }
  }

  /** Adds to a bucket, by default the newest; one that left the window, or that nothing is in any more, is left alone. */
  add(amount: number, bucket = this.#head): void {
    if (amount === 0 && bucket !== this.#head) return;
    let entry = this.#length - 1;
    while (entry >= 0 && (this.#buckets[this.#at(entry)] ?? 0) > bucket) entry--;
    const at = this.#at(Math.max(entry, 0));
    if (entry >= 0 && this.#buckets[at] === bucket)
      this.#counts[at] = (this.#counts[at] ?? 0) + amount;
    else if (bucket === this.#head) this.#push(bucket, amount);
    else return;
    this.#total += amount;
  }

  /** Milliseconds until the sum is at most `most`, which is not negative, if nothing else is added. */
  msUntil(most: number, nowMs: number): number {
    let left = this.#total;
    for (let entry = 0; entry < this.#length && left > most; entry++) {
      const at = this.#at(entry);
      left -= this.#counts[at] ?? 0;
      const leaves = ((this.#buckets[at] ?? 0) + this.#size) * this.#bucketMs;
      if (left <= most) return Math.max(1, Math.ceil(leaves - nowMs));
    }
    return 0;
  }

  /** Where an entry is, counted from the oldest; capacities are powers of two. */
  #at(entry: number): number {
    return (this.#from + entry) & (this.#buckets.length - 1);
  }

  #push(bucket: number, amount: number): void {
    if (this.#length === this.#buckets.length) this.#grow();
    const at = this.#at(this.#length++);
    this.#buckets[at] = bucket;
    this.#counts[at] = amount;
  }

  #grow(): void {
    const order = Array.from({ length: this.#length }, (_, entry) => this.#at(entry));
    const room = new Array<number>(this.#length).fill(0);
    this.#buckets = [...order.map((at) => this.#buckets[at] ?? 0), ...room];
    this.#counts = [...order.map((at) => this.#counts[at] ?? 0), ...room];
    this.#from = 0;
  }
}
