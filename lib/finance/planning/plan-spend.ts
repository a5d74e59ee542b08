import { now } from '@/lib/clock';
import { CUSTOMERS } from '@/lib/console/customers';
import { withPlatform } from '@/lib/db/platform-sql';
import { notFound } from '@/lib/errors';
import type { PlatformContext } from '@/lib/tenancy/context';
import { authorizePlatform } from '@/lib/tenancy/roles';
import type { PlannedOf, PlanSpend } from './schema';

/** Where a plan is kept, under what key, and whom there is to plan of. */
const KEPT: Record<PlannedOf, { table: string; key: string; known: string }> = {
  tenant: {
    table: 'planned_spend',
    key: 'tenant_id',
    known: `from tenant t where t.id = $1 and t.id in ${CUSTOMERS}`,
  },
  group: {
    table: 'planned_group_spend',
    key: 'group_id',
    known: 'from tenant_group t where t.id = $1',
  },
};

/**
 * Plans what a tenant, or all tenants of a group together, are charged for usage in a month; what was planned before is in the
 * audit log alone. Throws `not_found`.
 */
export async function planSpend(ctx: PlatformContext, given: PlanSpend): Promise<void> {
  authorizePlatform(ctx, 'spend:plan');
  const { of, id, month, plannedNano, reason } = given;
  const subject = of === 'tenant' ? { tenantId: id } : {};
  const detail = { month, plannedNano, ...(of === 'group' ? { group: id } : {}) };
  const why = { action: 'spend.plan', reason, ...subject, detail };
  const { table, key, known } = KEPT[of];
  await withPlatform(ctx, why, async (sql) => {
    const planned = await sql(
      `insert into ${table} (${key}, month, planned_nano, reason, entered_at, entered_by)
       select t.id, $2, $3, $4, $5, $6 ${known}
       on conflict (${key}, month) do update set planned_nano = excluded.planned_nano, reason = excluded.reason,
         entered_at = excluded.entered_at, entered_by = excluded.entered_by
       returning ${key}`,
      [id, `${month}-01`, plannedNano, reason, now(), ctx.userId],
    );
    if (planned.length === 0) throw notFound();
  });
}
