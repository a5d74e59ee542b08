import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { exactUsd, formatUsd, parseUsd } from './money';

describe('money', () => {
  it('survives the way to exact text and back', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: 0n, max: 2n ** 63n - 1n }),
        (amount) => parseUsd(exactUsd(amount)) === amount,
      ),
    );
  });

  it('shows small amounts with enough places and large ones with separators', () => {
    expect(formatUsd(0n)).toBe('$0.00');
    expect(formatUsd(1_234_000n)).toBe('$0.001234');
    expect(formatUsd(100n)).toBe('$0.000000100');
    expect(formatUsd(123_456_789n)).toBe('$0.1235');
    expect(formatUsd(1_234_567_890_000_000n)).toBe('$1,234,567.89');
    expect(formatUsd(-5_000_000_000n)).toBe('-$5.00');
  });

  it('refuses what is not a plain amount', () => {
    for (const text of ['', '-1', '1e3', '1.0000000001', 'Infinity', '1,5'])
      expect(parseUsd(text)).toBeUndefined();
  });
});
