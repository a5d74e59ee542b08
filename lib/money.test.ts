import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { exactUsd, formatUsd, parseUsd } from './money';
import { serveReaderLocale } from './reader-locale';

describe('money', () => {
  afterEach(() => serveReaderLocale(() => undefined));

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

  it('is written as its reader does, exact beyond what a double can hold', () => {
    const amount = 9_007_199_254_740_993_120_000_000n;
    const shown = ['de-DE', 'ar-EG', 'ja-JP', 'en-AU'].map((locale) => {
      serveReaderLocale(() => locale);
      return formatUsd(amount);
    });
    expect(shown[0]).toBe('9.007.199.254.740.993,12\u00a0$');
    expect(shown[1]).toContain('٩٬٠٠٧٬١٩٩٬٢٥٤٬٧٤٠٬٩٩٣٫١٢');
    expect(shown[2]).toBe('$9,007,199,254,740,993.12');
    // Where dollars are other ones, these are named.
    expect(shown[3]).toBe('USD\u00a09,007,199,254,740,993.12');
    // What is exact is for files, the same for everybody.
    expect(exactUsd(amount)).toBe('9007199254740993.120000000');
  });

  it('refuses what is not a plain amount', () => {
    for (const text of ['', '-1', '1e3', '1.0000000001', 'Infinity', '1,5'])
      expect(parseUsd(text)).toBeUndefined();
  });
});
