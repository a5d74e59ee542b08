import { AppError } from '@/lib/errors';
import type { JournalKind } from './facts';
import { CENT, type JournalLine, toCents } from './journal-lines';
import type { JournalControl } from './read-journal';

/**
 * Throws `conflict` unless the lines balance in each currency and come to what the papers and the ledger say by themselves:
 * receivable is what is due, tax is tax, revenue and credits are net, and a month's costs are its costs to the cent.
 * `nano`: the exact total of the papers that the lines are made of.
 */
export function checkJournal(
  lines: readonly JournalLine[],
  nano: bigint,
  { issued, spent }: JournalControl,
): void {
  const wrong = [
    ...new Set([...lines.map(({ currency }) => currency), ...issued.map((each) => each.currency)]),
  ].flatMap((currency) => {
    const own = lines.filter((line) => line.currency === currency);
    const said = issued.find((each) => each.currency === currency);
    return [
      { what: 'debits', is: sumOf(own), should: 0n },
      { what: `due ${currency}`, is: sumOf(own, 'receivable'), should: said?.due ?? 0n },
      { what: `tax ${currency}`, is: -sumOf(own, 'tax'), should: said?.tax ?? 0n },
      { what: `net ${currency}`, is: -sumOf(own, 'revenue', 'credits'), should: said?.net ?? 0n },
    ];
  });
  const months = new Set([
    ...lines.filter(({ account }) => account === 'cost').map(({ journal }) => journal),
    ...spent.map(({ month }) => `COST-${month}`),
  ]);
  const costs = [...months].map((journal) => ({
    what: journal,
    is: sumOf(
      lines.filter((line) => line.journal === journal),
      'cost',
    ),
    should: toCents(spent.find(({ month }) => `COST-${month}` === journal)?.cost ?? 0n),
  }));
  const total = issued.reduce((sum, each) => sum + each.nano, 0n);
  const [first] = [...wrong, ...costs, { what: 'papers', is: nano, should: total }].filter(
    ({ is, should }) => is !== should,
  );
  if (first)
    throw new AppError(
      'conflict',
      `The export was refused: its ${first.what} come to ${first.is} and the books to ${first.should}.`,
    );
}

/** What lines book as the provider's costs, in nano-dollars. */
export function bookedCost(lines: readonly JournalLine[]): bigint {
  return sumOf(lines, 'cost') * CENT;
}

/** Debits less credits, of some accounts or of all. */
function sumOf(lines: readonly JournalLine[], ...accounts: JournalKind[]): bigint {
  return lines
    .filter(({ account }) => accounts.length === 0 || accounts.includes(account))
    .reduce((sum, { debit, credit }) => sum + debit - credit, 0n);
}
