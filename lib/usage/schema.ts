import { z } from 'zod';
import { FINANCE_PRESETS } from '@/lib/finance/schema';
import type { ModelId } from '@/lib/llm/schema';

export const USAGE_DIMENSIONS = ['day', 'user', 'key', 'model', 'feature'] as const;
export type UsageDimension = (typeof USAGE_DIMENSIONS)[number];

/** What an address asks for; what cannot be read is by day. */
export const usageParams = z.object({
  by: z.enum(USAGE_DIMENSIONS).catch('day').default('day'),
});

export const USAGE_PRESETS = ['24h', ...FINANCE_PRESETS] as const;
export type UsagePreset = (typeof USAGE_PRESETS)[number];

/** One step of a range's chart: `at` names it, a day as `YYYY-MM-DD`, an hour by its beginning. ISO 8601. */
export interface UsageStep {
  at: string;
  /** Included. */
  from: string;
  /** Excluded. */
  to: string;
}

/** A span of whole hours or days of the tenant's own calendar, and the steps that its chart takes. */
export interface UsageRange {
  preset: UsagePreset | 'custom';
  timeZone: string;
  /** Included. ISO 8601. */
  from: string;
  /** Excluded. */
  to: string;
  step: 'hour' | 'day';
  steps: UsageStep[];
  /** First and last day that the range touches. */
  days: { from: string; to: string };
}

/** Sums of the tenant's ledger rows, in price; what the provider charged is not the tenant's to see. */
export interface UsageSums {
  requests: number;
  inputTokens: number;
  outputTokens: number;
  /** Nano-dollars as a decimal string. */
  priceNano: string;
}

export interface UsageRow extends UsageSums {
  /** A day of the tenant's as `YYYY-MM-DD`, a person's or key's id, `''` for all people beside keys, a model or a feature. */
  key: string;
  label: string;
}

export interface UsageReport {
  rows: UsageRow[];
  totals: UsageSums;
  /** Of the input tokens: read by the encoder, which a budget of the workspace or of a person does not count. */
  embeddingTokens: number;
  /** By step (a day, or an hour in ISO 8601) and key; steps of the range without a row had no calls. */
  steps: { at: string; key: string; priceNano: string }[];
}

/** What a call by the model will probably take. */
export interface ExpectedCost {
  model: ModelId;
  /** Of how many calls of the last month it is the mean; 0: a guess. */
  calls: number;
  inputTokens: number;
  outputTokens: number;
  /** Nano-dollars as a decimal string. */
  priceNano: string;
}
