import type { PlatformSql } from '@/lib/db/platform-sql';
import type { Plan } from '@/lib/tenancy/schema';
import type { Effect } from '../prices/schema';
import { buildStatement } from '../statement/build-statement';
import type { MonthSpan } from '../statement/month-of';
import { type PlanChange, planSpans } from '../statement/plan-spans';
import { readTerms } from '../statement/read-terms';

/**
 * Tells what a tenant's bill of the month was without add-ons and later corrections, and what it would have been with other
 * plans: as its statement computes it, but with the days of UTC.
 */
export async function readOtherBills(
  sql: PlatformSql,
  month: MonthSpan,
  otherPlan: (plan: Plan) => Plan,
): Promise<(tenantId: string, usage: Effect) => Effect> {
  const stored = await sql<PlanChange & { tenant_id: string; came: Date }>(
    `select p.tenant_id, p.since, p.plan, t.created_at as came from tenant_plan p join tenant t on t.id = p.tenant_id
     order by p.since`,
  );
  const tenants = new Map<string, typeof stored>();
  for (const row of stored)
    tenants.set(row.tenant_id, [...(tenants.get(row.tenant_id) ?? []), row]);
  const terms = await readTerms(sql);
  return (tenantId, usage) => {
    const changes = tenants.get(tenantId) ?? [];
    const [first] = changes;
    if (!first) return usage;
    const bill = (plans: readonly PlanChange[], usedNano: string) =>
      buildStatement({
        daysInMonth: month.days,
        spans: planSpans(plans, terms, month, { since: first.came, zone: 'UTC' }),
        usage: [{ model: '', calls: 0, tokens: 0n, priceNano: BigInt(usedNano) }],
        addons: [],
        earlier: [],
        adjustments: [],
      }).totalNano;
    const others = changes.map(({ since, plan }) => ({ since, plan: otherPlan(plan) }));
    return {
      beforeNano: bill(changes, usage.beforeNano),
      afterNano: bill(others, usage.afterNano),
    };
  };
}
