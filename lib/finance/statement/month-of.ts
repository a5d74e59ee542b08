import { periodAt } from '@/lib/budget/periods';

/** A calendar month where the tenant is. */
export interface MonthSpan {
  /** `YYYY-MM`. */
  month: string;
  start: Date;
  /** The next one's first instant. */
  end: Date;
  days: number;
}

/** The month of that name, `YYYY-MM`, in the zone. */
export function monthSpan(month: string, zone: string): MonthSpan {
  const year = Number(month.slice(0, 4));
  const index = Number(month.slice(5)) - 1;
  // In the middle of a month every zone agrees on which it is.
  const { start, end } = periodAt('month', zone, new Date(Date.UTC(year, index, 15)));
  return { month, start, end, days: new Date(Date.UTC(year, index + 1, 0)).getUTCDate() };
}

/** The name of the month that the instant lies in, in the zone. */
export function monthOf(at: Date, zone: string): string {
  return dayIn(at, zone).slice(0, 7);
}

/** `YYYY-MM-DD` in the zone. */
export function dayIn(at: Date, zone: string): string {
  return new Intl.DateTimeFormat('en-CA', {
    timeZone: zone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  }).format(at);
}

/** How many months before it, by name. */
export function monthsBefore(month: string, count: number): string {
  const at = new Date(Date.UTC(Number(month.slice(0, 4)), Number(month.slice(5)) - 1 - count, 1));
  return at.toISOString().slice(0, 7);
}
