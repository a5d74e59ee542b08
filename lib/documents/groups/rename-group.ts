import { recordAudit } from '@/lib/audit/record';
import { withTenantSql } from '@/lib/db/tenant-sql';
import { notFound } from '@/lib/errors';
import type { TenantContext } from '@/lib/tenancy/context';
import { authorize } from '@/lib/tenancy/roles';
import { requireFreeGroupName, sealGroupName } from './group-row';

/** Throws `not_found`, or `conflict` when the name is taken. */
export async function renameGroup(
  ctx: TenantContext,
  input: { id: string; name: string },
): Promise<void> {
  authorize(ctx, 'members:manage');
  await withTenantSql(ctx, async (sql) => {
    await requireFreeGroupName(ctx, sql, input.name, input.id);
    const rows = await sql(
      'update user_group set name_sealed = $2 where tenant_id = :tenant and id = $1 returning id',
      [input.id, sealGroupName(ctx, input.id, input.name)],
    );
    if (!rows[0]) throw notFound();
    await recordAudit(ctx, sql, {
      action: 'group.rename',
      objectKind: 'group',
      objectId: input.id,
    });
  });
}
