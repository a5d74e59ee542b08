/** Currencies that a statement can be in, with the decimals of their minor unit (ISO 4217). */
export const CURRENCIES = {
  USD: 2,
  AUD: 2,
  BRL: 2,
  CAD: 2,
  CHF: 2,
  CZK: 2,
  DKK: 2,
  EUR: 2,
  GBP: 2,
  INR: 2,
  JPY: 0,
  KRW: 0,
  KWD: 3,
  MXN: 2,
  NOK: 2,
  NZD: 2,
  PLN: 2,
  SEK: 2,
  SGD: 2,
  ZAR: 2,
} as const;
export type Currency = keyof typeof CURRENCIES;

export const TAX_CATEGORIES = ['S', 'Z', 'E', 'AE', 'G', 'O'] as const;
export type TaxCategory = (typeof TAX_CATEGORIES)[number];
/** The codes of UNCL 5305 in words. */
export const TAX_WORDS: Record<TaxCategory, string> = {
  S: 'Standard rate',
  Z: 'Zero rate',
  E: 'Exempt',
  AE: 'Reverse charge: the recipient owes the tax',
  G: 'Export',
  O: 'Outside the scope of tax',
};

export const DISCOUNT_BASES = ['fees', 'usage', 'all'] as const;
export type DiscountBase = (typeof DISCOUNT_BASES)[number];

/** Whom a statement is for and on what terms. Percentages in hundredths of a percent. */
export interface BillingTerms {
  /** 0: finance has entered none. */
  version: number;
  legalName: string;
  address: string;
  currency: Currency;
  discountLabel: string;
  discountBp: number;
  discountOn: DiscountBase;
  taxId: string;
  taxCategory: TaxCategory;
  taxBp: number;
  reverseCharge: boolean;
  place: string;
}

/** What a dollar is in another currency. */
export interface ExchangeRate {
  version: number;
  /** `YYYY-MM-DD` from which it counts. */
  validFrom: string;
  /** Units of the currency for one dollar, times 1,000,000,000. */
  rateNano: string;
  source: string;
}

/** Amounts in minor units of the currency, as decimal strings. Net and tax add up to what is due. */
export interface Amounts {
  netMinor: string;
  taxMinor: string;
  dueMinor: string;
}

/** A total in the tenant's currency. */
export interface Settlement extends Amounts {
  terms: BillingTerms;
  /** Absent for dollars. */
  rate: ExchangeRate | null;
}

/** Exact decimals of an amount in minor units. */
export function exactMinor(minor: bigint, currency: Currency): string {
  const decimals = CURRENCIES[currency];
  const digits = (minor < 0n ? -minor : minor).toString().padStart(decimals + 1, '0');
  const whole = digits.slice(0, digits.length - decimals);
  const sign = minor < 0n ? '-' : '';
  return decimals === 0 ? `${sign}${whole}` : `${sign}${whole}.${digits.slice(-decimals)}`;
}

/** `19.25` of 1925 hundredths of a percent. */
export function percent(basisPoints: number): string {
  const [whole, rest] = [Math.trunc(basisPoints / 100), basisPoints % 100];
  return rest === 0 ? String(whole) : `${whole}.${String(rest).padStart(2, '0')}`;
}

/** Hundredths of a percent of `19.25`; undefined for what is none. */
export function parsePercent(text: string): number | undefined {
  const match = /^(\d{1,3})(?:\.(\d{1,2}))?$/.exec(text.trim());
  if (!match) return undefined;
  const basisPoints = Number(match[1]) * 100 + Number((match[2] ?? '').padEnd(2, '0'));
  return basisPoints <= 10_000 ? basisPoints : undefined;
}

/** Exact decimals of a rate. */
export function exactRate(rateNano: string): string {
  const digits = rateNano.padStart(10, '0');
  return `${digits.slice(0, -9)}.${digits.slice(-9)}`.replace(/0+$/, '').replace(/\.$/, '');
}
