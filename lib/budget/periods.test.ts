import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type BudgetPeriod, periodAt } from './periods';

const span = (period: BudgetPeriod, zone: string, at: string) => {
  const { start, end } = periodAt(period, zone, new Date(at));
  return [start.toISOString(), end.toISOString()];
};
const hours = (zone: string, at: string) => {
  const { start, end } = periodAt('day', zone, new Date(at));
  return (end.getTime() - start.getTime()) / 3_600_000;
};

describe('a period where the tenant is', () => {
  it('begins at local midnight, quarter-hour zones included', () => {
    expect(span('day', 'Asia/Kathmandu', '2026-11-21T18:14:59.999Z')).toEqual([
      '2026-11-20T18:15:00.000Z',
      '2026-11-21T18:15:00.000Z',
    ]);
    expect(span('month', 'Pacific/Auckland', '2026-10-31T11:00:00Z')).toEqual([
      '2026-10-31T11:00:00.000Z',
      '2026-11-30T11:00:00.000Z',
    ]);
  });

  it('ends with its month: 28, 29, 30 and 31 days, and the year', () => {
    expect(span('month', 'UTC', '2027-02-28T23:59:59.999Z')[1]).toBe('2027-03-01T00:00:00.000Z');
    expect(span('month', 'UTC', '2028-02-29T12:00:00Z')[1]).toBe('2028-03-01T00:00:00.000Z');
    expect(span('month', 'UTC', '2026-01-31T12:00:00Z')[1]).toBe('2026-02-01T00:00:00.000Z');
    expect(span('month', 'UTC', '2026-12-31T12:00:00Z')[1]).toBe('2027-01-01T00:00:00.000Z');
  });

  it('has 23 and 25 hours when clocks change', () => {
    expect(hours('Europe/Berlin', '2026-03-29T12:00:00Z')).toBe(23);
    expect(hours('Europe/Berlin', '2026-10-25T12:00:00Z')).toBe(25);
    expect(hours('Australia/Lord_Howe', '2026-04-05T02:00:00Z')).toBe(24.5);
  });

  it('begins at its first instant where midnight does not exist', () => {
    expect(span('day', 'America/Sao_Paulo', '2018-11-04T12:00:00Z')[0]).toBe(
      '2018-11-04T03:00:00.000Z',
    );
    expect(hours('America/Sao_Paulo', '2018-11-04T12:00:00Z')).toBe(23);
    // Samoa left a whole day out: the days before and after it touch.
    expect(span('day', 'Pacific/Apia', '2011-12-30T09:59:00Z')[1]).toBe('2011-12-30T10:00:00.000Z');
    expect(span('day', 'Pacific/Apia', '2011-12-30T10:00:00Z')[0]).toBe('2011-12-30T10:00:00.000Z');
  });

  it('is one minute everywhere', () => {
    expect(span('minute', 'Asia/Kathmandu', '2026-11-21T09:30:59.999Z')).toEqual([
      '2026-11-21T09:30:00.000Z',
      '2026-11-21T09:31:00.000Z',
    ]);
  });

  it('holds its instant, and follows the one before without a gap, in any zone at any time', () => {
    const zone = fc.constantFrom(
      ...['UTC', 'Europe/Berlin', 'America/Sao_Paulo', 'Asia/Kathmandu', 'Pacific/Apia'],
      ...[
        'Australia/Lord_Howe',
        'America/St_Johns',
        'Africa/Cairo',
        'Asia/Tehran',
        'America/Havana',
      ],
    );
    const at = fc.date({
      min: new Date('2005-01-01'),
      max: new Date('2035-01-01'),
      noInvalidDate: true,
    });
    const period = fc.constantFrom<BudgetPeriod>('minute', 'day', 'month');
    fc.assert(
      fc.property(zone, at, period, (timeZone, instant, each) => {
        const { start, end } = periodAt(each, timeZone, instant);
        expect(start <= instant && instant < end).toBe(true);
        expect(periodAt(each, timeZone, end).start).toEqual(end);
        expect(periodAt(each, timeZone, start)).toEqual({ start, end });
        expect(periodAt(each, timeZone, new Date(start.getTime() - 1)).end).toEqual(start);
      }),
      { numRuns: 3_000 },
    );
  });
});
