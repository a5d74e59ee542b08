import { z } from 'zod';
import { reasonSchema } from '@/lib/console/policy/schema';
import { EMBEDDING_MODEL } from '@/lib/metering/schema';
import { PLANS, type Plan } from '@/lib/tenancy/schema';
import { LARGEST_MARGIN_BP } from './margin/schema';

export const BOOKS = ['cost', 'price'] as const;
export type Book = (typeof BOOKS)[number];

/** The prices of a line, in the order in which they are shown. */
export const TOKEN_PRICES = [
  'inputNano',
  'outputNano',
  'cacheReadNano',
  'cacheWrite5mNano',
  'cacheWrite1hNano',
] as const;
export type TokenPrice = (typeof TOKEN_PRICES)[number];

/** A dollar for a thousand tokens; PostgreSQL refuses more, too. */
export const DEAREST_TOKEN_NANO = 1_000_000n;
const MOST_USD_NANO = 1_000_000_000_000_000n;

const upTo = (most: bigint) =>
  z
    .string()
    .regex(/^\d{1,16}$/, { error: 'Dollars with a decimal point, none below zero.', abort: true })
    .refine((text) => BigInt(text) <= most, 'More than any price can be.');

/** Prices in nano-dollars a token, as decimal strings since JSON has no bigint. Only the built-in encoder may be free. */
export const priceLineSchema = z
  .object({
    /** `*` in the book of costs. */
    plan: z.enum(['*', ...PLANS]),
    model: z.string().regex(/^[a-z0-9][a-z0-9._-]{0,79}$/, 'The id of a model.'),
    /** The line prices calls with more input tokens than this, up to the next line's. */
    inputOver: z.number().int().min(0).max(10_000_000),
    inputNano: upTo(DEAREST_TOKEN_NANO),
    outputNano: upTo(DEAREST_TOKEN_NANO),
    cacheReadNano: upTo(DEAREST_TOKEN_NANO),
    cacheWrite5mNano: upTo(DEAREST_TOKEN_NANO),
    cacheWrite1hNano: upTo(DEAREST_TOKEN_NANO),
    /** What a batch call pays of its whole charge. */
    batchPercent: z.number().int().min(1).max(100),
  })
  .superRefine((line, { addIssue }) => {
    if (line.model === EMBEDDING_MODEL) return;
    for (const field of ['inputNano', 'outputNano'] as const)
      if (BigInt(line[field]) === 0n)
        addIssue({
          code: 'custom',
          path: [field],
          message: 'Input and output always have a price.',
        });
  });
export type PriceLine = z.infer<typeof priceLineSchema>;

export const planTermsSchema = z.object({
  plan: z.enum(PLANS),
  /** What the lines were derived with; null when set by hand. */
  marginBp: z.number().int().min(0).max(LARGEST_MARGIN_BP).nullable(),
  /** A month. */
  feeNano: upTo(MOST_USD_NANO),
  /** Usage at its price that the fee covers, a month. */
  includedNano: upTo(MOST_USD_NANO),
});
export type PlanTerms = z.infer<typeof planTermsSchema>;

const content = {
  book: z.enum(BOOKS),
  lines: z.array(priceLineSchema).min(1).max(500),
  plans: z.array(planTermsSchema).max(PLANS.length),
};

type Content = { book: Book; lines: PriceLine[]; plans: PlanTerms[] };

function consistent({ book, lines, plans }: Content, ctx: z.RefinementCtx): void {
  const problem = (message: string) => ctx.addIssue({ code: 'custom', message });
  const keys = lines.map((line) => `${line.plan} ${line.model} ${line.inputOver}`);
  if (new Set(keys).size !== keys.length) problem('A model has two lines from the same size on.');
  if (lines.some((line) => (line.plan === '*') !== (book === 'cost')))
    problem('Costs are the same for all plans; prices are a plan’s.');
  if (new Set(plans.map((each) => each.plan)).size !== (book === 'price' ? PLANS.length : 0))
    problem('Each plan has a fee.');
}

export const previewPricesSchema = z.object(content).superRefine(consistent);
export type PreviewPrices = z.infer<typeof previewPricesSchema>;

export const addPricesSchema = z
  .object({
    ...content,
    /** The book's newest version that the person looked at. */
    basedOn: z.number().int().positive(),
    /** ISO 8601; null: at once. */
    startsAt: z.iso.datetime().nullable(),
    reason: reasonSchema,
    acceptBelowCost: z.boolean(),
  })
  .superRefine(consistent);
export type AddPrices = z.infer<typeof addPricesSchema>;

/** Whether calls are priced by it: now, later, no more, or never, because a later one begins no later than it. */
export type VersionState = 'current' | 'ahead' | 'past' | 'withdrawn';

export interface PriceVersionView extends Content {
  id: number;
  state: VersionState;
  startsAt: string;
  createdAt: string;
  reason: string;
  /** Null for the versions that the product came with. */
  author: string | null;
}

export interface PriceHistory {
  /** Newest first, both books. */
  versions: PriceVersionView[];
}

/** An amount as it was, and as it would have been. Nano-dollars as decimal strings. */
export interface Effect {
  beforeNano: string;
  afterNano: string;
}

/** What one tenant's last month would have come to. */
export interface PreviewRow {
  tenant: { id: string; name: string; plan: Plan };
  calls: number;
  /** Of the calls. */
  usage: Effect;
  /** Fee, and usage beyond what it includes; in the book of prices alone. */
  bill: Effect | null;
}

export interface PricePreview extends Omit<PreviewRow, 'tenant'> {
  /** `YYYY-MM`, UTC. */
  month: string;
  rows: PreviewRow[];
  /** Calls of models without a line: they keep their charge. */
  unpriced: number;
}
