import { describe, expect, it } from 'vitest';
import { settleAmount } from '../chargeback/settle-amount';
import { LINE_KINDS } from '../statement/schema';
import { checkJournal } from './check-journal';
import { costLines, type IssuedPaper, type JournalLine, paperLines } from './journal-lines';

const TENANT = { tenantId: 'a', tenant: 'A', month: '2026-03' };
const USD = 1_000_000_000n;

/** A statement in euros with 19% tax, of lines by kind in nano-dollars. */
function paper(lines: IssuedPaper['lines'], changes: Partial<IssuedPaper> = {}): IssuedPaper {
  const terms = { currency: 'EUR' as const, taxBp: 1_900 };
  const total = lines.reduce((sum, { nano }) => sum + nano, 0n);
  const rateNano = 913_700_000n;
  const { netMinor, taxMinor, dueMinor } = settleAmount(total, rateNano, terms);
  return {
    ...{ ...TENANT, kind: 'statement', label: 'S-1', day: '2026-04-02', currency: 'EUR' },
    ...{ rateNano, lines, net: BigInt(netMinor), tax: BigInt(taxMinor), due: BigInt(dueMinor) },
    ...changes,
  };
}

const total = (lines: readonly JournalLine[], side: 'debit' | 'credit') =>
  lines.reduce((all, line) => all + line[side], 0n);
const shown = (lines: readonly JournalLine[]) =>
  lines.map(({ account, debit, credit }) => [account, debit, credit]);

let seed = 7;
const next = () => {
  seed = (seed * 48_271) % 2_147_483_647;
  return BigInt(seed);
};

describe('a statement', () => {
  it('books what is due and not what was used: what the fee includes is nobody’s debt', () => {
    const lines = paperLines(
      paper([
        { kind: 'fee', nano: 99n * USD },
        { kind: 'usage', nano: 50n * USD },
        { kind: 'included', nano: -50n * USD },
        { kind: 'discount', nano: -9_900_000_000n },
        { kind: 'addon', nano: 10n * USD },
      ]),
    );
    // 99.1 dollars are 90.54767 euros, and 107.7517273 with tax.
    expect(shown(lines)).toEqual([
      ['receivable', 10_775n, 0n],
      ['revenue', 0n, 9_046n],
      ['revenue', 0n, 913n],
      ['credits', 904n, 0n],
      ['tax', 0n, 1_720n],
    ]);
    expect(lines.every(({ journal, date }) => journal === 'S-1' && date === '2026-04-02')).toBe(
      true,
    );
  });

  it('balances whatever its lines are, and is its net, tax and due', () => {
    for (let round = 0; round < 300; round += 1) {
      const kinds = LINE_KINDS.filter(() => next() % 3n !== 0n);
      const one = paper(kinds.map((kind) => ({ kind, nano: next() - next() })));
      const lines = paperLines(one);
      expect(total(lines, 'debit')).toBe(total(lines, 'credit'));
      const due = lines.filter(({ account }) => account === 'receivable');
      expect(total(due, 'debit') - total(due, 'credit')).toBe(one.due);
      expect(lines.every(({ debit, credit }) => debit >= 0n && credit >= 0n)).toBe(true);
    }
  });

  it('that is taken back is booked the other way, on what was credited', () => {
    const note = paper([{ kind: null, nano: -100n * USD }], { kind: 'credit_note', label: 'C-1' });
    expect(shown(paperLines(note))).toEqual([
      ['receivable', 0n, 10_873n],
      ['credits', 9_137n, 0n],
      ['tax', 1_736n, 0n],
    ]);
  });

  it('that comes to nothing has no line', () => {
    expect(paperLines(paper([{ kind: 'fee', nano: 0n }]))).toEqual([]);
    expect(paperLines(paper([]))).toEqual([]);
  });
});

describe('the provider’s costs', () => {
  it('lose no cent over many tenants: what they are booked is the rounded sum', () => {
    // A third of a cent each: rounded one by one, nothing would be left.
    const months = Array.from({ length: 3_000 }, () => ({ ...TENANT, cost: 3_333_333n }));
    const costs = costLines(months).filter(({ account }) => account === 'cost');
    expect(total(costs, 'debit')).toBe(1_000n);
  });

  it('are booked on both sides, and below zero the other way', () => {
    expect(shown(costLines([{ ...TENANT, cost: -10_000_000n }]))).toEqual([
      ['cost', 0n, 1n],
      ['payable', 1n, 0n],
    ]);
    expect(costLines([{ ...TENANT, cost: 0n }])).toEqual([]);
  });
});

describe('the check of the sums', () => {
  const one = paper([{ kind: 'fee', nano: 99n * USD }]);
  const lines = [...paperLines(one), ...costLines([{ ...TENANT, cost: 1_234_567_890n }])];
  const { net, tax, due, currency } = one;
  const issued = { currency, net, tax, due, nano: 99n * USD };
  const spent = { month: TENANT.month, cost: 1_234_567_890n };

  it('is content with lines that are what the books say', () => {
    expect(() =>
      checkJournal(lines, 99n * USD, { issued: [issued], spent: [spent] }),
    ).not.toThrow();
    expect(() => checkJournal([], 0n, { issued: [], spent: [] })).not.toThrow();
  });

  it.each([
    ['a statement that is left out', [], [spent]],
    ['a statement too many', [issued, { ...issued, currency: 'USD' }], [spent]],
    ['another net', [{ ...issued, net: net + 1n }], [spent]],
    ['another tax', [{ ...issued, tax: tax + 1n }], [spent]],
    ['another amount due', [{ ...issued, due: due - 1n }], [spent]],
    ['another exact total', [{ ...issued, nano: 1n }], [spent]],
    [
      'costs of a month that are left out',
      [issued],
      [spent, { month: '2026-04', cost: 5_000_000n }],
    ],
    ['a month too many', [issued], []],
    ['a cent more of costs', [issued], [{ ...spent, cost: 1_244_567_890n }]],
  ])('refuses %s', (_, issuedSaid, spentSaid) => {
    expect(() => checkJournal(lines, 99n * USD, { issued: issuedSaid, spent: spentSaid })).toThrow(
      /refused/,
    );
  });

  it('refuses lines that do not balance', () => {
    const off = lines.map((line, at) => (at === 0 ? { ...line, debit: line.debit + 1n } : line));
    expect(() =>
      checkJournal(off, 99n * USD, {
        issued: [{ ...issued, due: due + 1n }],
        spent: [spent],
      }),
    ).toThrow(/debits/);
  });
});
