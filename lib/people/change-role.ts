import { recordAudit } from '@/lib/audit/record';
import { withTenantSql } from '@/lib/db/tenant-sql';
import { AppError, notFound } from '@/lib/errors';
import type { TenantContext } from '@/lib/tenancy/context';
import { holdMember } from './hold-member';

/** Makes a member an admin or the reverse; only owners do. Throws `not_found` and `forbidden`. */
export async function changeRole(
  ctx: TenantContext,
  id: string,
  role: 'admin' | 'member',
): Promise<void> {
  await withTenantSql(ctx, async (sql) => {
    const before = await holdMember(ctx, sql, id);
    if (before.role === role) return;
    if (ctx.principal.role !== 'owner') {
      throw new AppError('forbidden', 'Only an owner makes somebody an administrator.');
    }
    const rows = await sql(
      'update membership set role = $2 where tenant_id = :tenant and user_id = $1 returning tenant_id',
      [id, role],
    );
    if (rows.length === 0) throw notFound();
    await recordAudit(ctx, sql, {
      action: 'member.role',
      objectKind: 'member',
      objectId: id,
      detail: { from: before.role, to: role },
    });
  });
}
