import { planScopes } from '@/lib/budget/plan-scopes';
import { now } from '@/lib/clock';
import type { BudgetUse } from '@/lib/console/schema';
import { withTenantSql } from '@/lib/db/tenant-sql';
import type { TenantContext } from '@/lib/tenancy/context';
import { policyOf } from '@/lib/tenancy/policy';
import { authorize } from '@/lib/tenancy/roles';

interface CounterRow {
  tenant_id: string;
  period: 'day' | 'month';
  used_tokens: number;
  held_tokens: number;
  used: string;
  held: string;
}

/** What is used and held of the tenant's budgets now, beside their limits. */
export async function readOwnBudgets(ctx: TenantContext): Promise<BudgetUse[]> {
  authorize(ctx, 'usage:read');
  const policy = await policyOf(ctx);
  const tenant = { id: ctx.tenantId, timeZone: ctx.timeZone };
  const scopes = planScopes(tenant, policy, now());
  const counters = await withTenantSql(ctx, (sql) =>
    sql<CounterRow>(
      `select tenant_id, period, used_tokens::float8, held_tokens::float8, used_nano::text as used, held_nano::text as held
       from budget_counter
       where tenant_id = :tenant::uuid and scope = 'tenant' and scope_id = :tenant::uuid::text
         and (period, period_start) in (select * from unnest($1::text[], $2::timestamptz[]))`,
      [scopes.map((scope) => scope.period), scopes.map((scope) => scope.periodStart)],
    ),
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
