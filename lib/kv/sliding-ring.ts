const FIRST_CAPACITY = 4;
/** Numbers of an entry: its bucket and two counts. */
const STRIDE = 3;
/** Before any bucket. */
const NEVER = -1_000_000_000;

/** Buckets are numbered from the first time that the process sees: small integers lie in their object, large ones elsewhere. */
let epochMs: number | undefined;

/**
 * Two sums over a sliding window, kept by bucket, as many as something is in. The oldest bucket counts in full until all of it
 * is out of the window, so that no true window of `buckets` buckets' length holds more than the sum.
 *
 * Of many tenants each has to be fetched from memory, which then costs more than the arithmetic: so what most decisions touch,
 * the sums, the newest bucket and the age of the oldest, lies in one object, and the buckets between in one array.
 */
export class SlidingRing {
  readonly #size: number;
  readonly #bucketMs: number;
  #head = NEVER;
  #total = 0;
  #secondTotal = 0;
  /** Of the newest entry; NEVER: there is none. */
  #newest = NEVER;
  #first = 0;
  #second = 0;
  /** The entries before it, in a ring, oldest first. */
  #older: number[] | undefined;
  #from = 0;
  #length = 0;
  #oldest = NEVER;

  constructor(buckets: number, bucketMs: number) {
    this.#size = buckets + 1;
    this.#bucketMs = bucketMs;
  }

  get total(): number {
    return this.#total;
  }

  get secondTotal(): number {
    return this.#secondTotal;
  }

  /** Number of the newest bucket. */
  get head(): number {
    return this.#head;
  }

  /** Whether nothing is in the window. */
  get empty(): boolean {
    return this.#newest === NEVER;
  }

  /** Moves the window to `nowMs`. A clock that went backwards leaves it where it was. */
  advance(nowMs: number): void {
    epochMs ??= nowMs;
    const head = Math.floor(nowMs / this.#bucketMs) - Math.floor(epochMs / this.#bucketMs);
    if (head <= this.#head) return;
    this.#head = head;
    const gone = head - this.#size;
    while (this.#length > 0 && this.#oldest <= gone) this.#dropOldest();
    if (this.#newest === NEVER || this.#newest > gone) return;
    this.#total -= this.#first;
    this.#secondTotal -= this.#second;
    this.#newest = NEVER;
  }

  /** Adds to a bucket, by default the newest; one that left the window, or that nothing is in any more, is left alone. */
  add(first: number, second = 0, bucket = this.#head): void {
    if (bucket === this.#newest) {
      this.#first += first;
      this.#second += second;
    } else if (bucket === this.#head) {
      if (this.#newest !== NEVER) this.#keep(this.#newest, this.#first, this.#second);
      this.#newest = bucket;
      this.#first = first;
      this.#second = second;
    } else if (!this.#addOlder(first, second, bucket)) return;
    this.#total += first;
    this.#secondTotal += second;
  }

  /** Milliseconds until the sum is at most `most`, which is not negative, if nothing else is added. */
  msUntil(most: number, nowMs: number, which: 'first' | 'second'): number {
    const count = which === 'first' ? 1 : 2;
    let left = which === 'first' ? this.#total : this.#secondTotal;
    if (left <= most) return 0;
    for (let entry = 0; entry < this.#length; entry++) {
      left -= this.#number(entry, count);
      if (left <= most) return this.#msUntilGone(this.#number(entry, 0), nowMs);
    }
    return this.#msUntilGone(this.#newest, nowMs);
  }

  #msUntilGone(bucket: number, nowMs: number): number {
    const absolute = bucket + Math.floor((epochMs ?? 0) / this.#bucketMs);
    return Math.max(1, Math.ceil((absolute + this.#size) * this.#bucketMs - nowMs));
  }

  /** Of an entry before the newest, counted from the oldest. */
  #number(entry: number, which: number): number {
    return this.#older?.[this.#at(entry) + which] ?? 0;
  }

  /** Capacities are powers of two. */
  #at(entry: number): number {
    const capacity = (this.#older?.length ?? 0) / STRIDE;
    return ((this.#from + entry) & (capacity - 1)) * STRIDE;
  }

  #dropOldest(): void {
    this.#total -= this.#number(0, 1);
    this.#secondTotal -= this.#number(0, 2);
    this.#from = this.#at(1) / STRIDE;
    this.#length--;
    if (this.#length > 0) this.#oldest = this.#number(0, 0);
  }

  #addOlder(first: number, second: number, bucket: number): boolean {
    for (let entry = this.#length - 1; entry >= 0; entry--) {
      const at = this.#at(entry);
      if (this.#older?.[at] !== bucket) continue;
      this.#older[at + 1] = this.#number(entry, 1) + first;
      this.#older[at + 2] = this.#number(entry, 2) + second;
      return true;
    }
    return false;
  }

  #keep(bucket: number, first: number, second: number): void {
    this.#older ??= new Array<number>(FIRST_CAPACITY * STRIDE).fill(0);
    if (this.#length * STRIDE === this.#older.length) this.#older = this.#grown(this.#older);
    const at = this.#at(this.#length++);
    this.#older[at] = bucket;
    this.#older[at + 1] = first;
    this.#older[at + 2] = second;
    if (this.#length === 1) this.#oldest = bucket;
  }

  #grown(full: number[]): number[] {
    const oldest = this.#from * STRIDE;
    this.#from = 0;
    const room = new Array<number>(full.length).fill(0);
    return [...full.slice(oldest), ...full.slice(0, oldest), ...room];
  }
}
