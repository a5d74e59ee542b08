import { describe, expect, it } from 'vitest';
import { type ExpectedWait, expectedStart } from './expected-start';

const ZONE = 'Asia/Kathmandu';
const AT = new Date('2026-11-21T10:00:00Z');
const MIDNIGHT = new Date('2026-11-21T18:15:00Z');
const day = (changes: Partial<ExpectedWait>): ExpectedWait => ({
  ...{ period: 'day', limit: 10_000n, used: 9_900n, need: 400n, expected: 1_000n },
  ...{ resetsAt: MIDNIGHT, ahead: 0, ...changes },
});
const starts = (changes: Partial<ExpectedWait>) => expectedStart(day(changes), ZONE, AT);

describe('when a waiting question begins', () => {
  it('is when its budget starts anew, for the first', () => {
    expect(starts({})).toEqual(MIDNIGHT);
  });

  it('is earlier where running calls alone were in the way', () => {
    const start = starts({ used: 9_600n });
    expect(start > AT && start < MIDNIGHT).toBe(true);
    expect(starts({ used: 9_601n })).toEqual(MIDNIGHT);
    expect(starts({ used: 9_600n, ahead: 1 })).toEqual(MIDNIGHT);
    expect(starts({ used: 8_600n, ahead: 1 }) > starts({ used: 8_600n })).toBe(true);
  });

  it('is later by whole periods where those before it use one up', () => {
    // 10 begin in an empty day: 9 take 1,000 each and leave 1,000 for the tenth.
    expect(starts({ ahead: 9 }) < starts({ ahead: 10 })).toBe(true);
    expect(starts({ ahead: 9 }).getTime()).toBeLessThan(MIDNIGHT.getTime() + 3_600_000);
    expect(starts({ ahead: 10 })).toEqual(new Date('2026-11-22T18:15:00Z'));
    expect(starts({ ahead: 20 })).toEqual(new Date('2026-11-23T18:15:00Z'));
  });

  it('counts months where the tenant is', () => {
    const month = {
      period: 'month',
      resetsAt: new Date('2026-11-30T18:15:00Z'),
      ahead: 10,
    } as const;
    expect(starts(month)).toEqual(new Date('2026-12-31T18:15:00Z'));
  });

  it('is soon once the budget has started anew, whatever was used before', () => {
    const start = starts({ resetsAt: new Date('2026-11-20T18:15:00Z') });
    expect(start > AT && start < MIDNIGHT).toBe(true);
  });

  it('is the next start of a budget that has no room for it, and ends also for what takes nothing', () => {
    expect(starts({ need: 10_001n, ahead: 50 })).toEqual(MIDNIGHT);
    expect(starts({ expected: 0n, ahead: 99 }).getTime()).toBeLessThan(
      MIDNIGHT.getTime() + 3_600_000,
    );
  });
});
