import { recordAudit } from '@/lib/audit/record';
import { now } from '@/lib/clock';
import { withTenantSql } from '@/lib/db/tenant-sql';
import { notFound } from '@/lib/errors';
import type { TenantContext } from '@/lib/tenancy/context';
import { authorize } from '@/lib/tenancy/roles';

/** Takes a scheduled change back. `not_found` once it is in force, was undone, or never was. */
export async function undoChange(ctx: TenantContext, id: string): Promise<void> {
  authorize(ctx, 'plan:change');
  await withTenantSql(ctx, async (sql) => {
    const undone = await sql(
      `update plan_change set state = 'undone', ended_at = $2
       where tenant_id = :tenant and id = $1 and state = 'scheduled' returning id`,
      [id, now()],
    );
    if (undone.length === 0) throw notFound();
    await recordAudit(ctx, sql, { action: 'plan.undo', objectKind: 'policy', objectId: id });
  });
}
