import type { BillingTerms, ExchangeRate, Settlement } from '../chargeback/facts';
import { readIssuedMonth } from '../chargeback/read-issued';
import { plainTerms, readBillingTerms, readRate } from '../chargeback/read-terms-and-rate';
import { settleAmount } from '../chargeback/settle-amount';
import { buildStatement, type Charges } from './build-statement';
import type { CountedNow } from './counted-months';
import { dayIn, type MonthSpan } from './month-of';
import { type BilledTenant, type ClosedMonths, type OfTenant, readFacts } from './read-facts';

/** What a month comes to, with what it was computed from. */
export interface MonthCharges {
  charges: Charges;
  settlement: Settlement | null;
  wantedRate: string | null;
  counted: CountedNow[];
  /** Days of the month with a plan. */
  days: number;
}

/** The lines of a month: as they were closed, or as they are now. */
export async function chargesOf(
  sql: OfTenant,
  tenant: BilledTenant,
  span: MonthSpan,
  closed: ClosedMonths | undefined,
): Promise<Charges & { days: number }> {
  const issued = closed && span.month <= closed.last && (await readIssuedMonth(sql, span.month));
  if (!issued) {
    const { charges, days } = await computeCharges(sql, tenant, span, closed);
    return { ...charges, days };
  }
  const { lines, sums, overageNano } = issued.document;
  const { spans } = await readFacts(sql, tenant, span, closed);
  const days = spans.reduce((sum, each) => sum + each.days, 0);
  return { lines, sums, overageNano, totalNano: issued.totalNano, days };
}

/** Computes a month that is not closed from the ledger; `closes`: to close it, with everything counted that there is. */
export async function computeCharges(
  sql: OfTenant,
  tenant: BilledTenant,
  span: MonthSpan,
  closed: ClosedMonths | undefined,
  closes = false,
): Promise<MonthCharges> {
  const terms = (await readBillingTerms(sql)) ?? plainTerms(tenant.name);
  const lastDay = dayIn(new Date(span.end.getTime() - 1), tenant.zone);
  const rate = terms.currency === 'USD' ? undefined : await readRate(sql, terms.currency, lastDay);
  const facts = await readFacts(sql, tenant, span, closed, closes);
  const charges = buildStatement({ ...facts, discount: discountOf(terms) });
  const known = terms.currency === 'USD' || rate !== undefined;
  return {
    charges,
    settlement: known ? settled(charges, terms, rate ?? null) : null,
    wantedRate: known ? null : terms.currency,
    counted: facts.counted,
    days: facts.spans.reduce((sum, each) => sum + each.days, 0),
  };
}

function discountOf(terms: BillingTerms) {
  return { label: terms.discountLabel, basisPoints: terms.discountBp, on: terms.discountOn };
}

function settled(
  { totalNano }: Charges,
  terms: BillingTerms,
  rate: ExchangeRate | null,
): Settlement {
  return { ...settleAmount(BigInt(totalNano), rateOf(rate), terms), terms, rate };
}

/** Of dollars, one. */
export function rateOf(rate: ExchangeRate | null): bigint {
  return BigInt(rate?.rateNano ?? 1_000_000_000n);
}
