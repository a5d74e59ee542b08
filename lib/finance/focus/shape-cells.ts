import { EMBEDDING_MODEL } from '@/lib/metering/schema';
import type { FocusDataset, FocusValue } from './columns';
import { type ChargeShape, METERS } from './ledger-charge';
import type { UnitPrices } from './price-list';

export interface Sellers {
  /** Who bills the tenants. */
  platform: string;
  /** Whose models answer, and who bills the platform. */
  provider: string;
}

/** By column. */
export type Cells = Record<string, FocusValue>;

const METHOD = 'metered-tokens';
const METHOD_DETAILS = JSON.stringify({
  Elements: [{ AllocatedRatio: 1, UsageUnit: 'Tokens', UsageQuantity: 'PricingQuantity' }],
  x_Method: 'Each call of the provider was made for one tenant, which carries all of it.',
});

/** What all rows of a shape have. */
export function commonCells(
  shape: ChargeShape,
  dataset: FocusDataset,
  { platform, ...sellers }: Sellers,
): Cells {
  const own = dataset === 'focus';
  // The built-in encoder runs here: nobody bills the platform for it.
  const provider = shape.model === EMBEDDING_MODEL ? platform : sellers.provider;
  return {
    BillingCurrency: 'USD',
    ChargeFrequency: 'Usage-Based',
    HostProviderName: own ? platform : provider,
    InvoiceIssuerName: own ? platform : provider,
    ServiceCategory: 'AI and Machine Learning',
    ServiceName: own ? shape.productLine : provider,
    ServiceProviderName: own ? platform : provider,
    ServiceSubcategory: 'Generative AI',
    AllocatedMethodDetails: METHOD_DETAILS,
    AllocatedMethodId: METHOD,
    x_Account: shape.account,
    x_Environment: shape.environment,
    x_Estimated: String(shape.estimated),
    x_Feature: shape.feature,
    x_Model: shape.model,
    x_ProductLine: shape.productLine,
  };
}

/** What the price list says of one kind of tokens. */
export function usageCells(
  { model, batch }: ChargeShape,
  at: number,
  { units, key }: UnitPrices,
): Cells {
  const meter = METERS[at];
  const sku = `${model}/${meter?.id}`;
  return {
    ChargeCategory: 'Usage',
    ChargeDescription: `${meter?.name} of ${model}`,
    ConsumedUnit: 'Tokens',
    ListUnitPrice: units[at] ?? 0n,
    PricingCategory: 'Standard',
    PricingUnit: 'Tokens',
    SkuId: sku,
    SkuMeter: meter?.name ?? null,
    SkuPriceDetails: JSON.stringify({ x_Model: model, x_Batch: batch }),
    SkuPriceId: `${sku}/${key}`,
  };
}

/** What no tokens explain: a correction of the amount alone, or a month's adjustment. */
export function otherCells(category: 'Credit' | 'Adjustment', reason: string): Cells {
  return {
    ChargeCategory: category,
    ChargeFrequency: 'One-Time',
    ChargeDescription: reason || 'Beyond the listed price of its tokens',
  };
}
