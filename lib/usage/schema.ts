import { z } from 'zod';
import { dayOf, daysOf, FINANCE_PRESETS, financeParams, parseDays } from '@/lib/finance/schema';

export const USAGE_DIMENSIONS = ['day', 'user', 'model', 'feature'] as const;
export type UsageDimension = (typeof USAGE_DIMENSIONS)[number];

/** What an address asks for; what cannot be read is by day. */
export const usageParams = z.object({
  by: z.enum(USAGE_DIMENSIONS).catch('day').default('day'),
});

export const USAGE_PRESETS = ['24h', ...FINANCE_PRESETS] as const;
export type UsagePreset = (typeof USAGE_PRESETS)[number];

/** A span of whole hours or days in UTC, and the steps that its chart takes. ISO 8601. */
export interface UsageRange {
  preset: UsagePreset | 'custom';
  /** Included. */
  from: string;
  /** Excluded. */
  to: string;
  step: 'hour' | 'day';
}

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** Reads `range`, or the days `from` and `to`, of an address; 30 days to today without any. */
export function parseUsageRange(
  params: Record<string, string | string[] | undefined>,
  now: number,
): UsageRange {
  if (params.range === '24h') {
    const to = (Math.floor(now / HOUR) + 1) * HOUR;
    return { preset: '24h', from: iso(to - DAY), to: iso(to), step: 'hour' };
  }
  const { range, from, to } = params;
  const days = parseDays(financeParams.parse({ range, from, to }), now);
  return {
    preset: days.preset,
    from: iso(Date.parse(days.from)),
    to: iso(Date.parse(days.to) + DAY),
    step: 'day',
  };
}

/** First and last day that the range touches. */
export function usageDays(range: UsageRange): { from: string; to: string } {
  return { from: range.from.slice(0, 10), to: dayOf(Date.parse(range.to) - 1) };
}

/** Starts of the chart's steps, written as `readUsage` writes them. */
export function stepsOf(range: UsageRange): string[] {
  if (range.step === 'day') return daysOf(usageDays(range));
  const steps: string[] = [];
  for (let at = Date.parse(range.from); at < Date.parse(range.to); at += HOUR) steps.push(iso(at));
  return steps;
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
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
  /** A day as `YYYY-MM-DD` in UTC, a person's id, a model or a feature. */
  key: string;
  label: string;
}

export interface UsageReport {
  rows: UsageRow[];
  totals: UsageSums;
  /** By step (a day, or an hour in ISO 8601) and key; steps of the range without a row had no calls. */
  steps: { at: string; key: string; priceNano: string }[];
}
