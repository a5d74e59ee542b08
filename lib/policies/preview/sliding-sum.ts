/** The sum of what was added within the last so many ms. Times come in order. */
export class SlidingSum {
  readonly #spanMs: number;
  #entries: { at: number; amount: number }[] = [];
  #first = 0;
  #sum = 0;

  constructor(spanMs: number) {
    this.#spanMs = spanMs;
  }

  at(now: number): number {
    for (let entry = this.#entries[this.#first]; entry; entry = this.#entries[this.#first]) {
      if (entry.at > now - this.#spanMs) break;
      this.#sum -= entry.amount;
      this.#first++;
    }
    if (this.#first > 10_000) {
      this.#entries = this.#entries.slice(this.#first);
      this.#first = 0;
    }
    return this.#sum;
  }

  add(at: number, amount: number): void {
    this.#entries.push({ at, amount });
    this.#sum += amount;
  }
}
