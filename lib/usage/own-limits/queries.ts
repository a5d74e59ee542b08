import { now } from '@/lib/clock';
import { type TenantSql, withTenantSql } from '@/lib/db/tenant-sql';
import { monthOf, monthSpan } from '@/lib/finance/statement/month-of';
import { readOwnRollups } from '@/lib/metering/rollups/read-rollups';
import { wholeMonth } from '@/lib/plan-changes/quote-plan';
import { readBilledPlans } from '@/lib/plan-changes/read-billed-plans';
import type { TenantContext } from '@/lib/tenancy/context';
import { authorize } from '@/lib/tenancy/roles';
import { effectivePolicy, OWN_LIMITS, ownCeiling } from '@/lib/tenancy/schema';
import { readNewest } from '../budgets/set-own-budgets';
import type { OwnLimitsView } from './schema';

const MEAN_DAYS = 31;

/** What the admins may move by themselves, how far, and what a month then costs. Throws `forbidden`. */
export async function readOwnLimits(ctx: TenantContext): Promise<OwnLimitsView> {
  authorize(ctx, 'limits:edit');
  const at = now();
  return withTenantSql(ctx, async (sql) => {
    const { version, policy } = await readNewest(sql);
    const inForce = effectivePolicy(policy);
    const billed = await readBilledPlans(sql);
    const month = monthSpan(monthOf(at, billed.zone), billed.zone);
    return {
      version,
      own: policy.ownLimits,
      ranges: OWN_LIMITS.map((limit) => ({
        limit,
        now: String(inForce[limit]),
        agreed: String(policy[limit]),
        ceiling: ownCeiling(policy, limit).toString(),
      })),
      prices: {
        ...wholeMonth(billed.terms, billed.plan, month, billed.zone),
        perMillionNano: await meanPrice(sql, at),
      },
    };
  });
}

async function meanPrice(sql: TenantSql, at: Date): Promise<string | null> {
  const from = new Date(at.getTime() - MEAN_DAYS * 86_400_000);
  const span = { from: from.toISOString(), to: at.toISOString() };
  const [used] = (await readOwnRollups(sql, [span])).flat();
  const tokens = BigInt(
    (used?.inputTokens ?? 0) +
      (used?.outputTokens ?? 0) +
      (used?.cacheReadTokens ?? 0) +
      (used?.cacheWriteTokens ?? 0),
  );
  return used && tokens > 0n ? ((used.price * 1_000_000n) / tokens).toString() : null;
}
