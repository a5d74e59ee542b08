import { readKeyNames } from '@/lib/api-keys/key-name';
import {
  budgetUses,
  COUNTERS_NOW,
  currentPeriods,
  type StoredCounter,
} from '@/lib/budget/budget-uses';
import type { BudgetUse } from '@/lib/budget/schema';
import { now } from '@/lib/clock';
import { withTenantSql } from '@/lib/db/tenant-sql';
import type { TenantContext } from '@/lib/tenancy/context';
import { policyOf } from '@/lib/tenancy/policy';
import { authorize } from '@/lib/tenancy/roles';

/** What is used and held of every budget of the tenant now, beside its limits. */
export async function readOwnBudgets(ctx: TenantContext): Promise<BudgetUse[]> {
  authorize(ctx, 'usage:read');
  const policy = await policyOf(ctx);
  const at = now();
  const { counters, people, keys } = await withTenantSql(ctx, async (sql) => ({
    counters: await sql<StoredCounter>(
      `${COUNTERS_NOW} and tenant_id = :tenant`,
      currentPeriods(ctx.timeZone, at),
    ),
    people: await sql<{ id: string; name: string }>(
      `select u.id, case when m.accepted_at is null then u.email else u.name end as name
       from app_user u join membership m on m.user_id = u.id where m.tenant_id = :tenant`,
    ),
    keys: await readKeyNames(ctx, sql),
  }));
  const names = new Map([...people.map(({ id, name }) => [id, name] as const), ...keys]);
  return budgetUses(ctx, policy, counters, at, names);
}
