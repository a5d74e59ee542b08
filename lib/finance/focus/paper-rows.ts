import type { PlatformSql } from '@/lib/db/platform-sql';
import { AppError } from '@/lib/errors';
import { exactMinor } from '../chargeback/facts';
import type { PeriodOf } from './charge-rows';
import { type FocusValue, toValues } from './columns';
import type { ChargeSpan } from './read-charges';
import { type Paper, readPapers } from './read-papers';

type Cells = Record<string, FocusValue>;

const HUNDREDTHS = 100n;
/** Hundredths of a nano-dollar in a cent. */
const CENT = 1_000_000_000n;
const MINUTE_MS = 60_000;
/** Lines of a statement that the ledger has rows of. */
const IN_LEDGER: readonly (string | null)[] = ['usage', 'adjustment', 'late', 'correction'];

/** Rows of the papers that were issued on the days, each once: what they have that is in no ledger row. */
export async function paperRows(
  sql: PlatformSql,
  span: ChargeSpan,
  periodOf: PeriodOf,
  platform: string,
): Promise<FocusValue[][]> {
  const papers = await readPapers(sql, span);
  return papers.flatMap((paper) => {
    const common = commonOf(paper, periodOf, platform);
    return chargesOf(paper).map((cells) => toValues('focus', { ...common, ...cells }));
  });
}

/**
 * What a statement charges beyond the ledger's rows: fees and add-ons are purchases, what the fee covers and discounts are
 * credits, of this month and of what came to earlier ones; a credit note is a credit that corrects. With the ledger's rows it
 * is the paper's total, and of one in dollars what is due. Throws `conflict` for one that is not.
 */
export function chargesOf(paper: Paper): Cells[] {
  const own = paper.lines.filter(({ kind }) => !IN_LEDGER.includes(kind));
  const sum = (kinds: readonly (string | null)[]) =>
    paper.lines
      .filter(({ kind }) => kinds.includes(kind))
      .reduce((all, { amount }) => all + amount, 0n);
  // Of late calls and corrections the ledger has the whole, and the statement what the fee does not cover.
  const covered = sum(['late', 'correction']) - paper.earlier;
  const charged = sum(['usage', 'adjustment']) + paper.earlier + covered;
  if (own.reduce((all, { amount }) => all + amount, charged) !== paper.total)
    throw new AppError('conflict', `The export was refused: ${paper.label} does not add up.`);
  return [
    ...own.map(({ kind, label, detail, amount }) =>
      kind === 'fee' || kind === 'addon'
        ? purchase(kind, `${label}: ${detail}`, label, amount * HUNDREDTHS)
        : amounts('Credit', kind ? `${label}: ${detail}` : label, amount * HUNDREDTHS),
    ),
    amounts('Credit', 'Usage of earlier months that their fee covers', covered * HUNDREDTHS),
    ...settled(paper),
  ].filter(({ BilledCost }) => BilledCost !== 0n);
}

/** Tax and, of dollars, what is rounded to whole cents. In another currency the tax is exact in dollars, and named as it is due. */
function settled({ currency, net, tax, taxBp, total }: Paper): Cells[] {
  if (currency === 'USD')
    return [
      amounts('Tax', 'Tax', tax * CENT),
      amounts('Adjustment', 'Rounded to whole cents', net * CENT - total * HUNDREDTHS),
    ];
  const due = `Tax, ${exactMinor(tax, currency)} ${currency} on the statement`;
  return [amounts('Tax', due, (total * taxBp) / HUNDREDTHS)];
}

function amounts(category: string, description: string, billed: bigint): Cells {
  return {
    ...{ ChargeCategory: category, ChargeDescription: description, ChargeFrequency: 'One-Time' },
    ...{ BilledCost: billed, EffectiveCost: billed, ListCost: billed, ContractedCost: billed },
  };
}

/** One piece, at the price of this month's part of it. */
function purchase(
  kind: 'fee' | 'addon',
  description: string,
  label: string,
  billed: bigint,
): Cells {
  const unit = kind === 'fee' ? 'Plans' : 'Add-ons';
  const sku = `${kind === 'fee' ? 'plan' : 'addon'}/${label}`;
  return {
    ...amounts('Purchase', description, billed),
    ChargeFrequency: kind === 'fee' ? 'Recurring' : 'One-Time',
    ...{ PricingCategory: 'Standard', PricingQuantity: 1n, PricingUnit: unit },
    ...{ ListUnitPrice: billed, SkuId: sku, SkuPriceId: sku, SkuMeter: unit },
  };
}

function commonOf(paper: Paper, periodOf: PeriodOf, platform: string): Cells {
  const { tenantId, tenantName, kind, label, issuedAt, from, until } = paper;
  const isNote = kind === 'credit_note';
  const [start, end] = isNote ? periodOf({ tenantId, at: issuedAt }) : [from, until];
  const minute = Math.floor(issuedAt / MINUTE_MS) * MINUTE_MS;
  return {
    ...{ BillingAccountId: tenantId, BillingAccountName: tenantName, BillingCurrency: 'USD' },
    ...{ BillingPeriodStart: start, BillingPeriodEnd: end },
    ChargePeriodStart: isNote ? minute : start,
    ChargePeriodEnd: isNote ? minute + MINUTE_MS : end,
    ChargeClass: isNote ? 'Correction' : null,
    ...{ HostProviderName: platform, InvoiceIssuerName: platform, ServiceProviderName: platform },
    ...{ ServiceCategory: 'AI and Machine Learning', ServiceSubcategory: 'Generative AI' },
    ...{ ServiceName: platform, InvoiceId: label, x_Account: 'platform' },
  };
}
