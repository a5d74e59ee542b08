/** A share of something: whole parts, none below zero. */
export interface Weight {
  key: string;
  weight: bigint;
}

/**
 * Splits a whole amount by weights, by the method of the largest remainder (Hamilton): each key gets its exact share rounded
 * down, and what is left goes, one nano-dollar each, to the largest remainders; of equal ones to the first by key. The parts are
 * the amount exactly, whatever the order of the weights. Without any weight nobody gets anything, and the map is empty.
 */
export function allocate(amount: bigint, weights: readonly Weight[]): Map<string, bigint> {
  const meant = weights.filter(({ weight }) => weight > 0n);
  const whole = meant.reduce((sum, { weight }) => sum + weight, 0n);
  if (whole === 0n) return new Map();
  const parts = meant.map(({ key, weight }) => ({
    key,
    part: (amount * weight) / whole,
    rest: (amount * weight) % whole,
  }));
  let left = amount - parts.reduce((sum, { part }) => sum + part, 0n);
  parts.sort((a, b) => (a.rest === b.rest ? (a.key < b.key ? -1 : 1) : a.rest > b.rest ? -1 : 1));
  return new Map(
    parts.map(({ key, part }) => {
      const more = left > 0n ? 1n : 0n;
      left -= more;
      return [key, part + more];
    }),
  );
}
