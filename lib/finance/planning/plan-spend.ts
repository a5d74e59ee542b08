import { now } from '@/lib/clock';
import { CUSTOMERS } from '@/lib/console/customers';
import { withPlatform } from '@/lib/db/platform-sql';
import { notFound } from '@/lib/errors';
import type { PlatformContext } from '@/lib/tenancy/context';
import { authorizePlatform } from '@/lib/tenancy/roles';
import type { PlanSpend } from './schema';

/** Plans what a tenant is charged for usage in a month; what was planned before is in the audit log alone. */
export async function planSpend(ctx: PlatformContext, given: PlanSpend): Promise<void> {
  authorizePlatform(ctx, 'spend:plan');
  const { tenantId, month, plannedNano, reason } = given;
  const why = { action: 'spend.plan', reason, tenantId, detail: { month, plannedNano } };
  await withPlatform(ctx, why, async (sql) => {
    const planned = await sql(
      `insert into planned_spend (tenant_id, month, planned_nano, reason, entered_at, entered_by)
       select t.id, $2, $3, $4, $5, $6 from tenant t where t.id = $1 and t.id in ${CUSTOMERS}
       on conflict (tenant_id, month) do update set planned_nano = excluded.planned_nano, reason = excluded.reason,
         entered_at = excluded.entered_at, entered_by = excluded.entered_by
       returning tenant_id`,
      [tenantId, `${month}-01`, plannedNano, reason, now(), ctx.userId],
    );
    if (planned.length === 0) throw notFound();
  });
}
