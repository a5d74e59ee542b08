import { recordAudit } from '@/lib/audit/record';
import { now } from '@/lib/clock';
import { withTenantSql } from '@/lib/db/tenant-sql';
import { notFound } from '@/lib/errors';
import type { TenantContext } from '@/lib/tenancy/context';
import { authorize } from '@/lib/tenancy/roles';

/** `not_found` once it was decided or withdrawn. */
export async function withdrawRequest(ctx: TenantContext, id: string): Promise<void> {
  authorize(ctx, 'limits:edit');
  await withTenantSql(ctx, async (sql) => {
    const ended = await sql(
      `update quota_request set state = 'withdrawn', ended_at = $2
       where tenant_id = :tenant and id = $1 and state = 'open' returning id`,
      [id, now()],
    );
    if (ended.length === 0) throw notFound();
    await recordAudit(ctx, sql, { action: 'quota.withdraw', objectKind: 'policy', objectId: id });
  });
}
