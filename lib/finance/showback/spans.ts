import { dayOf } from '../schema';
import type { DaySpan } from './schema';

const DAY_MS = 86_400_000;

/** Days of a span, and the whole months in it with the days around them. */
export interface SplitSpan extends DaySpan {
  /** First days of whole months. */
  months: string[];
  /** First day of the first whole month, and the day after the last; both `from` without any. */
  monthsFrom: string;
  monthsUntil: string;
}

/** With `byDay` no month is taken as a whole. */
export function splitSpan({ from, to }: DaySpan, byDay: boolean): SplitSpan {
  const months: string[] = [];
  const after = dayOf(Date.parse(to) + DAY_MS);
  let at = from.endsWith('-01') ? from : nextMonth(from);
  while (!byDay && nextMonth(at) <= after) {
    months.push(at);
    at = nextMonth(at);
  }
  const [monthsFrom = from] = months;
  return { from, to, months, monthsFrom, monthsUntil: months.length > 0 ? at : from };
}

/** First days of the months that the days are, where they are whole months and no day beside; none otherwise. */
export function monthsThatAre(span: DaySpan): string[] {
  const { months, monthsFrom, monthsUntil } = splitSpan(span, false);
  return monthsFrom === span.from && monthsUntil > span.to ? months : [];
}

/** The whole months among the days; null without any. */
export function monthsWithin(span: DaySpan): DaySpan | null {
  const { months, monthsFrom, monthsUntil } = splitSpan(span, false);
  return months.length > 0 ? { from: monthsFrom, to: dayBefore(monthsUntil) } : null;
}

/** As many days just before; whole months are compared with as many months. */
export function spanBefore(span: DaySpan): DaySpan {
  const to = dayBefore(span.from);
  const months = monthsThatAre(span);
  if (months.length > 0) return { from: shiftMonths(span.from, -months.length), to };
  return { from: dayOf(Date.parse(span.from) - daysIn(span) * DAY_MS), to };
}

/** The same days of the year before; the 29th of February is the 28th there. */
export function yearBefore({ from, to }: DaySpan): DaySpan {
  return { from: lastYear(from), to: lastYear(to) };
}

export function daysIn({ from, to }: DaySpan): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / DAY_MS) + 1;
}

/** First day of the month after that of the day. */
export function nextMonth(day: string): string {
  return shiftMonths(`${day.slice(0, 7)}-01`, 1);
}

function dayBefore(day: string): string {
  return dayOf(Date.parse(day) - DAY_MS);
}

function shiftMonths(first: string, count: number): string {
  return dayOf(Date.UTC(Number(first.slice(0, 4)), Number(first.slice(5, 7)) - 1 + count, 1));
}

function lastYear(day: string): string {
  const rest = day.slice(4) === '-02-29' ? '-02-28' : day.slice(4);
  return `${String(Number(day.slice(0, 4)) - 1).padStart(4, '0')}${rest}`;
}
