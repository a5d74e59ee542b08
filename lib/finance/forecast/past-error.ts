import { judgeDays } from '../anomalies/judge-days';
import { quantile } from '../seasonal/robust';
import { forecastMonth, type MonthForecast } from './forecast-month';

/** Every whole day that is known, one after the other. `first`: days since the epoch; nano-dollars. */
export interface CostDays {
  first: number;
  cost: readonly bigint[];
  /** From which place on level and trend were learnt once each day was over. */
  since: readonly number[];
}

/** As above, of what the days cost. */
export function costDays(first: number, cost: readonly bigint[]): CostDays {
  const judged = judgeDays({ first, values: cost.map(Number) });
  return { first, cost, since: judged.map((day) => day?.since ?? 0) };
}

/** How far off forecasts would have been. Shares of what the month came to. */
export interface PastError {
  /** The mean of the absolute errors, of the forecast and of the straight line; undefined of no month. */
  model: number | undefined;
  straight: number | undefined;
  /** Error of the rest of the month as a share of it, which four months of five stayed below; 0 of fewer than four. */
  rest: number;
  months: number;
}

const DAY_MS = 86_400_000;
const MONTHS = 12;
const MONTHS_FOR_BAND = 4;

/**
 * Forecasts the months before the one of `today` as they would have been on the same day of each, from the days before it alone.
 * `today`: days since the epoch, the first that is not known. Months that came to nothing are not counted. Pure.
 */
export function pastError(days: CostDays, today: number): PastError {
  const errors: { model: number; straight: number; rest: number }[] = [];
  for (let back = 1; back <= MONTHS; back += 1) {
    const one = errorOf(days, monthAround(today, back));
    if (one) errors.push(one);
  }
  const mean = (key: 'model' | 'straight') =>
    errors.length > 0 ? errors.reduce((sum, one) => sum + one[key], 0) / errors.length : undefined;
  const rests = errors.map(({ rest }) => rest);
  return {
    model: mean('model'),
    straight: mean('straight'),
    rest: rests.length >= MONTHS_FOR_BAND ? quantile(rests, 0.8) : 0,
    months: errors.length,
  };
}

/** The month of a day, and what of it is past. Days since the epoch. */
export interface MonthSpan {
  start: number;
  end: number;
  /** The first day that is not over. */
  today: number;
}

/** The month so many before that of `today`, on the same day of it, or its last. UTC. */
export function monthAround(today: number, back = 0): MonthSpan {
  const at = new Date(today * DAY_MS);
  const monthStart = (more: number) =>
    Date.UTC(at.getUTCFullYear(), at.getUTCMonth() - back + more, 1) / DAY_MS;
  const start = monthStart(0);
  const end = monthStart(1);
  return { start, end, today: Math.min(start + at.getUTCDate() - 1, end - 1) };
}

/** What the days of the month before its `today` say it comes to. */
export function forecastAt(
  days: CostDays,
  { start, end, today }: MonthSpan,
  measured = 0,
): MonthForecast | undefined {
  const { first, cost } = days;
  const known = cost.slice(0, Math.max(0, today - first));
  const values = known.map(Number);
  const since = days.since[values.length - 1] ?? 0;
  const spent = known.slice(Math.max(0, start - first)).reduce((sum, nano) => sum + nano, 0n);
  return forecastMonth(
    { first, values },
    { days: end - start, elapsed: today - start, spent, since },
    measured,
  );
}

function errorOf(days: CostDays, month: MonthSpan) {
  // On its first day there is no line to draw; of a month that began before the days nobody knows all.
  if (month.start < days.first || month.today === month.start) return undefined;
  const forecast = forecastAt(days, month);
  const sum = (from: number, to: number) =>
    days.cost.slice(from - days.first, to - days.first).reduce((all, nano) => all + nano, 0n);
  const came = Number(sum(month.start, month.end));
  if (!forecast || came <= 0) return undefined;
  const off = (foretold: bigint) => Math.abs(Number(foretold) - came);
  const rest = Number(forecast.expected - sum(month.start, month.today));
  return {
    model: off(forecast.expected) / came,
    straight: off(forecast.straight) / came,
    rest: rest > 0 ? off(forecast.expected) / rest : 0,
  };
}
