import { z } from 'zod';
import { OWN_LIMITS, type OwnLimit, type OwnLimits, ownLimitsSchema } from '@/lib/tenancy/schema';

/** What a workspace's admins set; what is absent is as the platform agreed it. */
export const setOwnLimitsSchema = z.object({
  /** The policy that they looked at. */
  basedOn: z.number().int().positive(),
  limits: ownLimitsSchema.refine(
    (limits) =>
      OWN_LIMITS.every((limit) => limits[limit] === undefined || Number(limits[limit]) > 0),
    'Give amounts above zero.',
  ),
  reason: z
    .string()
    .trim()
    .min(3, 'Say why, in at least three characters.')
    .max(500, 'At most 500 characters.'),
});
export type SetOwnLimits = z.infer<typeof setOwnLimitsSchema>;

/** One limit; amounts are decimal strings, of money in nano-dollars. */
export interface LimitRange {
  limit: OwnLimit;
  /** What is in force, with the add-ons of the moment left out. */
  now: string;
  /** What the platform agreed. */
  agreed: string;
  /** The highest that the admins may set. */
  ceiling: string;
}

/** Nano-dollars as decimal strings. */
export interface LimitPrices {
  /** The plan's fee of a whole month, and the usage that it covers. */
  feeNano: string;
  includedNano: string;
  /** Mean price of a million tokens over the last 31 days; null without a call. */
  perMillionNano: string | null;
}

export interface OwnLimitsView {
  version: number;
  ranges: LimitRange[];
  own: OwnLimits;
  prices: LimitPrices;
}

/** The most that a month can cost with that spend limit: the fee, and usage beyond what it covers. Pure. */
export function mostAMonth(prices: LimitPrices, spendNano: bigint): bigint {
  const beyond = spendNano - BigInt(prices.includedNano);
  return BigInt(prices.feeNano) + (beyond > 0n ? beyond : 0n);
}
