import { readClosed } from '../chargeback/read-issued';
import { chargesOf } from './charges-of';
import { monthOf, monthSpan, monthsBefore } from './month-of';
import {
  type BilledTenant,
  type ClosedMonths,
  type OfTenant,
  readBilledTenant,
} from './read-facts';

/** What a month of a tenant that goes is billed. Money in nano-dollars as decimal strings. */
export interface FinalBill {
  /** `YYYY-MM` where the tenant was. */
  month: string;
  /** Days of the month with a plan, by which the fee is shared. */
  days: number;
  daysInMonth: number;
  feeNano: string;
  /** Beyond what the fee covers, with what was booked for earlier months, add-ons, discounts and adjustments. */
  usageNano: string;
  totalNano: string;
}

const MOST_MONTHS = 120;

/** The bill of the month in which the tenant goes, if it went then. */
export async function billUntil(sql: OfTenant, until: Date): Promise<FinalBill> {
  const tenant = await tenantUntil(sql, until);
  return billOf(sql, tenant, monthOf(until, tenant.zone), await readClosed(sql));
}

/** The bills of all its months, for a tenant that goes at that time; newest first. */
export async function finalBills(sql: OfTenant, until: Date): Promise<FinalBill[]> {
  const tenant = await tenantUntil(sql, until);
  const first = monthOf(tenant.since, tenant.zone);
  const last = monthOf(until, tenant.zone);
  const closed = await readClosed(sql);
  const bills: FinalBill[] = [];
  for (let back = 0; back < MOST_MONTHS; back++) {
    const month = monthsBefore(last, back);
    if (month < first) break;
    bills.push(await billOf(sql, tenant, month, closed));
  }
  return bills;
}

async function tenantUntil(sql: OfTenant, until: Date): Promise<BilledTenant> {
  const tenant = await readBilledTenant(sql);
  if (!tenant) throw new Error('A tenant has a row.');
  return { ...tenant, until };
}

async function billOf(
  sql: OfTenant,
  tenant: BilledTenant,
  month: string,
  closed: ClosedMonths | undefined,
): Promise<FinalBill> {
  const span = monthSpan(month, tenant.zone);
  const charges = await chargesOf(sql, tenant, span, closed);
  const { fee } = charges.sums;
  return {
    month,
    days: charges.days,
    daysInMonth: span.days,
    feeNano: fee,
    usageNano: (BigInt(charges.totalNano) - BigInt(fee)).toString(),
    totalNano: charges.totalNano,
  };
}
