import { recordAudit } from '@/lib/audit/record';
import { now } from '@/lib/clock';
import { withTenantSql } from '@/lib/db/tenant-sql';
import type { TenantContext } from '@/lib/tenancy/context';
import { authorize } from '@/lib/tenancy/roles';

/**
 * Ends the caller's own membership, and with it the conversations and places in groups and folders here; what a legal hold
 * keeps stays, without access. The account's other workspaces notice nothing. Throws `conflict` for the last owner.
 */
export async function leaveWorkspace(ctx: TenantContext): Promise<void> {
  authorize(ctx, 'membership:end');
  const { id, role } = ctx.principal;
  await withTenantSql(ctx, async (sql) => {
    const [row] = await sql<{ kept: boolean }>(
      'select tenancy.leave_workspace($1) as kept where tenancy.current_tenant() = :tenant',
      [now()],
    );
    await recordAudit(ctx, sql, {
      action: 'member.leave',
      objectKind: 'member',
      objectId: id,
      detail: { role, ...(row?.kept === true && { keptUnderHold: true }) },
    });
  });
}
