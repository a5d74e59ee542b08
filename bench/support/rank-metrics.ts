/** Where the right chunk stood, question by question. */
export class RankMetrics {
  #questions = 0;
  #first = 0;
  #firstFive = 0;
  #reciprocal = 0;
  readonly milliseconds: number[] = [];

  /** @param ranked chunk ids, best first */
  add(ranked: readonly string[], right: string): void {
    const rank = ranked.slice(0, 10).indexOf(right) + 1;
    this.#questions++;
    if (rank === 1) this.#first++;
    if (rank >= 1 && rank <= 5) this.#firstFive++;
    if (rank >= 1) this.#reciprocal += 1 / rank;
  }

  get recallAt1(): number {
    return this.#first / this.#questions;
  }

  get recallAt5(): number {
    return this.#firstFive / this.#questions;
  }

  /** Mean reciprocal rank among the first ten. */
  get mrrAt10(): number {
    return this.#reciprocal / this.#questions;
  }
}
