import { now } from '@/lib/clock';
import { withTenantSql } from '@/lib/db/tenant-sql';
import type { TenantContext } from '@/lib/tenancy/context';
import { authorize } from '@/lib/tenancy/roles';

/** Takes the mark off one's own questions whose end was seen. */
export async function markSeen(ctx: TenantContext, ids: readonly string[]): Promise<void> {
  authorize(ctx, 'chat:ask');
  await withTenantSql(ctx, (sql) =>
    sql(
      `update deferred_answer set seen_at = $2
       where tenant_id = :tenant and id = any ($1::uuid[]) and seen_at is null
         and state in ('done', 'failed', 'cancelled')`,
      [ids, now()],
    ),
  );
}
