import { describe, expect, it } from 'vitest';
import { parseUsageRange } from './parse-usage-range';

const NEW_YORK = 'America/New_York';
const day = (at: string, timeZone: string) =>
  parseUsageRange({ from: at, to: at }, 0, timeZone).steps[0];

describe('a range', () => {
  it('begins and ends where the tenant is, also when clocks change', () => {
    expect(day('2026-11-02', NEW_YORK)).toEqual({
      at: '2026-11-02',
      from: '2026-11-02T05:00:00.000Z',
      to: '2026-11-03T05:00:00.000Z',
    });
    expect(day('2026-03-08', NEW_YORK)).toMatchObject({
      from: '2026-03-08T05:00:00.000Z',
      to: '2026-03-09T04:00:00.000Z',
    });
    expect(day('2026-03-08', 'Asia/Kathmandu')?.from).toBe('2026-03-07T18:15:00.000Z');
  });

  it('ends today, which is another day elsewhere', () => {
    const now = Date.parse('2026-11-01T02:00:00Z');
    expect(parseUsageRange({}, now, 'UTC').days).toEqual({ from: '2026-10-03', to: '2026-11-01' });
    expect(parseUsageRange({}, now, NEW_YORK).days.to).toBe('2026-10-31');
    const month = parseUsageRange({ range: 'month' }, now, NEW_YORK);
    expect(month).toMatchObject({
      from: '2026-10-01T04:00:00.000Z',
      to: '2026-11-01T04:00:00.000Z',
    });
    expect(month.steps).toHaveLength(31);
    expect(month.steps.map(({ from }) => from).slice(1)).toEqual(
      month.steps.map(({ to }) => to).slice(0, -1),
    );
  });

  it('of 24 hours goes by the hours of the zone', () => {
    const range = parseUsageRange(
      { range: '24h' },
      Date.parse('2026-11-02T10:10:00Z'),
      'Asia/Kathmandu',
    );
    expect(range).toMatchObject({
      from: '2026-11-01T10:15:00.000Z',
      to: '2026-11-02T10:15:00.000Z',
      days: { from: '2026-11-01', to: '2026-11-02' },
    });
    expect(range.steps).toHaveLength(24);
  });
});
