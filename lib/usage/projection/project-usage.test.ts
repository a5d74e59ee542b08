import { describe, expect, it } from 'vitest';
import { type DaySpend, projectUsage } from './project-usage';

const day = (nano: number, weekend = false): DaySpend => ({ weekend, nano: BigInt(nano) });
const week = [100, 100, 100, 100, 100, 10, 10].map((nano, at) => day(nano, at >= 5));
const coming = (weekdays: number, weekends: number) => [
  ...Array.from({ length: weekdays }, () => ({ weekend: false })),
  ...Array.from({ length: weekends }, () => ({ weekend: true })),
];

describe('a month’s usage', () => {
  it('is told without a band where days of a kind were all alike', () => {
    const month = { before: 500n, today: day(0), toCome: coming(3, 2) };
    expect(projectUsage([...week, ...week], month)).toEqual({
      ...{ expected: 920n, low: 920n, high: 920n },
    });
  });

  it('is not told before a week was seen', () => {
    const month = { before: 0n, today: day(0), toCome: coming(3, 2) };
    expect(projectUsage(week.slice(1), month)).toBeUndefined();
    expect(projectUsage(week, month)).toBeDefined();
  });

  it('takes today at what is spent when that is more, and never falls below what is spent', () => {
    const month = { before: 500n, today: day(1_000_000), toCome: [] };
    const band = projectUsage([day(0), day(900), ...week], month);
    expect(band?.expected).toBe(1_000_500n);
    expect(band?.low).toBe(1_000_500n);
  });

  it('is exact in what is spent, beyond what a double holds', () => {
    const before = 9_007_199_254_740_993n;
    const none = week.map(({ weekend }) => day(0, weekend));
    const band = projectUsage(none, { before, today: day(0), toCome: coming(5, 2) });
    expect(band).toEqual({ expected: before, low: before, high: before });
  });

  it('ends within the band in about four months of five', () => {
    const random = seeded(20_261_121);
    const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
    const spend = (weekend: boolean) =>
      day(Math.round((weekend ? 2_000_000 : 10_000_000) + normal() * 1_000_000), weekend);
    const kinds = (count: number) => Array.from({ length: count }, (_, at) => at % 7 >= 5);
    const MONTHS = 2_000;
    let inside = 0;
    for (let n = 0; n < MONTHS; n++) {
      const rest = kinds(1 + (n % 28));
      const toCome = rest.map((weekend) => ({ weekend }));
      const today = spend(false);
      const band = projectUsage(kinds(28).map(spend), {
        before: 0n,
        today: { weekend: false, nano: 0n },
        toCome,
      });
      const came = rest.map(spend).reduce((sum, { nano }) => sum + nano, today.nano);
      if (band && band.low <= came && came <= band.high) inside++;
    }
    expect(inside / MONTHS).toBeGreaterThan(0.76);
    expect(inside / MONTHS).toBeLessThan(0.84);
  });
});

/** Mulberry32: the same numbers in every run. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}
