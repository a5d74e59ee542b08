import { z } from 'zod';

/** As the provider's reports name them. */
export const TOKEN_TYPES = [
  'uncached_input_tokens',
  'output_tokens',
  'cache_read_input_tokens',
  'cache_creation.ephemeral_5m_input_tokens',
  'cache_creation.ephemeral_1h_input_tokens',
] as const;
export type TokenType = (typeof TOKEN_TYPES)[number];

/** Why the provider and the ledger differ. */
export const DIFFERENCES = [
  'late',
  'estimated',
  'batch',
  'other_key',
  'unknown_model',
  'missing_here',
  'missing_there',
  'rounding',
  'price',
  'no_tokens',
] as const;
export type DifferenceKind = (typeof DIFFERENCES)[number];

export interface Difference {
  kind: DifferenceKind;
  /** The provider's less the ledger's: tokens, or nano-dollars with decimals for `rounding`, `price` and `no_tokens`. */
  tokens: string | null;
  costUsd: string | null;
}

/** One day, model, tier and token type on both sides. */
export interface ComparedCell {
  /** `YYYY-MM-DD`, UTC. */
  day: string;
  model: string;
  batch: boolean;
  tokenType: TokenType | 'other';
  hereTokens: string;
  /** Null: no usage report has this day. */
  thereTokens: string | null;
  /** Exact dollars. */
  hereUsd: string;
  /** Null: no cost report has this day. */
  thereUsd: string | null;
  differences: Difference[];
}

export interface ProviderImport {
  number: number;
  kind: 'usage' | 'cost';
  source: 'api' | 'csv';
  fileName: string;
  fromDay: string;
  toDay: string;
  rows: number;
  author: string;
  importedAt: string;
}

export interface Comparison {
  from: string;
  to: string;
  cells: ComparedCell[];
  /** Days of the range that no import has. */
  daysWithoutUsage: number;
  daysWithoutCost: number;
  /** How many cells have each kind of difference. */
  counts: Partial<Record<DifferenceKind, number>>;
  imports: ProviderImport[];
}

export interface ImportedReport {
  number: number;
  kind: 'usage' | 'cost';
  rows: number;
  fromDay: string;
  toDay: string;
}

const day = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}$/)
  .refine((text) => !Number.isNaN(Date.parse(text)));
export const LONGEST_FETCH_DAYS = 92;
const DAY_MS = 86_400_000;

export const fetchReportSchema = z
  .object({
    from: day,
    to: day,
    /** Days that an import has already get another version. */
    again: z.boolean(),
  })
  .refine(({ from, to }) => from <= to, 'The first day comes before the last.')
  .refine(
    ({ from, to }) => Date.parse(to) - Date.parse(from) < LONGEST_FETCH_DAYS * DAY_MS,
    `At most ${LONGEST_FETCH_DAYS} days at once.`,
  );
export type FetchReport = z.infer<typeof fetchReportSchema>;

export const LARGEST_REPORT_BYTES = 20 * 1024 * 1024;
