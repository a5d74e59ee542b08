import { z } from 'zod';
import { reasonSchema } from '@/lib/console/policy/schema';

const id = z.string().regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
export const entryParams = z.object({ id: id, entry: id });

const count = z.number().int().min(0).max(1_000_000_000_000);
const MOST_NANO = 1_000_000_000_000_000n;
const amount = z
  .string()
  .regex(/^\d{1,16}$/, { error: 'Dollars with a decimal point, none below zero.', abort: true })
  .refine((text) => BigInt(text) <= MOST_NANO, 'More than a correction can be.');

export const monthSchema = z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/);

export const correctedTokensSchema = z.object({
  inputTokens: count,
  outputTokens: count,
  cacheReadTokens: count,
  cacheWrite5mTokens: count,
  cacheWrite1hTokens: count,
});
export type CorrectedTokens = z.infer<typeof correctedTokensSchema>;

/** What a call should have been: its tokens, cost and price in whole, not the difference. Nano-dollars. */
export const correctCallSchema = z.object({
  tenantId: id,
  entryId: id,
  tokens: correctedTokensSchema,
  costNano: amount,
  priceNano: amount,
  /** What the call came to when the person looked. */
  seenCostNano: amount,
  seenPriceNano: amount,
  reason: reasonSchema,
});
export type CorrectCall = z.infer<typeof correctCallSchema>;

export const previewCorrectionSchema = z.object({
  tenantId: id,
  entryId: id,
  tokens: correctedTokensSchema,
});
export type PreviewCorrection = z.infer<typeof previewCorrectionSchema>;

export const adjustMonthSchema = z.object({
  /** Chosen by whoever asks, so that asking again books nothing more. */
  entryId: id,
  tenantId: id,
  month: monthSchema,
  /** Nano-dollars; a credit is negative. */
  priceNano: z
    .string()
    .regex(/^-?[1-9]\d{0,15}$/, { error: 'An amount other than zero.', abort: true })
    .refine((text) => BigInt(text) <= MOST_NANO && -BigInt(text) <= MOST_NANO, 'Too much.'),
  reason: reasonSchema,
});
export type AdjustMonth = z.infer<typeof adjustMonthSchema>;

export interface Correction {
  id: string;
  at: string;
  reason: string;
  costNano: string;
  priceNano: string;
}

/** A call with its corrections, and what they come to. */
export interface CorrectableCall {
  id: string;
  at: string;
  tenant: { id: string; name: string };
  requestId: string;
  feature: string;
  model: string;
  batch: boolean;
  account: 'platform' | 'own';
  outcome: string;
  estimated: boolean;
  costVersion: number;
  priceVersion: number;
  /** As booked, before any correction. */
  booked: { tokens: CorrectedTokens; costNano: string; priceNano: string };
  /** With all corrections so far. */
  net: { tokens: CorrectedTokens; costNano: string; priceNano: string };
  corrections: Correction[];
}

/** What the tokens come to at the versions that priced the call. */
export interface CorrectionPreview {
  costNano: string;
  priceNano: string;
}
