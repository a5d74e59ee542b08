import fc from 'fast-check';
import { expect, it } from 'vitest';
import { formatMargin, parseMargin, priceOf } from '../margin/schema';
import { contentOf, derivedLines, draftOf, nanoOfPerMillion, perMillion } from './schema';

const LINE = {
  plan: '*' as const,
  model: 'claude-haiku-5-5',
  inputOver: 0,
  inputNano: '100',
  outputNano: '500',
  cacheReadNano: '10',
  cacheWrite5mNano: '125',
  cacheWrite1hNano: '200',
  batchPercent: 50,
};

it('a price is the same after it was shown and read again', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 1_000_000 }), (nano) => {
      expect(nanoOfPerMillion(perMillion(String(nano)))).toBe(String(nano));
    }),
  );
  expect(perMillion('2000')).toBe('2.00');
  expect(perMillion('10')).toBe('0.01');
  expect(perMillion('163')).toBe('0.163');
  for (const bad of ['', '-1', '1.2345', '1e3', '1,5', 'x'])
    expect(nanoOfPerMillion(bad)).toBeUndefined();
});

it('a derived price is the least whole one that has the margin', () => {
  fc.assert(
    fc.property(
      fc.bigInt({ min: 0n, max: 1_000_000n }),
      fc.integer({ min: 0, max: 1_000_000 }),
      (cost, bp) => {
        const whole = cost * BigInt(10_000 + bp);
        const price = priceOf(cost, bp);
        expect(price * 10_000n >= whole && (price - 1n) * 10_000n < whole).toBe(true);
      },
    ),
  );
});

it('a margin is the same after it was shown and read again', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 1_000_000 }), (bp) => {
      expect(parseMargin(formatMargin(bp))).toBe(bp);
    }),
  );
});

it('a draft holds its version exactly, and names what is not usable', () => {
  const draft = draftOf('cost', { lines: [LINE], plans: [] });
  expect(contentOf(draft)).toEqual({ value: { book: 'cost', lines: [LINE], plans: [] } });
  const [line] = draft.lines;
  if (!line) throw new Error('No line.');
  const wrong = { ...line, prices: { ...line.prices, inputNano: '-1' } };
  expect(contentOf({ ...draft, lines: [wrong] })).toEqual({
    problem: expect.stringMatching(/^claude-haiku-5-5: /),
  });
  const [derived] = derivedLines('professional', 3_000, [LINE]);
  expect(derived?.prices).toMatchObject({ inputNano: '0.13', cacheWrite5mNano: '0.163' });
});
