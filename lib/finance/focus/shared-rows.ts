import type { PlatformSql } from '@/lib/db/platform-sql';
import { type SharedPart, sharedParts } from '../shared-costs/read-shared-costs';
import type { Method, SharedKind } from '../shared-costs/schema';
import { type FocusValue, toValues } from './columns';
import type { ChargeSpan } from './read-charges';

const HUNDREDTHS = 100n;
const KIND_WORDS: Record<SharedKind, string> = {
  platform: 'Platform',
  idle: 'Idle capacity',
  embeddings: 'Embeddings',
};
const METHOD_WORDS: Record<Method, string> = {
  proportional: 'By the cost of the month’s own usage.',
  even: 'The same for each tenant.',
  fixed: 'By parts that were given.',
};
const RATIO_DECIMALS = 12;

/** A row for each tenant's part of each shared cost of the months, in UTC, that are whole within the days. */
export async function sharedRows(
  sql: PlatformSql,
  { from, to, tenantId }: ChargeSpan,
  platform: string,
): Promise<FocusValue[][]> {
  const rows: FocusValue[][] = [];
  for (const month of wholeMonths(from, to))
    for (const part of await sharedParts(sql, month))
      if (!tenantId || part.tenant.id === tenantId) rows.push(rowOf(part, month, platform));
  return rows;
}

/** `YYYY-MM` of the months whose first and last day are among the days. */
export function wholeMonths(from: string, to: string): string[] {
  const months: string[] = [];
  const at = new Date(`${from.slice(0, 7)}-01T00:00:00Z`);
  if (!from.endsWith('-01')) at.setUTCMonth(at.getUTCMonth() + 1);
  for (;;) {
    const month = at.toISOString().slice(0, 7);
    at.setUTCMonth(at.getUTCMonth() + 1);
    if (at.getTime() > Date.parse(to) + 86_400_000) return months;
    months.push(month);
  }
}

function rowOf({ cost, tenant, nano }: SharedPart, month: string, platform: string): FocusValue[] {
  const start = Date.parse(`${month}-01`);
  const end = new Date(start);
  const until = end.setUTCMonth(end.getUTCMonth() + 1);
  const billed = nano * HUNDREDTHS;
  return toValues('focus-allocated', {
    ...{ BillingAccountId: 'platform', BillingAccountName: platform, BillingCurrency: 'USD' },
    ...{ BillingPeriodStart: start, BillingPeriodEnd: until },
    ...{ ChargePeriodStart: start, ChargePeriodEnd: until },
    ...{ ChargeCategory: 'Adjustment', ChargeFrequency: 'Recurring' },
    ChargeDescription: `${KIND_WORDS[cost.kind]}, shared by all tenants`,
    ...{ BilledCost: billed, EffectiveCost: billed, ListCost: billed, ContractedCost: billed },
    ...{ HostProviderName: platform, InvoiceIssuerName: platform, ServiceProviderName: platform },
    ...{ ServiceCategory: 'AI and Machine Learning', ServiceSubcategory: 'Generative AI' },
    ServiceName: KIND_WORDS[cost.kind],
    AllocatedMethodId: `shared-${cost.method}`,
    AllocatedMethodDetails: JSON.stringify({
      Elements: [{ AllocatedRatio: ratio(nano, cost.amountNano) }],
      x_Method: METHOD_WORDS[cost.method],
      x_SharedCostId: cost.id,
    }),
    ...{ AllocatedResourceId: tenant.id, AllocatedResourceName: tenant.name },
    x_Account: 'platform',
  });
}

/** To twelve decimals; the amount itself is exact. */
function ratio(part: bigint, whole: bigint): number {
  return Number((part * 10n ** BigInt(RATIO_DECIMALS)) / whole) / 10 ** RATIO_DECIMALS;
}
