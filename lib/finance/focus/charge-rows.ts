import { EMBEDDING_MODEL } from '@/lib/metering/schema';
import { columnsOf, type FocusDataset, type FocusValue } from './columns';
import { type LedgerCharge, METERS } from './ledger-charge';
import type { PriceList } from './price-list';

/** First and last instant of a billing period, in ms since the epoch; the last is not in it. */
export type PeriodOf = (row: Pick<LedgerCharge, 'tenantId' | 'at'>) => readonly [number, number];

export interface Sellers {
  /** Who bills the tenants. */
  platform: string;
  /** Whose models answer, and who bills the platform. */
  provider: string;
}

export interface FocusRow {
  values: FocusValue[];
  billed: bigint;
  effective: bigint;
}

const MINUTE_MS = 60_000;
const MOST_TEMPLATES = 20_000;
/** Of a nano-dollar. */
const HUNDREDTHS = 100n;
const METHOD = 'metered-tokens';
const METHOD_DETAILS = JSON.stringify({
  Elements: [{ AllocatedRatio: 1, UsageUnit: 'Tokens', UsageQuantity: 'PricingQuantity' }],
  x_Method: 'Each call of the provider was made for one tenant, which carries all of it.',
});

type Cells = Record<string, FocusValue>;

/**
 * Makes rows of the specification out of ledger rows: one for each kind of tokens, priced by the unit and so exactly list
 * cost, and one for what an entry has beyond its tokens. What a batch call was rounded up by, less than a nano-dollar, is
 * in its last row's billed cost. The sums of all rows are the ledger's to the last digit.
 */
export class ChargeRows {
  readonly #columns: ReadonlyMap<string, number>;
  /** Rows of which everything is filled in but what differs from call to call. */
  readonly #templates = new Map<string, FocusValue[]>();

  constructor(
    private readonly dataset: FocusDataset,
    private readonly prices: PriceList,
    private readonly periodOf: PeriodOf,
    private readonly sellers: Sellers,
  ) {
    this.#columns = new Map(columnsOf(dataset).map(({ id }, at) => [id, at]));
  }

  of(row: LedgerCharge): FocusRow[] {
    const amount = (this.dataset === 'focus' ? row.price : row.cost) * HUNDREDTHS;
    const { units, key } = this.prices.of(row, this.dataset === 'focus' ? 'price' : 'cost');
    const used = row.ofMonth ? [] : METERS.flatMap((_, at) => (row.tokens[at] ? [at] : []));
    const listed = used.map((at) => (row.tokens[at] ?? 0n) * (units[at] ?? 0n));
    const beyond = listed.reduce((left, cost) => left - cost, amount);
    const rounded = beyond > -HUNDREDTHS && beyond < HUNDREDTHS && used.length > 0 ? beyond : 0n;
    const own = this.#ownCells(row);
    const rows = used.map((at, place) => {
      const cost = listed[place] ?? 0n;
      const billed = place === used.length - 1 ? cost + rounded : cost;
      const values = this.#template(row, `${at} ${key}`, () => usage(row, at, key)).slice();
      this.#set(values, own);
      const quantity = row.tokens[at] ?? 0n;
      const cells: Cells = {
        ConsumedQuantity: quantity,
        PricingQuantity: quantity,
        ListUnitPrice: units[at] ?? 0n,
      };
      return this.#priced(values, cells, cost, billed);
    });
    const rest = beyond - rounded;
    if (rest !== 0n) {
      const values = this.#template(row, 'other', () => ({})).slice();
      this.#set(values, own);
      rows.push(this.#priced(values, other(row, rest), rest, rest));
    }
    return rows;
  }

  #priced(values: FocusValue[], cells: Cells, list: bigint, billed: bigint): FocusRow {
    this.#set(values, cells);
    this.#set(values, {
      BilledCost: billed,
      EffectiveCost: billed,
      ListCost: list,
      ContractedCost: list,
    });
    return { values, billed, effective: billed };
  }

  #set(values: FocusValue[], cells: Cells): void {
    for (const id in cells) {
      const at = this.#columns.get(id);
      if (at !== undefined) values[at] = cells[id] ?? null;
    }
  }

  /** What all rows of the same tenant, model, use and kind of token have. */
  #template(row: LedgerCharge, kind: string, cells: () => Cells): FocusValue[] {
    const { tenantId, model, feature, productLine, environment, account, batch, estimated } = row;
    const key = `${tenantId} ${kind} ${model} ${feature} ${productLine} ${environment} ${account} ${batch} ${estimated}`;
    let values = this.#templates.get(key);
    if (!values) {
      values = Array.from(this.#columns, () => null);
      this.#set(values, this.#common(row));
      this.#set(values, cells());
      if (this.#templates.size >= MOST_TEMPLATES) this.#templates.clear();
      this.#templates.set(key, values);
    }
    return values;
  }

  /** What every call has of its own. */
  #ownCells(row: LedgerCharge): Cells {
    const [periodStart, periodEnd] = this.periodOf(row);
    const minute = Math.floor(row.at / MINUTE_MS) * MINUTE_MS;
    const corrects = row.correctsAt !== null && row.correctsAt < periodStart;
    const tags = row.ofMonth ? null : tagsOf(row.tags);
    return {
      BillingPeriodStart: periodStart,
      BillingPeriodEnd: periodEnd,
      ChargeClass: corrects ? 'Correction' : null,
      ChargePeriodStart: minute,
      ChargePeriodEnd: minute + MINUTE_MS,
      Tags: tags,
      AllocatedTags: tags,
      x_LedgerEntryId: row.id,
      x_RequestId: row.requestId,
    };
  }

  #common(row: LedgerCharge): Cells {
    const { platform } = this.sellers;
    const own = this.dataset === 'focus';
    // The built-in encoder runs here: nobody bills the platform for it.
    const provider = row.model === EMBEDDING_MODEL ? platform : this.sellers.provider;
    return {
      BillingAccountId: own ? row.tenantId : 'platform',
      BillingAccountName: own ? row.tenantName : platform,
      BillingCurrency: 'USD',
      ChargeFrequency: 'Usage-Based',
      HostProviderName: own ? platform : provider,
      InvoiceIssuerName: own ? platform : provider,
      ServiceCategory: 'AI and Machine Learning',
      ServiceName: own ? row.productLine : provider,
      ServiceProviderName: own ? platform : provider,
      ServiceSubcategory: 'Generative AI',
      AllocatedMethodDetails: METHOD_DETAILS,
      AllocatedMethodId: METHOD,
      AllocatedResourceId: row.tenantId,
      AllocatedResourceName: row.tenantName,
      x_Account: row.account,
      x_Environment: row.environment,
      x_Estimated: String(row.estimated),
      x_Feature: row.feature,
      x_Model: row.model,
      x_ProductLine: row.productLine,
    };
  }
}

/** What the price list says of one kind of tokens. */
function usage(row: LedgerCharge, at: number, key: string): Cells {
  const meter = METERS[at];
  const sku = `${row.model}/${meter?.id}`;
  return {
    ChargeCategory: 'Usage',
    ChargeDescription: `${meter?.name} of ${row.model}`,
    ConsumedUnit: 'Tokens',
    PricingCategory: 'Standard',
    PricingUnit: 'Tokens',
    SkuId: sku,
    SkuMeter: meter?.name ?? null,
    SkuPriceDetails: JSON.stringify({ x_Model: row.model, x_Batch: row.batch }),
    SkuPriceId: `${sku}/${key}`,
  };
}

/** What no tokens explain: a correction of the amount alone, or a month's adjustment. */
function other(row: LedgerCharge, amount: bigint): Cells {
  return {
    ChargeCategory: row.ofMonth && amount < 0n ? 'Credit' : 'Adjustment',
    ChargeFrequency: 'One-Time',
    ChargeDescription: row.reason || 'Beyond the listed price of its tokens',
  };
}

function tagsOf(tags: Record<string, string>): string | null {
  for (const _ in tags) return JSON.stringify(tags);
  return null;
}
