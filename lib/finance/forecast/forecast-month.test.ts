import { describe, expect, it } from 'vitest';
import { measureAnomalies } from '@/bench/finance/anomalies';
import { measureForecast } from '@/bench/finance/forecast';
import { forecastMonth } from './forecast-month';
import { costDays, monthAround, pastError } from './past-error';

/** A Monday. */
const FIRST = Date.UTC(2026, 5, 1) / 86_400_000;
const WEEK = [100n, 100n, 100n, 100n, 100n, 10n, 10n];
const weeks = (count: number) => Array.from({ length: count * 7 }, (_, day) => WEEK[day % 7] ?? 0n);

describe('a month’s cost', () => {
  it('is what is spent and the weekdays that are left', () => {
    const values = weeks(8).map(Number);
    const forecast = forecastMonth(
      { first: FIRST, values },
      { days: 14, elapsed: 5, spent: 9_007_199_254_740_993n, since: 0 },
    );
    // Nine days from a Monday on: five of a hundred, two of ten, two of a hundred.
    expect(forecast?.expected).toBe(9_007_199_254_740_993n + 720n);
    expect(forecast?.straight).toBe((9_007_199_254_740_993n * 14n) / 5n);
    expect(forecast && forecast.low >= 9_007_199_254_740_993n).toBe(true);
  });

  it('is not told before three weeks were seen', () => {
    const month = { days: 30, elapsed: 5, spent: 0n, since: 0 };
    const of = (count: number) =>
      forecastMonth({ first: FIRST, values: weeks(3).map(Number).slice(0, count) }, month);
    expect(of(20)).toBeUndefined();
    expect(of(21)).toBeDefined();
  });

  it('was off by nothing where every week is alike, and the straight line was not', () => {
    const days = costDays(FIRST, weeks(30));
    const past = pastError(days, FIRST + 200);
    expect(past.months).toBeGreaterThan(3);
    expect(past.model).toBeCloseTo(0);
    expect(past.straight).toBeGreaterThan(0.005);
  });

  it('has no past error of months that came to nothing', () => {
    const days = costDays(FIRST, Array(200).fill(0n));
    expect(pastError(days, FIRST + 200)).toMatchObject({ model: undefined, months: 0 });
  });

  it('looks back to the same day of shorter months', () => {
    const may31 = Date.UTC(2026, 4, 31) / 86_400_000;
    const february = monthAround(may31, 3);
    expect(new Date(february.today * 86_400_000).toISOString()).toContain('2026-02-28');
  });
});

describe('twelve months of generated usage', () => {
  it('give away what was planted in them, with few false alarms', () => {
    expect(measureAnomalies().targets.filter(({ pass }) => !pass)).toEqual([]);
  });

  it('are foretold better than by the straight line', () => {
    expect(measureForecast().targets.filter(({ pass }) => !pass)).toEqual([]);
  });
});
