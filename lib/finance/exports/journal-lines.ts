import type { Currency } from '../chargeback/facts';
import { settleAmount } from '../chargeback/settle-amount';
import type { LineKind } from '../statement/schema';
import type { JournalKind } from './facts';

interface OfTenant {
  tenantId: string;
  tenant: string;
  /** `YYYY-MM`. */
  month: string;
}

/** What the provider charges for one tenant's month in UTC, in nano-dollars. */
export interface MonthCost extends OfTenant {
  cost: bigint;
}

/** A statement or credit note that was issued. */
export interface IssuedPaper extends OfTenant {
  kind: 'statement' | 'credit_note';
  /** For instance `S-1A2B3C4D5E-0001`. */
  label: string;
  /** The day in UTC on which it was issued. */
  day: string;
  currency: Currency;
  /** Units of the currency for one dollar, times 1,000,000,000. */
  rateNano: bigint;
  /** Nano-dollars. A credit note's lines have no kind. */
  lines: readonly { kind: LineKind | null; nano: bigint }[];
  /** Minor units of the currency; of a credit note they are below zero. */
  net: bigint;
  tax: bigint;
  due: bigint;
}

/** One line of a journal entry: minor units of its currency in one of the two columns, never below zero. */
export interface JournalLine {
  journal: string;
  date: string;
  account: JournalKind;
  debit: bigint;
  credit: bigint;
  currency: Currency;
  tenantId: string;
  tenant: string;
  description: string;
}

type Booked = Pick<JournalLine, 'account' | 'description'> & { amount: bigint };

/** In nano-dollars. */
export const CENT = 10_000_000n;

/** What a statement's lines are booked as, and on which account their sum is. */
const GROUPS: readonly {
  description: string;
  account: JournalKind;
  of: (line: IssuedPaper['lines'][number]) => boolean;
}[] = [
  { description: 'Plan', account: 'revenue', of: ({ kind }) => kind === 'fee' },
  {
    description: 'Usage beyond the plan',
    account: 'revenue',
    of: ({ kind }) => kind === 'usage' || kind === 'included',
  },
  { description: 'Add-ons', account: 'revenue', of: ({ kind }) => kind === 'addon' },
  { description: 'Discounts', account: 'credits', of: ({ kind }) => kind === 'discount' },
  {
    description: 'Usage of earlier months',
    account: 'revenue',
    of: ({ kind }) => kind === 'late' || kind === 'correction',
  },
  {
    description: 'Charged for a month',
    account: 'revenue',
    of: ({ kind, nano }) => kind === 'adjustment' && nano > 0n,
  },
  {
    description: 'Credited for a month',
    account: 'credits',
    of: ({ kind, nano }) => kind === 'adjustment' && nano < 0n,
  },
  { description: 'Credit note', account: 'credits', of: ({ kind }) => kind === null },
];

/**
 * What a statement or credit note moves: what is due, what of it is tax, and the rest by what it is for. It balances: each
 * group is what the running total of the lines moves by in the paper's currency, and the last takes what tax rounds off.
 */
export function paperLines(paper: IssuedPaper): JournalLine[] {
  const { currency, month, net, tax, due } = paper;
  const minorOf = (nano: bigint) =>
    BigInt(settleAmount(nano, paper.rateNano, { currency, taxBp: 0 }).netMinor);
  const groups = GROUPS.map((group) => ({ ...group, lines: paper.lines.filter(group.of) })).filter(
    ({ lines }) => lines.length > 0,
  );
  let nano = 0n;
  let before = 0n;
  const booked: Booked[] = groups.map(({ account, description, lines }, at) => {
    nano += lines.reduce((sum, line) => sum + line.nano, 0n);
    const after = at === groups.length - 1 ? net : minorOf(nano);
    const amount = before - after;
    before = after;
    return { account, description, amount };
  });
  return linesOf({ ...paper, journal: paper.label, date: paper.day }, [
    { account: 'receivable', description: 'Due', amount: due },
    ...booked,
    { account: 'tax', description: 'Tax', amount: -tax },
  ]).map((line) => ({ ...line, description: `${line.description} ${month}` }));
}

/**
 * Balanced lines in cents of what is owed to the provider. A tenant's cents are what the running total of its month moves by
 * when it is added: they sum to the rounded total of all, and no amount is off by more than a cent.
 */
export function costLines(months: readonly MonthCost[]): JournalLine[] {
  const running = new Map<string, bigint>();
  return months.flatMap((each) => {
    const before = running.get(each.month) ?? 0n;
    running.set(each.month, before + each.cost);
    const cents = toCents(before + each.cost) - toCents(before);
    const description = `Model usage ${each.month}`;
    const entry = { journal: `COST-${each.month}`, date: lastDay(each.month) };
    return linesOf({ ...each, ...entry, currency: 'USD' }, [
      { account: 'cost', description, amount: cents },
      { account: 'payable', description, amount: -cents },
    ]);
  });
}

/** To the nearest cent, half away from zero. */
export function toCents(nano: bigint): bigint {
  const half = nano < 0n ? -(CENT / 2n) : CENT / 2n;
  return (nano + half) / CENT;
}

/** An amount above zero is a debit, one below is a credit, and nothing has no line. */
function linesOf(
  entry: Pick<JournalLine, 'journal' | 'date' | 'currency' | 'tenantId' | 'tenant'>,
  booked: readonly Booked[],
): JournalLine[] {
  const { journal, date, currency, tenantId, tenant } = entry;
  return booked
    .filter(({ amount }) => amount !== 0n)
    .map(({ account, description, amount }) => ({
      ...{ journal, date, account, currency, tenantId, tenant, description },
      debit: amount > 0n ? amount : 0n,
      credit: amount < 0n ? -amount : 0n,
    }));
}

function lastDay(month: string): string {
  const next = new Date(Date.UTC(Number(month.slice(0, 4)), Number(month.slice(5)), 0));
  return next.toISOString().slice(0, 10);
}
