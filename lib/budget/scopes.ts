import type { Policy } from '@/lib/tenancy/schema';

export type BudgetPeriod = 'day' | 'month';

/** One counter that a call touches, with what it may reach. */
export interface BudgetScope {
  scope: 'tenant';
  scopeId: string;
  period: BudgetPeriod;
  /** First day of the period, `YYYY-MM-DD` in UTC. */
  periodStart: string;
  tokenLimit: bigint;
  priceLimit: bigint;
}

/** PostgreSQL's bigint: what stands for "no limit of its own". */
const UNLIMITED = 9_223_372_036_854_775_807n;

export function scopesOf(tenantId: string, policy: Policy, at: Date): BudgetScope[] {
  const day = at.toISOString().slice(0, 10);
  return [
    {
      scope: 'tenant',
      scopeId: tenantId,
      period: 'day',
      periodStart: day,
      tokenLimit: BigInt(policy.tokensPerDay),
      priceLimit: UNLIMITED,
    },
    {
      scope: 'tenant',
      scopeId: tenantId,
      period: 'month',
      periodStart: `${day.slice(0, 7)}-01`,
      tokenLimit: BigInt(policy.tokensPerMonth),
      priceLimit: BigInt(policy.priceNanoPerMonth),
    },
  ];
}

/** When the scope's counter starts anew. */
export function resetsAt(scope: Pick<BudgetScope, 'period' | 'periodStart'>): Date {
  const start = new Date(`${scope.periodStart}T00:00:00Z`);
  return scope.period === 'day'
    ? new Date(start.getTime() + 86_400_000)
    : new Date(Date.UTC(start.getUTCFullYear(), start.getUTCMonth() + 1, 1));
}
