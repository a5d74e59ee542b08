import { Temporal } from 'temporal-polyfill';
import { daysOf, financeParams, parseDays } from '@/lib/finance/schema';
import type { UsageRange } from './schema';

const HOURS = 24;

/**
 * Reads `range`, or the days `from` and `to`, of an address; 30 days to today without any. Days begin and end where the
 * tenant is, as its budgets and statements do: one has 23, 24 or 25 hours when clocks change.
 */
export function parseUsageRange(
  params: Record<string, string | string[] | undefined>,
  now: number,
  timeZone: string,
): UsageRange {
  const here = Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(timeZone);
  if (params.range === '24h') return lastHours(here);
  const { range, from, to } = params;
  // By the calendar alone: where it is that day, no matter when it begins.
  const today = Date.parse(here.toPlainDate().toString());
  const { preset, ...days } = parseDays(financeParams.parse({ range, from, to }), today);
  const steps = daysOf(days).map((at) => {
    const day = Temporal.PlainDate.from(at);
    const next = day.add({ days: 1 });
    return {
      at,
      from: iso(day.toZonedDateTime(timeZone)),
      to: iso(next.toZonedDateTime(timeZone)),
    };
  });
  return { preset, timeZone, step: 'day', ...ends(steps), steps, days };
}

function lastHours(here: Temporal.ZonedDateTime): UsageRange {
  const end = here.round({ smallestUnit: 'hour', roundingMode: 'floor' }).add({ hours: 1 });
  const steps = Array.from({ length: HOURS }, (_, place) => {
    const start = end.subtract({ hours: HOURS - place });
    return { at: iso(start), from: iso(start), to: iso(start.add({ hours: 1 })) };
  });
  const days = {
    from: end.subtract({ hours: HOURS }).toPlainDate().toString(),
    to: end.subtract({ nanoseconds: 1 }).toPlainDate().toString(),
  };
  return { preset: '24h', timeZone: here.timeZoneId, step: 'hour', ...ends(steps), steps, days };
}

function ends(steps: UsageRange['steps']): Pick<UsageRange, 'from' | 'to'> {
  return { from: steps[0]?.from ?? '', to: steps.at(-1)?.to ?? '' };
}

function iso(at: Temporal.ZonedDateTime): string {
  return new Date(at.epochMilliseconds).toISOString();
}
