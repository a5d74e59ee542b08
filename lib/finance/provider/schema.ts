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
  /** What was last said of it. */
  note?: DifferenceNote;
}

export interface DifferenceNote {
  state: 'open' | 'closed';
  /** The amounts that were seen. */
  tokens: string | null;
  costUsd: string | null;
  note: string;
  assignedTo: string | null;
  assignee: string | null;
  by: string;
  at: string;
  /** It was closed at other amounts, and so is open again. */
  moved?: boolean;
}

/** A month of the provider's account on three sides, exact dollars. */
export interface ProviderMonth {
  /** `YYYY-MM`, UTC. */
  month: string;
  /** All of its days are shown. */
  whole: boolean;
  hereUsd: string;
  /** Null: no cost report has a day of it. */
  thereUsd: string | null;
  invoicedUsd: string | null;
  invoices: string[];
  /** The invoice is not the cost report, by more than half a cent. */
  invoiceDiffers: boolean;
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

/** With the provider's tokens of each API key that used some; the key is empty where the report names none. */
export interface ShownCell extends ComparedCell {
  accounts: { key: string; tokens: string }[];
}

/** An account of the provider, by its API key, as the reports of the days have it. */
export interface ProviderAccount {
  key: string;
  own: boolean;
  tokens: string;
  /** Exact dollars; of reports that name the key of a cost. */
  usd: string;
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
  cells: ShownCell[];
  accounts: ProviderAccount[];
  /** Days of the range that no import has. */
  daysWithoutUsage: number;
  daysWithoutCost: number;
  /** How many cells have each kind of difference. */
  counts: Partial<Record<DifferenceKind, number>>;
  imports: ProviderImport[];
  /** Differences that nobody closed. */
  open: number;
  /**
   * Of what the provider's reports say of the days that they have, how much the ledger has: tokens in hundredths of a
   * percent; null without a report, or where it says nothing.
   */
  capturedTokens: number | null;
  capturedCost: number | null;
  months: ProviderMonth[];
  assignees: { id: string; name: string }[];
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
