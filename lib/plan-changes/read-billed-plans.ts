import type { TenantSql } from '@/lib/db/tenant-sql';
import type { PlanChange } from '@/lib/finance/statement/plan-spans';
import { readBilledTenant } from '@/lib/finance/statement/read-facts';
import { readTerms } from '@/lib/finance/statement/read-terms';
import type { BilledPlans } from './quote-plan';

/** What the tenant's statements go by. */
export async function readBilledPlans(sql: TenantSql): Promise<BilledPlans> {
  const tenant = await readBilledTenant(sql);
  if (!tenant) throw new Error('A tenant has a row.');
  const changes = await sql<PlanChange>(
    'select since, plan from tenant_plan where tenant_id = :tenant',
  );
  const terms = await readTerms((text) =>
    sql(`select t.* from (${text}) t where :tenant::uuid is not null`),
  );
  return { since: tenant.since, zone: tenant.zone, plan: tenant.plan, changes, terms };
}
