import type { PlatformSql } from '@/lib/db/platform-sql';
import { buildStatement } from '../statement/build-statement';
import type { MonthSpan } from '../statement/month-of';
import { type PlanChange, type PlanTerms, planSpans } from '../statement/plan-spans';
import { readTerms } from '../statement/read-terms';
import type { Effect, PlanTerms as GivenTerms } from './schema';

/**
 * Tells what a tenant's bill of the month was without add-ons and later corrections, and what it would have been with these fees
 * and included usage: as its statement computes it, but with the days of UTC.
 */
export async function readBills(
  sql: PlatformSql,
  given: readonly GivenTerms[],
  month: MonthSpan,
): Promise<(tenantId: string, usage: Effect) => Effect> {
  const stored = await sql<PlanChange & { tenant_id: string; came: Date }>(
    `select p.tenant_id, p.since, p.plan, t.created_at as came from tenant_plan p join tenant t on t.id = p.tenant_id
     order by p.since`,
  );
  const tenants = new Map<string, typeof stored>();
  for (const row of stored)
    tenants.set(row.tenant_id, [...(tenants.get(row.tenant_id) ?? []), row]);
  const before = await readTerms(sql);
  const after = given.map((terms) => ({
    plan: terms.plan,
    effectiveFrom: new Date(0),
    feeNano: BigInt(terms.feeNano),
    includedNano: BigInt(terms.includedNano),
  }));
  return (tenantId, usage) => {
    const changes = tenants.get(tenantId) ?? [];
    const [first] = changes;
    if (!first) return usage;
    const bill = (terms: readonly PlanTerms[], usedNano: string) =>
      buildStatement({
        daysInMonth: month.days,
        spans: planSpans(changes, terms, month, { since: first.came, zone: 'UTC' }),
        usage: [{ model: '', calls: 0, tokens: 0n, priceNano: BigInt(usedNano) }],
        addons: [],
        earlier: [],
        adjustments: [],
      }).totalNano;
    return {
      beforeNano: bill(before, usage.beforeNano),
      afterNano: bill(after, usage.afterNano),
    };
  };
}
