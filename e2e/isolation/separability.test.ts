import { describe, expect, it } from 'vitest';
import { separability } from './separability';

const even = Array.from({ length: 200 }, (_, n) => n);

describe('separability', () => {
  it('is a half for the same times and one for times apart, in either direction', () => {
    expect(separability(even, even, 3).auc).toBe(0.5);
    const later = even.map((n) => n + 1_000);
    expect(separability(even, later, 3)).toEqual({ auc: 1, lowerBound: 1 });
    expect(separability(later, even, 3).auc).toBe(1);
  });

  it('has a bound that tells a difference from noise once there are enough samples', () => {
    const shifted = even.map((n) => n + 60);
    expect(separability(even, shifted, 3).lowerBound).toBeGreaterThan(0.55);
    const few = even.filter((n) => n % 40 === 0);
    expect(
      separability(
        few,
        few.map((n) => n + 60),
        3,
      ).lowerBound,
    ).toBeLessThan(0.55);
  });
});
