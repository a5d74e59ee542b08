import { lesser } from '@/lib/money';

/** PostgreSQL's bigint: what stands for "no limit of its own". */
export const UNLIMITED = 9_223_372_036_854_775_807n;

/** One for each unit of a budget; nano-dollars of tenant price. */
export interface Amounts {
  tokens: bigint;
  price: bigint;
}

/** From where a budget tells people, and from where it binds some minutes after that was passed. */
export interface SoftLimits {
  tell?: Amounts;
  soft?: Amounts & { graceMinutes: number };
}

/** The soft limit of one rule, of its own limits. */
export function softLimits(
  limits: Amounts,
  { softPercent, graceMinutes }: { softPercent: number | null; graceMinutes: number | null },
): SoftLimits {
  if (softPercent === null) return {};
  const tell = {
    tokens: shareOf(limits.tokens, softPercent),
    price: shareOf(limits.price, softPercent),
  };
  return { tell, ...(graceMinutes !== null && { soft: { ...tell, graceMinutes } }) };
}

/**
 * Those of two rules for one counter: in each unit the lower amount, and of two that bind the shorter grace. What only
 * tells never binds, and never makes another bind earlier.
 */
export function joinedSoft(a: SoftLimits, b: SoftLimits): SoftLimits {
  const tell = a.tell && b.tell ? lowest(a.tell, b.tell) : (a.tell ?? b.tell);
  const soft =
    a.soft && b.soft
      ? {
          ...lowest(a.soft, b.soft),
          graceMinutes: Math.min(a.soft.graceMinutes, b.soft.graceMinutes),
        }
      : (a.soft ?? b.soft);
  return { ...(tell && { tell }), ...(soft && { soft }) };
}

/** The lower in each unit. */
export function lowest(a: Amounts, b: Amounts): Amounts {
  return {
    tokens: lesser(a.tokens, b.tokens),
    price: lesser(a.price, b.price),
  };
}

/** Whole percent of the limit, rounded up as the amount was rounded down; undefined without a limit. */
export function percentOfLimit(amount: bigint, limit: bigint): number | undefined {
  if (limit === UNLIMITED || limit === 0n) return undefined;
  return Number((amount * 100n + limit - 1n) / limit);
}

/** Rounded down; no limit has no soft one. */
function shareOf(limit: bigint, percent: number): bigint {
  return limit === UNLIMITED ? limit : (limit * BigInt(percent)) / 100n;
}
