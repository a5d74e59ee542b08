/** Of the FinOps Open Cost and Usage Specification; which text was read, decision 60 says. */
export const FOCUS_VERSION = '1.4';

/** How many decimals a cost and a unit price have: a hundredth of a nano-dollar, since a batch price is a percentage. */
export const DECIMALS = 11;

export type FocusType = 'string' | 'decimal' | 'datetime' | 'json';

/** Text and JSON as text, decimals times 10 to their number of decimals, instants in ms since the epoch. */
export type FocusValue = string | bigint | number | null;

export interface FocusColumn {
  id: string;
  type: FocusType;
  nullable: boolean;
  /** Of a decimal. */
  decimals?: number;
  /** Another in nearly every row. */
  varied?: boolean;
  /** Of rows that are made of the ledger, not the same in all that have the rest alike. */
  own?: boolean;
  /** What nobody but this program writes: a number, an instant, an id or one of a few words. */
  plain?: boolean;
}

const text = (id: string, nullable = false): FocusColumn => ({ id, type: 'string', nullable });
const word = (id: string, nullable = false): FocusColumn => ({
  ...text(id, nullable),
  plain: true,
});
const amount = (id: string, nullable = false): FocusColumn => ({
  ...{ id, nullable, type: 'decimal', decimals: DECIMALS },
});
/** Tokens, which nobody divides. */
const tokens = (id: string): FocusColumn => ({
  ...{ id, nullable: true, type: 'decimal', decimals: 0 },
});
const own = (column: FocusColumn): FocusColumn => ({ ...column, own: true });
const idOf = (id: string): FocusColumn => own({ ...word(id, true), varied: true });
const instant = (id: string): FocusColumn => ({ id, type: 'datetime', nullable: false });
const json = (id: string): FocusColumn => ({ id, type: 'json', nullable: true });

/** In alphabetical order, as the specification lists them. */
const CHARGE = [
  own(amount('BilledCost')),
  own(word('BillingAccountId')),
  own(text('BillingAccountName', true)),
  word('BillingCurrency'),
  own(instant('BillingPeriodEnd')),
  own(instant('BillingPeriodStart')),
  word('ChargeCategory'),
  own(word('ChargeClass', true)),
  text('ChargeDescription', true),
  word('ChargeFrequency'),
  own(instant('ChargePeriodEnd')),
  own(instant('ChargePeriodStart')),
  own(tokens('ConsumedQuantity')),
  word('ConsumedUnit', true),
  own(amount('ContractedCost')),
  own(amount('EffectiveCost')),
  text('HostProviderName'),
  word('InvoiceId', true),
  text('InvoiceIssuerName'),
  own(amount('ListCost')),
  amount('ListUnitPrice', true),
  word('PricingCategory', true),
  own(tokens('PricingQuantity')),
  word('PricingUnit', true),
  word('ServiceCategory'),
  text('ServiceName'),
  text('ServiceProviderName'),
  word('ServiceSubcategory'),
  text('SkuId', true),
  text('SkuMeter', true),
  json('SkuPriceDetails'),
  text('SkuPriceId', true),
  own(json('Tags')),
] as const;

/** Who of several carries a shared charge: one charge of the provider, split between tenants. */
const ALLOCATION = [
  json('AllocatedMethodDetails'),
  text('AllocatedMethodId', true),
  own(word('AllocatedResourceId', true)),
  own(text('AllocatedResourceName', true)),
  own(json('AllocatedTags')),
] as const;

/** Ours, and of usage alone but for the account; the specification asks for the prefix and for a place behind its own. */
const CUSTOM = [
  word('x_Account'),
  text('x_Environment', true),
  word('x_Estimated', true),
  text('x_Feature', true),
  idOf('x_LedgerEntryId'),
  text('x_Model', true),
  text('x_ProductLine', true),
  idOf('x_RequestId'),
] as const;

/** What tenants are charged, of all or of one; and what the provider charges, with the tenant that each part goes to. */
export type FocusDataset = 'focus' | 'focus-allocated';

/** A row of cells by their columns; what is not given is null. */
export function toValues(dataset: FocusDataset, cells: Record<string, FocusValue>): FocusValue[] {
  return columnsOf(dataset).map(({ id }) => cells[id] ?? null);
}

export function columnsOf(dataset: FocusDataset): readonly FocusColumn[] {
  return dataset === 'focus' ? [...CHARGE, ...CUSTOM] : [...ALLOCATION, ...CHARGE, ...CUSTOM];
}
