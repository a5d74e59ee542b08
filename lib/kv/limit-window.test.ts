import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { add, advance, emptyWindow, retryAfterMs, total } from './limit-window';

const START = 1_700_000_000_000;

/** Runs arrivals through a window and returns when each was admitted. */
function admitted(limit: number, gaps: number[]): number[] {
  const window = emptyWindow();
  const times: number[] = [];
  let at = START;
  for (const gap of gaps) {
    at += gap;
    advance(window, at);
    if (total(window) < limit) {
      add(window);
      times.push(at);
    }
  }
  return times;
}

describe('the sliding window', () => {
  it('never admits more than its limit in any minute', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 20 }),
        fc.array(fc.integer({ min: 0, max: 8_000 }), { maxLength: 400 }),
        (limit, gaps) => {
          const times = admitted(limit, gaps);
          for (let i = limit; i < times.length; i++)
            expect((times[i] as number) - (times[i - limit] as number)).toBeGreaterThanOrEqual(
              60_000,
            );
        },
      ),
    );
  });

  it('admits exactly at the time it named and not before', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 10 }),
        fc.array(fc.integer({ min: 0, max: 5_000 }), { minLength: 12, maxLength: 60 }),
        (limit, gaps) => {
          const window = emptyWindow();
          let at = START;
          for (const gap of gaps) {
            at += gap;
            advance(window, at);
            if (total(window) < limit) add(window);
          }
          if (total(window) < limit) return;
          const wait = retryAfterMs(window, limit, at);
          advance(window, at + wait - 1);
          expect(total(window)).toBeGreaterThanOrEqual(limit);
          advance(window, at + wait);
          expect(total(window)).toBeLessThan(limit);
        },
      ),
    );
  });

  it('stays where it was when the clock goes back', () => {
    const window = emptyWindow();
    advance(window, START);
    add(window);
    advance(window, START - 3_600_000);
    expect(total(window)).toBe(1);
  });
});
