import {
  budgetUses,
  COUNTERS_NOW,
  currentPeriods,
  type StoredCounter,
} from '@/lib/budget/budget-uses';
import type { BudgetUse } from '@/lib/budget/schema';
import { now } from '@/lib/clock';
import type { PlatformSql } from '@/lib/db/platform-sql';
import type { Policy } from '@/lib/tenancy/schema';

/** Use of every budget of the tenant now: what is settled and what running calls hold, beside the limits. */
export async function readBudgets(
  sql: PlatformSql,
  tenant: { id: string; timeZone: string },
  policy: Policy,
  names: ReadonlyMap<string, string>,
): Promise<BudgetUse[]> {
  const at = now();
  const counters = await sql<StoredCounter>(`${COUNTERS_NOW} and tenant_id = $3`, [
    ...currentPeriods(tenant.timeZone, at),
    tenant.id,
  ]);
  return budgetUses(
    { tenantId: tenant.id, timeZone: tenant.timeZone },
    policy,
    counters,
    at,
    names,
  );
}
