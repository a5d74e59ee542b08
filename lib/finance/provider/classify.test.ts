import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Cell, classify } from './classify';

const DAY = '2026-11-01';
const cell = (change: Partial<Cell> = {}): Cell => ({
  day: DAY,
  model: 'haiku',
  batch: false,
  tokenType: 'output_tokens',
  known: true,
  here: { tokens: 0n, estimated: 0n, late: 0n, settledLater: 0n, cost: 0n },
  tokensThere: { own: 0n, other: 0n },
  costThere: undefined,
  unit: 10n,
  ...change,
});
const here = (tokens: bigint, change: Partial<Cell['here']> = {}): Cell['here'] => ({
  tokens,
  estimated: 0n,
  late: 0n,
  settledLater: 0n,
  cost: tokens * 10n,
  ...change,
});
const kinds = (...cells: Cell[]) =>
  classify(cells).map((each) =>
    each.differences.map(({ kind, tokens, costUsd }) => `${kind} ${tokens ?? costUsd}`),
  );

describe('a difference is', () => {
  it.each<[string, Partial<Cell>, string[]]>([
    ['none', { here: here(5n), tokensThere: { own: 5n, other: 0n } }, []],
    ['missing here', { tokensThere: { own: 5n, other: 0n } }, ['missing_here 5']],
    ['missing there', { here: here(5n) }, ['missing_there -5']],
    ['a late row', { here: here(5n, { late: 5n }) }, ['late -5']],
    [
      'a row settled later',
      { here: here(0n, { settledLater: 9n }), tokensThere: { own: 5n, other: 0n } },
      ['late 5'],
    ],
    [
      'an estimate, as far as that explains it',
      { here: here(9n, { estimated: 4n }), tokensThere: { own: 2n, other: 0n } },
      ['estimated -4', 'missing_there -3'],
    ],
    [
      'an unknown model',
      { known: false, tokensThere: { own: 5n, other: 0n } },
      ['unknown_model 5'],
    ],
    ['another key', { here: here(5n), tokensThere: { own: 5n, other: 7n } }, ['other_key 7']],
    ['not known without a report', { here: here(5n), tokensThere: undefined }, []],
    [
      'rounding',
      {
        here: here(5n),
        tokensThere: { own: 5n, other: 0n },
        costThere: { amount: 51n, slack: 1n },
      },
      ['rounding 0.000000000000000001'],
    ],
    [
      'a price',
      {
        here: here(5n),
        tokensThere: { own: 5n, other: 0n },
        costThere: { amount: 60n, slack: 1n },
      },
      ['price 0.00000000000000001'],
    ],
    [
      'explained by tokens',
      { tokensThere: { own: 5n, other: 0n }, costThere: { amount: 50n, slack: 0n } },
      ['missing_here 5'],
    ],
    [
      'no tokens',
      {
        tokenType: 'other',
        tokensThere: undefined,
        costThere: { amount: 10n ** 18n, slack: 0n },
      },
      ['no_tokens 1.00'],
    ],
  ])('%s', (_, change, expected) => {
    expect(kinds(cell(change))).toEqual([expected]);
  });

  it('a tier when one has too many of what the other lacks', () => {
    const plain = cell({ here: here(10n), tokensThere: { own: 4n, other: 0n } });
    const batch = cell({ batch: true, tokensThere: { own: 8n, other: 0n } });
    expect(kinds(plain, batch)).toEqual([['batch -6'], ['batch 6', 'missing_here 2']]);
  });
});

describe('what was booked beyond the tokens', () => {
  const beyond = (cost: bigint, amount = 0n) =>
    cell({
      tokenType: 'other',
      here: here(0n, { cost }),
      tokensThere: undefined,
      costThere: { amount, slack: 0n },
    });
  const priced = (tokenType: Cell['tokenType'], amount: bigint) =>
    cell({
      tokenType,
      here: here(5n),
      tokensThere: { own: 5n, other: 0n },
      costThere: { amount, slack: 0n },
    });

  it.each<[string, Cell[], string[][]]>([
    ['closes a difference', [priced('output_tokens', 60n), beyond(10n)], [[]]],
    ['closes one by a credit', [priced('output_tokens', 40n), beyond(-10n)], [[]]],
    [
      'closes several, the largest first',
      [priced('output_tokens', 53n), priced('uncached_input_tokens', 60n), beyond(11n)],
      [['price 0.000000000000000002'], []],
    ],
    [
      'stays where nothing is unexplained',
      [priced('output_tokens', 50n), beyond(10n)],
      [[], ['no_tokens -0.00000000000000001']],
    ],
    [
      'leaves a difference of the other sign',
      [priced('output_tokens', 40n), beyond(10n)],
      [['price -0.00000000000000001'], ['no_tokens -0.00000000000000001']],
    ],
    [
      'is first what the provider charges without tokens',
      [priced('output_tokens', 60n), beyond(10n, 10n)],
      [['price 0.00000000000000001'], []],
    ],
    [
      'that the provider charges alone takes nothing along',
      [priced('output_tokens', 60n), beyond(0n, 10n)],
      [['price 0.00000000000000001'], ['no_tokens 0.00000000000000001']],
    ],
  ])('%s', (_, cells, expected) => {
    expect(kinds(...cells)).toEqual(expected);
  });
});

it('differences of tokens always add up to the whole one', () => {
  const n = fc.bigInt({ min: 0n, max: 10n ** 12n });
  const any = fc.record({
    known: fc.boolean(),
    batch: fc.boolean(),
    tokenType: fc.constantFrom('output_tokens' as const, 'uncached_input_tokens' as const),
    here: fc.record({ tokens: n, estimated: n, late: n, settledLater: n, cost: n }),
    tokensThere: fc.record({ own: n, other: n }),
  });
  const key = (each: { batch: boolean; tokenType: string }) => `${each.batch}${each.tokenType}`;
  fc.assert(
    fc.property(fc.uniqueArray(any, { maxLength: 4, selector: key }), (given) => {
      for (const each of classify(given.map((change) => cell(change)))) {
        const sum = each.differences.reduce((total, { tokens }) => total + BigInt(tokens ?? 0), 0n);
        expect(sum).toBe(BigInt(each.thereTokens ?? 0) - BigInt(each.hereTokens));
      }
    }),
  );
});
