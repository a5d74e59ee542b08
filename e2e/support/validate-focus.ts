/** A row of a FOCUS file as a reader gets it: text, and null for what is not there. */
export type ReadRow = Record<string, string | null>;

type Dataset = 'focus' | 'focus-allocated';

/** What the specification says of each column that a file may have; every other is custom, and text. */
const TYPES: Record<string, 'decimal' | 'instant' | 'json' | 'text'> = {
  AllocatedMethodDetails: 'json',
  AllocatedMethodId: 'text',
  AllocatedResourceId: 'text',
  AllocatedResourceName: 'text',
  AllocatedTags: 'json',
  BilledCost: 'decimal',
  BillingAccountId: 'text',
  BillingAccountName: 'text',
  BillingCurrency: 'text',
  BillingPeriodEnd: 'instant',
  BillingPeriodStart: 'instant',
  ChargeCategory: 'text',
  ChargeClass: 'text',
  ChargeDescription: 'text',
  ChargeFrequency: 'text',
  ChargePeriodEnd: 'instant',
  ChargePeriodStart: 'instant',
  ConsumedQuantity: 'decimal',
  ConsumedUnit: 'text',
  ContractedCost: 'decimal',
  EffectiveCost: 'decimal',
  HostProviderName: 'text',
  InvoiceId: 'text',
  InvoiceIssuerName: 'text',
  ListCost: 'decimal',
  ListUnitPrice: 'decimal',
  PricingCategory: 'text',
  PricingQuantity: 'decimal',
  PricingUnit: 'text',
  ServiceCategory: 'text',
  ServiceName: 'text',
  ServiceProviderName: 'text',
  ServiceSubcategory: 'text',
  SkuId: 'text',
  SkuMeter: 'text',
  SkuPriceDetails: 'json',
  SkuPriceId: 'text',
  Tags: 'json',
};
const DECIMAL = /^-?\d+(\.\d+)?$/;
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/;
const CURRENCY = /^[A-Z]{3}$/;

/** Mandatory in FOCUS 1.4, whatever is sold. */
const MANDATORY =
  `BilledCost BillingAccountId BillingAccountName BillingCurrency BillingPeriodEnd BillingPeriodStart ChargeCategory
  ChargeClass ChargeDescription ChargePeriodEnd ChargePeriodStart ContractedCost EffectiveCost HostProviderName InvoiceIssuerName
  ListCost PricingQuantity PricingUnit ServiceCategory ServiceName ServiceProviderName`.split(
    /\s+/,
  );
/** Mandatory where usage is measured, tags can be set, and units have prices that are listed. */
const CONDITIONAL =
  'ConsumedQuantity ConsumedUnit ListUnitPrice SkuId SkuMeter SkuPriceDetails SkuPriceId Tags'.split(
    ' ',
  );
const ALLOCATED = 'AllocatedMethodId AllocatedResourceId AllocatedResourceName AllocatedTags'.split(
  ' ',
);
const NEVER_NULL =
  `BilledCost BillingAccountId BillingCurrency BillingPeriodEnd BillingPeriodStart ChargeCategory ChargeFrequency
  ChargePeriodEnd ChargePeriodStart ContractedCost EffectiveCost HostProviderName InvoiceIssuerName ListCost ServiceCategory
  ServiceName ServiceProviderName ServiceSubcategory`.split(/\s+/);
const ALLOWED: Record<string, readonly string[]> = {
  ChargeCategory: ['Usage', 'Purchase', 'Tax', 'Credit', 'Adjustment'],
  ChargeClass: ['Correction'],
  ChargeFrequency: ['One-Time', 'Recurring', 'Usage-Based'],
  PricingCategory: ['Standard', 'Dynamic', 'Committed', 'Other'],
  ServiceCategory: ['AI and Machine Learning'],
  ServiceSubcategory: ['Generative AI'],
};
const OF_PRICED =
  'PricingQuantity PricingUnit ListUnitPrice SkuId SkuPriceId PricingCategory'.split(' ');
const OF_USAGE = ['ConsumedQuantity', 'ConsumedUnit'];
const DECIMALS = 18;

/** Everything in a file that FOCUS 1.4 forbids, in words; empty when it conforms. Written apart from what it checks. */
export function validateFocus(
  dataset: Dataset,
  header: readonly string[],
  rows: readonly ReadRow[],
): string[] {
  const wanted = [
    ...MANDATORY,
    ...CONDITIONAL,
    ...(dataset === 'focus-allocated' ? ALLOCATED : []),
  ];
  const firstOwn = header.findIndex((name) => name.startsWith('x_'));
  const problems = [
    ...wanted.filter((name) => !header.includes(name)).map((name) => `${name} is missing`),
    ...header
      .slice(firstOwn)
      .filter((name) => firstOwn >= 0 && !name.startsWith('x_'))
      .map((name) => `${name} stands behind a custom column`),
    ...header.filter((name) => !/^(x_)?[A-Z][A-Za-z0-9]{1,49}$/.test(name)),
    ...header
      .filter((name) => !name.startsWith('x_') && !(name in TYPES))
      .map((name) => `${name} is no column of the specification`),
    ...(new Set(header).size === header.length ? [] : ['a column comes twice']),
  ];
  rows.forEach((row, at) => {
    problems.push(...problemsOf(dataset, row).map((problem) => `row ${at + 1}: ${problem}`));
  });
  const sum = (name: string) => rows.reduce((all, row) => all + scaled(row[name] ?? '0'), 0n);
  if (sum('BilledCost') !== sum('EffectiveCost')) problems.push('EffectiveCost is not BilledCost');
  return problems;
}

function problemsOf(dataset: Dataset, row: ReadRow): string[] {
  const of = (name: string) => row[name] ?? null;
  const found: string[] = [];
  const must = (holds: boolean, problem: string) => {
    if (!holds) found.push(problem);
  };
  for (const name of NEVER_NULL) must(of(name) !== null, `${name} is null`);
  for (const [id, type] of Object.entries(TYPES)) {
    const value = of(id);
    if (value === null) continue;
    if (type === 'decimal') must(DECIMAL.test(value), `${id} is no decimal: ${value}`);
    if (type === 'instant') must(INSTANT.test(value), `${id} is no instant: ${value}`);
    if (type === 'json') must(isFlatObject(value), `${id} is no object of JSON: ${value}`);
  }
  for (const [name, allowed] of Object.entries(ALLOWED)) {
    const value = of(name);
    must(value === null || allowed.includes(value), `${name} is ${value}`);
  }
  must(CURRENCY.test(of('BillingCurrency') ?? ''), 'the currency is no code of ISO 4217');
  const [start, end, from, to] = [
    'ChargePeriodStart',
    'ChargePeriodEnd',
    'BillingPeriodStart',
    'BillingPeriodEnd',
  ].map((name) => Date.parse(of(name) ?? ''));
  must((start ?? 0) < (end ?? 0) && (from ?? 0) < (to ?? 0), 'a period ends before it begins');
  must((from ?? 0) <= (start ?? 0) && (end ?? 0) <= (to ?? 0), 'charged outside of its period');
  const category = of('ChargeCategory');
  const usage = category === 'Usage';
  if ((usage || category === 'Purchase') && of('ChargeClass') === null)
    for (const name of [...OF_PRICED, ...(usage ? OF_USAGE : [])])
      must(of(name) !== null, `${name} of a ${category} is null`);
  if (!usage) must(of('ConsumedQuantity') === null, 'what is no usage was consumed');
  if (category === 'Tax') must(of('SkuPriceId') === null, 'a tax has a price');
  if (of('SkuPriceId') === null)
    for (const name of [...OF_PRICED, ...OF_USAGE])
      must(of(name) === null, `${name} without a SkuPriceId`);
  const [unit, quantity] = [of('ListUnitPrice'), of('PricingQuantity')];
  if (unit !== null && quantity !== null) {
    must(!unit.startsWith('-'), 'a unit price is negative');
    const product = scaled(unit) * scaled(quantity);
    must(
      product === scaled(of('ListCost') ?? '0') * 10n ** BigInt(DECIMALS),
      'ListCost is not unit price times quantity',
    );
  } else must(of('ListCost') === of('BilledCost'), 'ListCost of what has no price is not billed');
  must(of('ContractedCost') === of('ListCost'), 'nothing was negotiated');
  if (dataset === 'focus-allocated')
    must(of('AllocatedMethodId') !== null && of('AllocatedResourceId') !== null, 'not allocated');
  return found;
}

/** The decimal times 10^18. */
export function scaled(text: string): bigint {
  const [whole = '0', fraction = ''] = text.replace('-', '').split('.');
  const value = BigInt(whole + fraction.padEnd(DECIMALS, '0'));
  return text.startsWith('-') ? -value : value;
}

function isFlatObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}
