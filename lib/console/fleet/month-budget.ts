import type { MonthBudget } from './schema';

const DAY = 86_400_000;

/** What a tenant's month has taken and may take; price in nano-dollars. Null: no limit. */
export interface MonthUse {
  usedNano: bigint;
  usedTokens: bigint;
  limitNano: bigint | null;
  limitTokens: bigint | null;
  /** When the month ends by the tenant's calendar, ms since the epoch. */
  resetsAt: number;
}

/** Of the last whole days: how many there were (7, or since the tenant began) and what they took. */
export interface Pace {
  days: number;
  nano: bigint;
  tokens: number;
}

/**
 * A month at the pace of the last days: what it comes to, and when its limit is reached. A straight line, which says nothing of
 * weekends; the tenant's own page projects by kinds of days. Pure.
 */
export function monthBudget(use: MonthUse, pace: Pace, now: number): MonthBudget {
  const burn = pace.days > 0 ? Number(pace.nano) / pace.days : 0;
  const tokens = pace.days > 0 ? pace.tokens / pace.days : 0;
  const ends = [
    endOf(use.limitNano, use.usedNano, burn),
    endOf(use.limitTokens, use.usedTokens, tokens),
  ].map((days) => now + days * DAY);
  const first = Math.min(...ends);
  const daysLeft = Math.max(use.resetsAt - now, 0) / DAY;
  return {
    usedNano: use.usedNano.toString(),
    limitNano: use.limitNano?.toString() ?? null,
    usedShare: Math.max(
      shareOf(use.usedNano, use.limitNano),
      shareOf(use.usedTokens, use.limitTokens),
    ),
    burnNano: burn > 0 ? BigInt(Math.round(burn)).toString() : null,
    projectedNano:
      burn > 0 ? (use.usedNano + BigInt(Math.round(burn * daysLeft))).toString() : null,
    endsAt: first < use.resetsAt ? new Date(first).toISOString() : null,
  };
}

function shareOf(used: bigint, limit: bigint | null): number {
  if (limit === null) return 0;
  return limit === 0n ? 1 : Number((used * 10_000n) / limit) / 10_000;
}

/** In days; infinite without a limit or a pace. */
function endOf(limit: bigint | null, used: bigint, pace: number): number {
  if (limit === null) return Number.POSITIVE_INFINITY;
  if (used >= limit) return 0;
  return pace > 0 ? Number(limit - used) / pace : Number.POSITIVE_INFINITY;
}
