import { z } from 'zod';
import { reasonSchema } from '@/lib/console/policy/schema';
import { monthSchema } from '../corrections/schema';
import { CURRENCIES, type Currency, DISCOUNT_BASES, TAX_CATEGORIES } from './facts';

const id = z.string().regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
const nano = z.string().regex(/^(0|-?[1-9]\d{0,18})$/);
const currency = z.enum(Object.keys(CURRENCIES) as [Currency, ...Currency[]]);
const basisPoints = z.number().int().min(0).max(10_000);
const line = (most: number) =>
  z
    .string()
    .trim()
    .max(most)
    .regex(/^[^\p{Cc}]*$/u, 'One line.');

/** Which document of a month: none for the statement itself. */
export const documentParams = z.object({ note: id.optional().catch(undefined) });

/** `YYYY-MM`; what cannot be read is the month that it is now. */
export const closingParams = z.object({ month: monthSchema.optional().catch(undefined) });

export const setTermsSchema = z
  .object({
    tenantId: id,
    /** The version that the person looked at; 0 for none. */
    basedOn: z.number().int().min(0).max(1_000_000),
    legalName: line(200).min(1, 'Who is billed.'),
    address: z
      .string()
      .trim()
      .max(500)
      .regex(/^[^\p{Cc}]*(\n[^\p{Cc}]*)*$/u, 'Lines of text.'),
    currency,
    discountLabel: line(100),
    discountBp: basisPoints,
    discountOn: z.enum(DISCOUNT_BASES),
    taxId: line(50),
    taxCategory: z.enum(TAX_CATEGORIES),
    taxBp: basisPoints,
    place: line(100),
    reason: reasonSchema,
  })
  .refine((terms) => terms.taxCategory === 'S' || terms.taxBp === 0, {
    path: ['taxBp'],
    message: 'Only the standard category has a rate.',
  })
  .refine((terms) => terms.taxCategory !== 'AE' || terms.taxId !== '', {
    path: ['taxId'],
    message: 'A reverse charge names the recipient’s tax id.',
  })
  .refine((terms) => terms.discountBp === 0 || terms.discountLabel !== '', {
    path: ['discountLabel'],
    message: 'A discount has a name on the statement.',
  });
export type SetTerms = z.infer<typeof setTermsSchema>;

export const addRateSchema = z.object({
  currency: currency.exclude(['USD']),
  validFrom: z.iso.date(),
  /** Units of the currency for one dollar, times 1,000,000,000. */
  rateNano: z
    .string()
    .regex(/^[1-9]\d{0,15}$/, { error: 'More than zero, with nine decimals at most.', abort: true })
    .refine((text) => BigInt(text) <= 1_000_000_000_000_000n, 'Too much.'),
  source: line(200).min(3, 'Where the rate is from.'),
  reason: reasonSchema,
});
export type AddRate = z.infer<typeof addRateSchema>;

export const closeMonthSchema = z.object({
  tenantId: id,
  month: monthSchema,
  /** The total that the person looked at, and what it came to in the tenant's currency. */
  seenTotalNano: nano,
  seenDueMinor: nano,
  reason: reasonSchema,
});
export type CloseMonth = z.infer<typeof closeMonthSchema>;

export const closeAllSchema = z.object({
  month: monthSchema,
  /** The last tenant of the call before; the first call has none. */
  after: id.nullable(),
  reason: reasonSchema,
});
export type CloseAll = z.infer<typeof closeAllSchema>;

/** What one call of a closing of all tenants did; `after` is null when it was the last. */
export interface ClosingStep {
  closed: number;
  already: number;
  refused: { tenantId: string; name: string; why: string }[];
  after: string | null;
}

const MOST_LINES = 500;

export const creditSchema = z.object({
  /** Chosen by whoever asks, so that asking again issues nothing more. */
  creditId: id,
  tenantId: id,
  statementId: id,
  /** How many notes the person saw. */
  seenNotes: z.number().int().min(0).max(1_000_000),
  /** What is taken back of each line, of its sign; null for all that is left. */
  lines: z
    .array(z.object({ line: z.number().int().min(0).max(100_000), amountNano: nano }))
    .min(1)
    .max(MOST_LINES)
    .nullable(),
  reason: reasonSchema,
});
export type Credit = z.infer<typeof creditSchema>;

/** A tenant in the list of a month. */
export interface ListedTenant {
  id: string;
  name: string;
  plan: string;
  zone: string;
  /** Once the month is closed. */
  number: string | null;
  currency: string | null;
  dueMinor: string | null;
  /** How many credit notes correct it. */
  notes: number;
}

export interface ListedRate {
  version: number;
  currency: Currency;
  validFrom: string;
  rateNano: string;
  source: string;
  reason: string;
  author: string;
  createdAt: string;
}
