import type { DaySeries } from './fit-days';
import { median } from './robust';

/** Monday is 0; `day`: days since the epoch, which began on a Thursday. */
export function weekdayOf(day: number): number {
  return (((day + 3) % 7) + 7) % 7;
}

/**
 * How much of an average day each weekday is, Monday first, seven in sum: the median of its ratios to the mean of the seven days
 * around it, in which each weekday is once, so that neither trend nor level is in it. All alike where nothing was seen.
 */
export function weekdayFactors(
  { first, values }: DaySeries,
  from: number,
  end: number,
): readonly number[] {
  const ratios: number[][] = Array.from({ length: 7 }, () => []);
  for (let place = from + 3; place + 3 < end; place += 1) {
    let sum = 0;
    for (let near = place - 3; near <= place + 3; near += 1) sum += values[near] ?? 0;
    if (sum > 0) ratios[weekdayOf(first + place)]?.push((7 * (values[place] ?? 0)) / sum);
  }
  const factors = ratios.map((seen) => (seen.length > 0 ? median(seen) : 1));
  const sum = factors.reduce((all, factor) => all + factor, 0);
  return sum > 0 ? factors.map((factor) => (factor * 7) / sum) : Array(7).fill(1);
}
