import fc from 'fast-check';
import { expect, it } from 'vitest';
import { dayOf, daysOf } from '../schema';
import {
  daysIn,
  monthsThatAre,
  monthsWithin,
  nextMonth,
  spanBefore,
  splitSpan,
  yearBefore,
} from './spans';

const DAY_MS = 86_400_000;
const spans = fc
  .record({
    start: fc.integer({ min: 10_000, max: 30_000 }),
    days: fc.integer({ min: 1, max: 500 }),
  })
  .map(({ start, days }) => ({
    from: dayOf(start * DAY_MS),
    to: dayOf((start + days - 1) * DAY_MS),
  }));

it('splits into days and whole months that are the span, each day once', () => {
  fc.assert(
    fc.property(spans, fc.boolean(), (span, byDay) => {
      const split = splitSpan(span, byDay);
      const before = daysOf({ from: span.from, to: dayOf(Date.parse(split.monthsFrom) - DAY_MS) });
      const after = daysOf({ from: split.monthsUntil, to: span.to });
      const months = split.months.flatMap((month) =>
        daysOf({ from: month, to: dayOf(Date.parse(nextMonth(month)) - DAY_MS) }),
      );
      expect([...before, ...months, ...after]).toEqual(daysOf(span));
    }),
  );
});

it('are months where every day of them is among the months within', () => {
  fc.assert(
    fc.property(spans, (span) => {
      const months = monthsThatAre(span);
      const within = monthsWithin(span);
      if (months.length > 0) expect(within).toEqual(span);
      else expect(within).not.toEqual(span);
      if (within) expect(monthsThatAre(within)).toEqual(splitSpan(span, false).months);
      else expect(splitSpan(span, false).months).toEqual([]);
    }),
  );
});

it('takes as many days just before', () => {
  fc.assert(
    fc.property(spans, (span) => {
      const before = spanBefore(span);
      expect(Date.parse(before.to) + DAY_MS).toBe(Date.parse(span.from));
      if (splitSpan(span, false).months.length === 0) expect(daysIn(before)).toBe(daysIn(span));
    }),
  );
});

it('compares whole months with whole months, and a leap day with the day before it', () => {
  expect(spanBefore({ from: '2024-03-01', to: '2024-03-31' })).toEqual({
    from: '2024-02-01',
    to: '2024-02-29',
  });
  expect(spanBefore({ from: '2024-03-01', to: '2024-04-30' }).from).toBe('2024-01-01');
  expect(spanBefore({ from: '2024-03-02', to: '2024-03-31' })).toEqual({
    from: '2024-02-01',
    to: '2024-03-01',
  });
  expect(yearBefore({ from: '2024-02-29', to: '2024-03-31' })).toEqual({
    from: '2023-02-28',
    to: '2023-03-31',
  });
});
