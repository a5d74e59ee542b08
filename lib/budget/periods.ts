import { LRUCache } from 'lru-cache';
import { Temporal } from 'temporal-polyfill';
import { processState } from '@/lib/process-state';

export const BUDGET_PERIODS = ['minute', 'day', 'month'] as const;
export type BudgetPeriod = (typeof BUDGET_PERIODS)[number];

/** A stretch of time in which a counter counts: `start` belongs to it, `end` to the next. */
export interface PeriodSpan {
  start: Date;
  end: Date;
}

const MINUTE_MS = 60_000;
const cache = processState(
  'budget.periods',
  () => new LRUCache<string, PeriodSpan>({ max: 2_000 }),
);

/**
 * The period that the instant lies in, where the tenant is. A day has 23, 24 or 25 hours when clocks change,
 * and begins at its first instant where midnight does not exist.
 */
export function periodAt(period: BudgetPeriod, zone: string, at: Date): PeriodSpan {
  if (period === 'minute') {
    const start = Math.floor(at.getTime() / MINUTE_MS) * MINUTE_MS;
    return { start: new Date(start), end: new Date(start + MINUTE_MS) };
  }
  const key = `${zone}/${period}`;
  const known = cache.get(key);
  if (known && known.start <= at && at < known.end) return known;
  const local = Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(zone);
  // By the calendar, not by the clock: a time of day that some day lacks changes nothing.
  const day = local.toPlainDate();
  const first = period === 'month' ? day.with({ day: 1 }) : day;
  const next = first.add(period === 'month' ? { months: 1 } : { days: 1 });
  const span = { start: startOf(first, zone), end: startOf(next, zone) };
  cache.set(key, span);
  return span;
}

function startOf(day: Temporal.PlainDate, zone: string): Date {
  return new Date(day.toZonedDateTime(zone).epochMilliseconds);
}
