/** Numbers drawn by a seed, so that a run can be had again (mulberry32, public domain, Tommy Ettinger). */
export class Draw {
  #state: number;

  constructor(seed: number) {
    this.#state = seed | 0;
  }

  /** From 0 to just below 1. */
  unit(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  }

  /** A whole number from 0 to just below `end`. */
  below(end: number): number {
    return Math.floor(this.unit() * end);
  }

  /** Exponential with mean 1: the pauses of a Poisson process. */
  pause(): number {
    return -Math.log(1 - this.unit());
  }

  /** Log-normal with mean 1, cut three deviations above the median. */
  logNormal(sigma: number): number {
    const normal = Math.sqrt(-2 * Math.log(1 - this.unit())) * Math.cos(2 * Math.PI * this.unit());
    return Math.exp(sigma * Math.min(3, normal) - (sigma * sigma) / 2);
  }
}
