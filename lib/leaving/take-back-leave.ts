import { recordAudit } from '@/lib/audit/record';
import { now } from '@/lib/clock';
import { withTenantSql } from '@/lib/db/tenant-sql';
import { notFound } from '@/lib/errors';
import type { TenantContext } from '@/lib/tenancy/context';
import { authorize } from '@/lib/tenancy/roles';

/** Keeps a workspace that was ending; any owner may. Throws `forbidden`, and `not_found` when it is not ending. */
export async function takeBackLeave(ctx: TenantContext): Promise<void> {
  authorize(ctx, 'workspace:end');
  await withTenantSql(ctx, async (sql) => {
    const [row] = await sql<{ leave: string | null }>(
      `select tenancy.take_back_leave($1) as leave where tenancy.current_tenant() = :tenant`,
      [now()],
    );
    if (!row?.leave) throw notFound();
    await recordAudit(ctx, sql, {
      action: 'workspace.stay',
      objectKind: 'workspace',
      objectId: ctx.tenantId,
      detail: { leave: row.leave },
    });
  });
}
