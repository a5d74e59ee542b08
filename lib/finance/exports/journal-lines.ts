import type { JournalKind } from './facts';

/** What one tenant's month comes to, in nano-dollars. */
export interface TenantMonth {
  tenantId: string;
  tenant: string;
  /** `YYYY-MM`. */
  month: string;
  /** Of usage, corrections included. */
  price: bigint;
  cost: bigint;
  /** Charged less credited for the month as a whole: below zero it is a credit. */
  adjustments: bigint;
}

/** One line of a journal entry: cents in one of the two columns, never below zero. */
export interface JournalLine {
  month: string;
  account: JournalKind;
  debit: bigint;
  credit: bigint;
  tenantId: string;
  tenant: string;
  description: string;
}

type Pair = [debit: JournalKind, credit: JournalKind, description: string];

const USAGE: Pair = ['receivable', 'revenue', 'Usage'];
const CHARGES: Pair = ['receivable', 'revenue', 'Charged for the month'];
const CREDITS: Pair = ['credits', 'receivable', 'Credited for the month'];
const COSTS: Pair = ['cost', 'payable', 'Model usage'];
const CENT = 10_000_000n;

/**
 * Balanced lines in cents. Each amount is booked twice, once on either side, so that every tenant and every month balances.
 * A tenant's cents are what the running total moves by when it is added: they sum to the rounded total of all, and no
 * amount is off by more than a cent.
 */
export function journalLines(months: readonly TenantMonth[]): JournalLine[] {
  const running = new Map<string, bigint>();
  const cents = (key: string, nano: bigint): bigint => {
    const before = running.get(key) ?? 0n;
    running.set(key, before + nano);
    return toCents(before + nano) - toCents(before);
  };
  return months.flatMap((each) => {
    const { month, price, cost, adjustments } = each;
    const charged = adjustments > 0n ? adjustments : 0n;
    const credited = adjustments < 0n ? -adjustments : 0n;
    return [
      ...pair(each, USAGE, cents(`${month} usage`, price)),
      ...pair(each, CHARGES, cents(`${month} charges`, charged)),
      ...pair(each, CREDITS, cents(`${month} credits`, credited)),
      ...pair(each, COSTS, cents(`${month} costs`, cost)),
    ];
  });
}

/** Both lines of an amount; one below zero changes sides. */
function pair(
  { month, tenantId, tenant }: TenantMonth,
  [debit, credit, description]: Pair,
  cents: bigint,
): JournalLine[] {
  if (cents === 0n) return [];
  const [left, right] = cents > 0n ? [debit, credit] : [credit, debit];
  const amount = cents > 0n ? cents : -cents;
  const line = { month, tenantId, tenant, description };
  return [
    { ...line, account: left, debit: amount, credit: 0n },
    { ...line, account: right, debit: 0n, credit: amount },
  ];
}

/** To the nearest cent, half away from zero. */
function toCents(nano: bigint): bigint {
  const half = nano < 0n ? -(CENT / 2n) : CENT / 2n;
  return (nano + half) / CENT;
}
