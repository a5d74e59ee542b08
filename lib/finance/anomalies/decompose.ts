import type { CauseDimension, Causes, Part } from './schema';

/** What calls of one feature, model, person and version of the provider's prices cost. Nano-dollars. */
export interface CostCell {
  feature: string;
  model: string;
  /** A pseudonym: what finance knows of a person or key. */
  user: string;
  version: string;
  calls: number;
  cost: bigint;
  /** By the prices of the days that it is compared with. */
  repriced: bigint;
}

const DIMENSIONS = ['feature', 'model', 'user', 'version'] as const;
/** Of each dimension; the others are one part. */
const NAMED = 5;

/**
 * What moved between a day and the mean of others. Three effects sum to the change exactly: `price` (the same calls by other prices
 * of the provider), `volume` (more or fewer calls, at the former mean cost of a call) and `mix` (the rest: other
 * features, models and people, longer questions and answers). So do the parts of each dimension. `base`: the cells of all
 * `days` others together; their mean is shared out to the nano-dollar by largest remainders. Pure.
 */
export function decompose(
  now: readonly CostCell[],
  base: readonly CostCell[],
  days: readonly string[],
): Causes {
  const count = BigInt(Math.max(1, days.length));
  const before = shareOut(base, count);
  const beforeTotal = before.reduce((sum, nano) => sum + nano, 0n);
  const change = now.reduce((sum, { cost }) => sum + cost, 0n) - beforeTotal;
  const price = now.reduce((sum, { cost, repriced }) => sum + cost - repriced, 0n);
  const callsNow = callsOf(now) * count;
  const callsBefore = callsOf(base);
  const volume =
    callsBefore > 0n ? (beforeTotal * (callsNow - callsBefore)) / callsBefore : change - price;
  return {
    days: [...days],
    changeNano: change.toString(),
    volumeNano: volume.toString(),
    mixNano: (change - volume - price).toString(),
    priceNano: price.toString(),
    parts: Object.fromEntries(
      DIMENSIONS.map((by) => [
        by,
        partsBy([
          ...now.map((cell) => [cell[by], cell.cost] as const),
          ...base.map((cell, place) => [cell[by], -(before[place] ?? 0n)] as const),
        ]),
      ]),
    ) as Record<CauseDimension, Part[]>,
  };
}

/** Each cell's share of one day's mean; the sum is that mean, rounded down. */
function shareOut(cells: readonly CostCell[], count: bigint): bigint[] {
  const total = floorOf(
    cells.reduce((sum, { cost }) => sum + cost, 0n),
    count,
  );
  const shares = cells.map(({ cost }) => floorOf(cost, count));
  let left = total - shares.reduce((sum, share) => sum + share, 0n);
  const byRemainder = cells
    .map(({ cost }, place) => ({ place, remainder: cost - (shares[place] ?? 0n) * count }))
    .sort((a, b) => Number(b.remainder - a.remainder) || a.place - b.place);
  for (const { place } of byRemainder) {
    if (left === 0n) break;
    shares[place] = (shares[place] ?? 0n) + 1n;
    left -= 1n;
  }
  return shares;
}

function floorOf(value: bigint, by: bigint): bigint {
  const cut = value / by;
  return value < 0n && cut * by !== value ? cut - 1n : cut;
}

function callsOf(cells: readonly CostCell[]): bigint {
  return BigInt(cells.reduce((sum, { calls }) => sum + calls, 0));
}

/** The largest parts by their size, and the others as one without a key. */
function partsBy(moves: readonly (readonly [string, bigint])[]): Part[] {
  const sums = new Map<string, bigint>();
  for (const [key, nano] of moves) sums.set(key, (sums.get(key) ?? 0n) + nano);
  const size = (nano: bigint) => (nano < 0n ? -nano : nano);
  const parts = [...sums]
    .filter(([, nano]) => nano !== 0n)
    .sort(([a, x], [b, y]) => Number(size(y) - size(x)) || (a < b ? -1 : 1));
  const rest = parts.slice(NAMED).reduce((sum, [, nano]) => sum + nano, 0n);
  return [
    ...parts.slice(0, NAMED).map(([key, nano]) => ({ key, nano: nano.toString() })),
    ...(parts.length > NAMED ? [{ key: null, nano: rest.toString() }] : []),
  ];
}
