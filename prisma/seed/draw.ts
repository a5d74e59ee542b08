export interface Draw {
  /** In [0, 1). */
  uniform(): number;
  /** Log-normal with the given median and shape. */
  logNormal(median: number, sigma: number): number;
  pick<T>(from: readonly T[]): T;
}

/** Draws that are the same at every installation: mulberry32, a 32-bit generator. */
export function seededDraw(seed: number): Draw {
  let state = seed >>> 0;
  const uniform = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  return {
    uniform,
    logNormal: (median, sigma) =>
      median *
      Math.exp(sigma * Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform())),
    pick: <T>(from: readonly T[]): T => {
      const chosen = from[Math.floor(uniform() * from.length)];
      if (chosen === undefined) throw new RangeError('There is nothing to pick from.');
      return chosen;
    },
  };
}
