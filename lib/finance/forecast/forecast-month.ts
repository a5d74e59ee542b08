import { type DaySeries, fitDays } from '../seasonal/fit-days';

/** Two-sided 80%. */
const Z = 1.2816;
/** Days hang together: the level is known as well as the mean of so many independent ones. */
const LEVEL_OF = 2;

/** What a month comes to. Nano-dollars. */
export interface MonthForecast {
  expected: bigint;
  low: bigint;
  high: bigint;
  /** What was spent, over the days that it took, times the month's days. */
  straight: bigint;
}

/**
 * What is spent, and what the model of the days before says of each day that is left. `spent`: exact, of the first `elapsed` days
 * of a month of `days`, which are the last of the series; `since`: the place from which level and trend are learnt. The band is the 80% interval of that sum, of the days' own
 * scatter and of the level's; it is at least `measured` (the error of the rest in past months, as a share of it) wide where
 * that is known. Undefined before there is a model. Pure; the estimate is computed in doubles, what is spent is exact.
 */
export function forecastMonth(
  series: DaySeries,
  month: { days: number; elapsed: number; spent: bigint; since: number },
  measured = 0,
): MonthForecast | undefined {
  const model = fitDays(series, series.values.length, month.since);
  if (!model) return undefined;
  const { days, elapsed, spent } = month;
  let rest = 0;
  let scatter = 0;
  let level = 0;
  for (let ahead = 1; ahead <= days - elapsed; ahead += 1) {
    rest += model.expected(ahead);
    scatter += model.scale(ahead) ** 2;
    level += model.scale(ahead);
  }
  const half = Math.max(Z * Math.sqrt(scatter + level ** 2 / LEVEL_OF), measured * rest);
  const expected = spent + BigInt(Math.round(rest));
  const wide = BigInt(Math.round(half));
  return {
    expected,
    low: expected - wide > spent ? expected - wide : spent,
    high: expected + wide,
    straight: elapsed > 0 ? (spent * BigInt(days)) / BigInt(elapsed) : 0n,
  };
}
