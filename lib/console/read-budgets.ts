import { planScopes } from '@/lib/budget/plan-scopes';
import { now } from '@/lib/clock';
import type { PlatformSql } from '@/lib/db/platform-sql';
import type { Policy } from '@/lib/tenancy/schema';
import type { BudgetUse } from './schema';

interface CounterRow {
  period: 'day' | 'month';
  used_tokens: number;
  held_tokens: number;
  used: string;
  held: string;
}

/** Use of the tenant's budgets now: what is settled and what running calls hold, beside the limits. */
export async function readBudgets(
  sql: PlatformSql,
  tenant: { id: string; timeZone: string },
  policy: Policy,
): Promise<BudgetUse[]> {
  const scopes = planScopes(tenant, policy, now());
  const counters = await sql<CounterRow>(
    `select period, used_tokens::float8, held_tokens::float8, used_nano::text as used, held_nano::text as held
     from budget_counter
     where tenant_id = $1::uuid and scope = 'tenant' and scope_id = $1::uuid::text
       and (period, period_start) in (select * from unnest($2::text[], $3::timestamptz[]))`,
    [tenant.id, scopes.map((scope) => scope.period), scopes.map((scope) => scope.periodStart)],
  );
  return scopes.map((scope) => {
    const counter = counters.find((row) => row.period === scope.period);
    return {
      period: scope.period,
      periodStart: scope.periodStart.toISOString(),
      resetsAt: scope.resetsAt.toISOString(),
      usedTokens: counter?.used_tokens ?? 0,
      heldTokens: counter?.held_tokens ?? 0,
      tokenLimit: Number(scope.tokenLimit),
      usedNano: counter?.used ?? '0',
      heldNano: counter?.held ?? '0',
      priceLimitNano: scope.period === 'month' ? policy.priceNanoPerMonth : null,
    };
  });
}
