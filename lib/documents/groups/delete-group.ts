import { recordAudit } from '@/lib/audit/record';
import { withTenantSql } from '@/lib/db/tenant-sql';
import { hideNamed } from '@/lib/documents/undo/hide-named';
import { AppError, notFound } from '@/lib/errors';
import type { TenantContext } from '@/lib/tenancy/context';
import { authorize } from '@/lib/tenancy/roles';

/** `putBackNamed` undoes it. Throws `not_found`, or `conflict` while a folder is meant for the group. */
export async function deleteGroup(ctx: TenantContext, input: { id: string }): Promise<void> {
  authorize(ctx, 'members:manage');
  await withTenantSql(ctx, async (sql) => {
    const held = await sql(
      'select id from user_group where tenant_id = :tenant and id = $1 for update',
      [input.id],
    );
    if (!held[0]) throw notFound();
    const inUse = await sql(
      'select folder_id from folder_group where tenant_id = :tenant and group_id = $1 limit 1',
      [input.id],
    );
    if (inUse[0]) {
      throw new AppError(
        'conflict',
        'A folder is shared with this group. Change who may read the folder, then delete the group.',
      );
    }
    await hideNamed(sql, 'group', input.id);
    await recordAudit(ctx, sql, {
      action: 'group.delete',
      objectKind: 'group',
      objectId: input.id,
    });
  });
}
