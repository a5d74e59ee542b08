import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { StatementLine } from '../statement/schema';
import { creditLines, leftOf } from './credit-lines';
import { CURRENCIES, type Currency, exactMinor, exactRate, parsePercent, percent } from './facts';
import { settleAmount, settlePart } from './settle-amount';

const DOLLAR = 1_000_000_000n;
const total = fc.bigInt({ min: -9_000_000_000_000_000n, max: 9_000_000_000_000_000n });
const rate = fc.bigInt({ min: 1n, max: 2_000_000_000_000n });
const terms = fc.record({
  currency: fc.constantFrom(...(Object.keys(CURRENCIES) as Currency[])),
  taxBp: fc.integer({ min: 0, max: 10_000 }),
});
const numbers = (amounts: object) => Object.values(amounts).map(BigInt);

describe('what a total comes to', () => {
  it('is what was computed by hand, each figure rounded once', () => {
    // 99.1 dollars at 0.9137: net 90.547670, tax 17.2040573, due 107.7517273.
    const german = { currency: 'EUR', taxBp: 1_900 } as const;
    expect(settleAmount(99_100_000_000n, 913_700_000n, german)).toEqual({
      netMinor: '9055',
      taxMinor: '1720',
      dueMinor: '10775',
    });
    // Rounded as 0.005 and then with tax it would be 0.0119 and so 0.02; it is 0.00595, and so 0.01.
    expect(settleAmount(5_000_000n, DOLLAR, german)).toMatchObject({ dueMinor: '1' });
    expect(
      settleAmount(1_234_500_000_000n, 149_500_000_000n, { currency: 'JPY', taxBp: 1_000 }),
    ).toEqual({ netMinor: '184558', taxMinor: '18456', dueMinor: '203014' });
    expect(settleAmount(1_000_000n, 307_500_000n, { currency: 'KWD', taxBp: 0 }).dueMinor).toBe(
      '0',
    );
  });

  it('adds up, is nowhere more than a half off what is due, and turns its sign with the total', () => {
    fc.assert(
      fc.property(total, rate, terms, (nano, per, given) => {
        const { netMinor, taxMinor, dueMinor } = settleAmount(nano, per, given);
        expect(BigInt(netMinor) + BigInt(taxMinor)).toBe(BigInt(dueMinor));
        const minor = 10n ** BigInt(CURRENCIES[given.currency]);
        const exact = nano * per * minor * (10_000n + BigInt(given.taxBp));
        const off = BigInt(dueMinor) * DOLLAR * DOLLAR * 10_000n - exact;
        expect((off < 0n ? -off : off) * 2n <= DOLLAR * DOLLAR * 10_000n).toBe(true);
        expect(numbers(settleAmount(-nano, per, given))).toEqual(
          [netMinor, taxMinor, dueMinor].map((each) => -BigInt(each)),
        );
      }),
    );
  });
});

const lines = fc.array(fc.bigInt({ min: -9_000_000_000_000n, max: 9_000_000_000_000n }), {
  minLength: 1,
  maxLength: 8,
});
const line = (amount: bigint): StatementLine => ({
  ...{ kind: 'usage', label: 'haiku', detail: '', calls: null, tokens: null, source: null },
  amountNano: amount.toString(),
});
const sum = (of: readonly { amountNano: string }[]) =>
  of.reduce((all, { amountNano }) => all + BigInt(amountNano), 0n);

describe('credit notes', () => {
  it('and their statement come to nothing once everything is taken back, in whatever parts', () => {
    fc.assert(
      fc.property(
        lines,
        fc.array(fc.nat(100), { maxLength: 4 }),
        rate,
        terms,
        (of, parts, per, given) => {
          const charged = of.map(line);
          const settle = (nano: bigint) => settleAmount(nano, per, given);
          const notes: { lines: ReturnType<typeof creditLines>; amounts: bigint[] }[] = [];
          const take = (taken: Parameters<typeof creditLines>[2]) => {
            const before = sum(charged) + sum(notes.flatMap((note) => note.lines));
            const back = creditLines(charged, notes, taken);
            notes.push({ lines: back, amounts: numbers(settlePart(before, sum(back), settle)) });
          };
          const isLeft = () => leftOf(charged, notes).some((left) => left !== 0n);
          for (const share of parts) {
            const some = leftOf(charged, notes).map((left) => (left * BigInt(share)) / 100n);
            if (some.every((amount) => amount === 0n)) continue;
            take(some.map((amount, at) => ({ line: at, amountNano: amount.toString() })));
          }
          if (isLeft()) take(null);
          expect(leftOf(charged, notes).every((left) => left === 0n)).toBe(true);
          const due = numbers(settle(sum(charged)));
          const back = due.map((_, at) =>
            notes.reduce((all, note) => all + (note.amounts[at] ?? 0n), 0n),
          );
          expect(back.map((amount, at) => amount + (due[at] ?? 0n))).toEqual([0n, 0n, 0n]);
        },
      ),
    );
  });

  it('take back no more than a line has left, no line twice, and not nothing', () => {
    const charged = [line(5n), line(-3n)];
    const first = { lines: creditLines(charged, [], [{ line: 0, amountNano: '4' }]) };
    expect(first.lines).toEqual([{ line: 0, label: 'haiku', amountNano: '-4' }]);
    for (const taken of [
      [{ line: 0, amountNano: '2' }],
      [{ line: 0, amountNano: '-1' }],
      [{ line: 1, amountNano: '3' }],
      [{ line: 1, amountNano: '-4' }],
      [{ line: 2, amountNano: '1' }],
      [{ line: 1, amountNano: '0' }],
      [
        { line: 1, amountNano: '-1' },
        { line: 1, amountNano: '-1' },
      ],
    ])
      expect(() => creditLines(charged, [first], taken)).toThrow(
        expect.objectContaining({ code: 'invalid_input' }),
      );
  });
});

it('writes minor units, rates and percentages without floating point', () => {
  expect([exactMinor(-5n, 'EUR'), exactMinor(1234n, 'JPY'), exactMinor(7n, 'KWD')]).toEqual([
    ...['-0.05', '1234', '0.007'],
  ]);
  expect([exactRate('913700000'), exactRate('1000000000'), exactRate('1')]).toEqual([
    ...['0.9137', '1', '0.000000001'],
  ]);
  expect([percent(1925), percent(700), parsePercent('19.25'), parsePercent('100.01')]).toEqual([
    ...['19.25', '7', 1925, undefined],
  ]);
});
