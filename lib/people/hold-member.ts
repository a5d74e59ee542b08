import type { TenantSql } from '@/lib/db/tenant-sql';
import { AppError, notFound } from '@/lib/errors';
import type { TenantContext } from '@/lib/tenancy/context';
import { authorize } from '@/lib/tenancy/roles';
import type { TenantRole } from '@/lib/tenancy/schema';
import { mayManage } from './may-manage';

/** The membership that is about to change. Throws `not_found`, for who was removed under a hold too, and `forbidden` above one's own rank. */
export async function holdMember(
  ctx: TenantContext,
  sql: TenantSql,
  id: string,
): Promise<{ id: string; role: TenantRole }> {
  authorize(ctx, 'members:manage');
  const [row] = await sql<{ tenant_id: string; id: string; role: TenantRole }>(
    'select tenant_id, user_id as id, role from membership where tenant_id = :tenant and user_id = $1 and removed_at is null',
    [id],
  );
  if (!row) throw notFound();
  if (!mayManage(ctx, row)) {
    throw new AppError(
      'forbidden',
      row.id === ctx.principal.id
        ? 'Nobody changes their own membership. Ask another administrator.'
        : 'Only an owner manages administrators, and nobody manages owners.',
    );
  }
  return row;
}
