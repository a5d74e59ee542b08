import { z } from 'zod';

export const USAGE_DIMENSIONS = ['day', 'user', 'model', 'feature'] as const;
export type UsageDimension = (typeof USAGE_DIMENSIONS)[number];

/** What an address asks for; what cannot be read is by day. */
export const usageParams = z.object({
  by: z.enum(USAGE_DIMENSIONS).catch('day').default('day'),
});

/** Sums of the tenant's ledger rows, in price; what the provider charged is not the tenant's to see. */
export interface UsageSums {
  requests: number;
  inputTokens: number;
  outputTokens: number;
  /** Nano-dollars as a decimal string. */
  priceNano: string;
}

export interface UsageRow extends UsageSums {
  /** A day as `YYYY-MM-DD` in UTC, a person's id, a model or a feature. */
  key: string;
  label: string;
}

export interface UsageReport {
  rows: UsageRow[];
  totals: UsageSums;
  /** By day and key; the days of the range without a row had no calls. */
  daily: { day: string; key: string; priceNano: string }[];
}
