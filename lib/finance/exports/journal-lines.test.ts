import { expect, it } from 'vitest';
import { journalLines, type TenantMonth } from './journal-lines';

const month = (changes: Partial<TenantMonth>): TenantMonth => ({
  tenantId: 'a',
  tenant: 'A',
  month: '2026-03',
  price: 0n,
  cost: 0n,
  adjustments: 0n,
  ...changes,
});
const total = (lines: ReturnType<typeof journalLines>, side: 'debit' | 'credit') =>
  lines.reduce((all, line) => all + line[side], 0n);

it('balances every tenant and every month, whatever the amounts are', () => {
  let seed = 7;
  const next = () => {
    seed = (seed * 48_271) % 2_147_483_647;
    return BigInt(seed);
  };
  const months = Array.from({ length: 400 }, (_, at) =>
    month({
      tenantId: String(at % 40),
      month: `2026-0${1 + Math.floor(at / 80)}`,
      price: next() * (at % 7 === 0 ? -1n : 1n),
      cost: next(),
      adjustments: next() - next(),
    }),
  );
  const lines = journalLines(months);
  for (const name of new Set(lines.map((line) => `${line.month} ${line.tenantId}`))) {
    const own = lines.filter((line) => `${line.month} ${line.tenantId}` === name);
    expect(total(own, 'debit')).toBe(total(own, 'credit'));
  }
  expect(lines.every(({ debit, credit }) => debit >= 0n && credit >= 0n)).toBe(true);
});

it('loses no cent over many tenants: what they are booked is the rounded sum', () => {
  // A third of a cent each: rounded one by one, nothing would be left.
  const months = Array.from({ length: 3_000 }, () =>
    month({ price: 3_333_333n, cost: 3_333_333n }),
  );
  const lines = journalLines(months);
  const revenue = lines.filter(({ account }) => account === 'revenue');
  expect(total(revenue, 'credit')).toBe(1_000n);
});

it('books a credit against what is owed, and usage below zero on the other side', () => {
  const lines = journalLines([month({ price: -10_000_000n, adjustments: -20_000_000n })]);
  expect(lines.map(({ account, debit, credit }) => [account, debit, credit])).toEqual([
    ['revenue', 1n, 0n],
    ['receivable', 0n, 1n],
    ['credits', 2n, 0n],
    ['receivable', 0n, 2n],
  ]);
});

it('has no line for what is nothing', () => {
  expect(journalLines([month({})])).toEqual([]);
});
