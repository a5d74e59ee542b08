/** Of what was measured before, what still counts after one more turn: about the last fifty turns decide. */
const KEPT = 0.98;

/** What one slot serves, measured on turns that ended. */
export class ServiceRate {
  #cost = 0;
  #ms = 0;
  #turns = 0;

  add(cost: number, ms: number): void {
    this.#cost = this.#cost * KEPT + cost;
    this.#ms = this.#ms * KEPT + ms;
    this.#turns = this.#turns * KEPT + 1;
  }

  /** How long that many slots need for that much cost; nothing before the first turn ended. */
  msFor(cost: number, slots: number): number {
    return this.#cost > 0 ? (cost * this.#ms) / (this.#cost * slots) : 0;
  }

  /** Mean length of a turn. */
  get turnMs(): number {
    return this.#turns > 0 ? this.#ms / this.#turns : 0;
  }
}
