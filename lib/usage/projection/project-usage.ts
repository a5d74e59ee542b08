/** A whole day's usage, nano-dollars; `weekend`: a Saturday or Sunday there. */
export interface DaySpend {
  weekend: boolean;
  nano: bigint;
}

export interface UsageBand {
  expected: bigint;
  low: bigint;
  high: bigint;
}

/** Whole days without which nothing is foretold. */
export const DAYS_NEEDED = 7;
/** Two-sided 80%. */
const Z = 1.2816;

/**
 * What a month's usage comes to: what was spent on its whole days, and for today and each day to come the mean of the days seen
 * of its kind (weekdays and weekends apart, where two of a kind were seen; else of all); of today at least what is spent.
 * The band is the 80% prediction interval of that sum for independent days: with m days of a kind to come, n seen and
 * the pooled residual variance s², the variance is Σ m·s² + Σ m²·s²/n (the days' own scatter, and that of their mean). Days
 * hang together in practice, so that it is the least honest at a month's beginning. Never below what is spent. Pure;
 * the estimate is computed in doubles, what is spent is exact. Undefined before `DAYS_NEEDED` days were seen.
 */
export function projectUsage(
  seen: readonly DaySpend[],
  month: { before: bigint; today: DaySpend; toCome: readonly { weekend: boolean }[] },
): UsageBand | undefined {
  if (seen.length < DAYS_NEEDED) return undefined;
  const kinds = [false, true].map((weekend) => seen.filter((day) => day.weekend === weekend));
  const apart = kinds.every((kind) => kind.length >= 2);
  const of = (weekend: boolean) => (apart ? (kinds[Number(weekend)] ?? []) : seen);
  const variance =
    residuals(seen, (day) => meanOf(of(day.weekend))) / (seen.length - (apart ? 2 : 1));
  let ahead = 0;
  let spread = 0;
  for (const weekend of apart ? [false, true] : [false]) {
    const days = of(weekend);
    const coming = month.toCome.filter((day) => !apart || day.weekend === weekend).length;
    const m = coming + (!apart || month.today.weekend === weekend ? 1 : 0);
    ahead += coming * meanOf(days);
    spread += m * variance + (m * m * variance) / days.length;
  }
  const today = Math.max(meanOf(of(month.today.weekend)), Number(month.today.nano));
  const least = month.before + month.today.nano;
  const expected = most(month.before + whole(today + ahead), least);
  const half = whole(Z * Math.sqrt(spread));
  return { expected, low: most(expected - half, least), high: expected + half };
}

function meanOf(days: readonly DaySpend[]): number {
  return days.reduce((sum, day) => sum + Number(day.nano), 0) / days.length;
}

function residuals(days: readonly DaySpend[], mean: (day: DaySpend) => number): number {
  return days.reduce((sum, day) => sum + (Number(day.nano) - mean(day)) ** 2, 0);
}

function whole(nano: number): bigint {
  return BigInt(Math.round(nano));
}

function most(a: bigint, b: bigint): bigint {
  return a > b ? a : b;
}
