import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { allocate } from './allocate';

const amounts = fc.bigInt({ min: 0n, max: 10n ** 18n });
const weights = fc.uniqueArray(
  fc.record({ key: fc.uuid(), weight: fc.bigInt({ min: 0n, max: 10n ** 18n }) }),
  { selector: ({ key }) => key, maxLength: 50 },
);
const total = (parts: Map<string, bigint>) => [...parts.values()].reduce((a, b) => a + b, 0n);

describe('a shared cost', () => {
  it('is split into parts that are exactly it', () => {
    fc.assert(
      fc.property(amounts, weights, (amount, given) => {
        const some = given.some(({ weight }) => weight > 0n);
        expect(total(allocate(amount, given))).toBe(some ? amount : 0n);
      }),
    );
  });

  it('gives each its exact share, rounded up or down to a nano-dollar', () => {
    fc.assert(
      fc.property(amounts, weights, (amount, given) => {
        const whole = given.reduce((sum, { weight }) => sum + weight, 0n);
        const parts = allocate(amount, given);
        for (const { key, weight } of given) {
          const part = parts.get(key) ?? 0n;
          const difference = part * whole - amount * weight;
          expect(difference > -whole || whole === 0n).toBe(true);
          expect(difference < whole || whole === 0n).toBe(true);
        }
      }),
    );
  });

  it('is split the same whatever the order, and gives nobody less for more weight', () => {
    fc.assert(
      fc.property(amounts, weights, (amount, given) => {
        const parts = allocate(amount, given);
        expect(allocate(amount, [...given].reverse())).toEqual(parts);
        const sorted = given.filter(({ weight }) => weight > 0n);
        sorted.sort((a, b) => (a.weight < b.weight ? -1 : 1));
        for (const [place, { key, weight }] of sorted.entries()) {
          const next = sorted[place + 1];
          if (next && next.weight > weight)
            expect(parts.get(next.key) ?? 0n).toBeGreaterThanOrEqual(parts.get(key) ?? 0n);
        }
      }),
    );
  });

  it('gives what is left to the largest remainders, of equal ones to the first by key', () => {
    const even = ['c', 'a', 'b'].map((key) => ({ key, weight: 1n }));
    expect(allocate(11n, even)).toEqual(
      new Map([
        ['a', 4n],
        ['b', 4n],
        ['c', 3n],
      ]),
    );
    const uneven = [
      { key: 'a', weight: 6n },
      { key: 'b', weight: 3n },
      { key: 'c', weight: 1n },
    ];
    expect(allocate(12n, uneven)).toEqual(
      new Map([
        ['a', 7n],
        ['b', 4n],
        ['c', 1n],
      ]),
    );
  });
});
