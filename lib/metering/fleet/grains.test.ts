import { describe, expect, it } from 'vitest';
import { grainOf, segmentsOf, stepOf, wholeSpan } from './grains';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const WIDTH = { five: 5 * MINUTE, hour: HOUR, six: 6 * HOUR, day: DAY };
const NOW = Date.parse('2026-11-20T10:07:31Z');

describe('grains', () => {
  it.each([HOUR, DAY, 7 * DAY, 14 * DAY, 30 * DAY, 390 * DAY])(
    'cover a span of %d ms once, without a gap, by whole rollups',
    (length) => {
      const span = wholeSpan({ from: NOW - length, to: NOW }, NOW);
      expect(span.from).toBeLessThanOrEqual(NOW - length);
      expect(span.to).toBeGreaterThanOrEqual(NOW);
      const segments = segmentsOf(span).sort((a, b) => a.from - b.from);
      expect(segments[0]?.from).toBe(span.from);
      expect(segments.at(-1)?.to).toBe(span.to);
      segments.forEach(({ grain, from, to }, i) => {
        expect(from % WIDTH[grain]).toBe(0);
        expect(to % WIDTH[grain]).toBe(0);
        if (i > 0) expect(from).toBe(segments[i - 1]?.to);
      });
    },
  );

  it('use few rollups for long spans', () => {
    const span = wholeSpan({ from: NOW - 30 * DAY, to: NOW }, NOW);
    const rollups = segmentsOf(span).reduce(
      (sum, { grain, from, to }) => sum + (to - from) / WIDTH[grain],
      0,
    );
    expect(rollups).toBeLessThan(70);
  });

  it('ask for nothing that is kept no longer', () => {
    const old = wholeSpan({ from: NOW - 20 * DAY, to: NOW - 19 * DAY }, NOW);
    expect(segmentsOf(old).some(({ grain }) => grain === 'five')).toBe(false);
    const ancient = wholeSpan({ from: NOW - 500 * DAY, to: NOW - 499 * DAY }, NOW);
    expect(segmentsOf(ancient).every(({ grain }) => grain === 'day')).toBe(true);
    expect(stepOf(ancient, NOW)).toBe(DAY);
  });

  it('are those that a bucket is made of', () => {
    expect([5 * MINUTE, 15 * MINUTE, HOUR, 6 * HOUR, DAY, 7 * DAY].map(grainOf)).toEqual([
      'five',
      'five',
      'hour',
      'six',
      'day',
      'day',
    ]);
  });
});
