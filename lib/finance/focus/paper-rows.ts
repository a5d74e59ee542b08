import type { PlatformSql } from '@/lib/db/platform-sql';
import { AppError } from '@/lib/errors';
import { exactMinor } from '../chargeback/facts';
import { type FocusValue, toValues } from './columns';
import type { ChargeSpan } from './read-charges';
import { type Paper, type PapersSaid, readPapers } from './read-papers';

type Cells = Record<string, FocusValue>;

const HUNDREDTHS = 100n;
/** Hundredths of a nano-dollar in a cent. */
const CENT = 1_000_000_000n;
const MINUTE_MS = 60_000;
/** Lines of a statement that the ledger has rows of. */
const IN_LEDGER: readonly (string | null)[] = ['usage', 'adjustment', 'late', 'correction'];

/**
 * Rows of the papers that were issued on the days, each once: what they have that is in no ledger row. Those of a tenant that
 * is erased since are the same as before. Throws `conflict` when they are not all that was issued, or one does not add up.
 */
export async function paperRows(
  sql: PlatformSql,
  span: ChargeSpan,
  platform: string,
): Promise<FocusValue[][]> {
  const { papers, said } = await readPapers(sql, span);
  assertAll(papers, said);
  return papers.flatMap((paper) => {
    const common = commonOf(paper, platform);
    return chargesOf(paper).map((cells) => toValues('focus', { ...common, ...cells }));
  });
}

/** Throws `conflict` unless the papers are as many as the books have, and come to the same. */
export function assertAll(papers: readonly Paper[], said: PapersSaid): void {
  const sum = (of: (paper: Paper) => bigint) => papers.reduce((all, paper) => all + of(paper), 0n);
  const all =
    papers.length === said.papers &&
    sum(({ total }) => total) === said.total &&
    sum(({ net }) => net) === said.net &&
    sum(({ tax }) => tax) === said.tax;
  if (!all)
    throw new AppError(
      'conflict',
      `The export was refused: its ${papers.length} statements and credit notes do not come to the ${said.papers} that were issued.`,
    );
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

function commonOf(paper: Paper, platform: string): Cells {
  const { tenantId, tenantName, kind, label, issuedAt, from, until } = paper;
  const isNote = kind === 'credit_note';
  const minute = Math.floor(issuedAt / MINUTE_MS) * MINUTE_MS;
  return {
    ...{ BillingAccountId: tenantId, BillingAccountName: tenantName, BillingCurrency: 'USD' },
    ...{ BillingPeriodStart: from, BillingPeriodEnd: until },
    ChargePeriodStart: isNote ? minute : from,
    ChargePeriodEnd: isNote ? minute + MINUTE_MS : until,
    ChargeClass: isNote ? 'Correction' : null,
    ...{ HostProviderName: platform, InvoiceIssuerName: platform, ServiceProviderName: platform },
    ...{ ServiceCategory: 'AI and Machine Learning', ServiceSubcategory: 'Generative AI' },
    ...{ ServiceName: platform, InvoiceId: label, x_Account: 'platform' },
  };
}
