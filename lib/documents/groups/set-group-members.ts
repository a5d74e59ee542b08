import { recordAudit } from '@/lib/audit/record';
import { withTenantSql } from '@/lib/db/tenant-sql';
import { AppError, notFound } from '@/lib/errors';
import type { TenantContext } from '@/lib/tenancy/context';
import { authorize } from '@/lib/tenancy/roles';

/** Replaces the members. Throws `not_found`, or `invalid_input` for a person not of the workspace. */
export async function setGroupMembers(
  ctx: TenantContext,
  input: { id: string; memberIds: string[] },
): Promise<void> {
  authorize(ctx, 'members:manage');
  const members = [...new Set(input.memberIds)];
  await withTenantSql(ctx, async (sql) => {
    const held = await sql(
      'select id from user_group where tenant_id = :tenant and id = $1 for update',
      [input.id],
    );
    if (!held[0]) throw notFound();
    await sql('delete from group_member where tenant_id = :tenant and group_id = $1', [input.id]);
    const added = await sql(
      `insert into group_member (tenant_id, group_id, user_id)
       select tenant_id, $1, user_id from membership
       where tenant_id = :tenant and user_id = any($2::uuid[]) and removed_at is null returning user_id`,
      [input.id, members],
    );
    if (added.length !== members.length) {
      throw new AppError('invalid_input', 'A chosen person is not in this workspace any more.');
    }
    await recordAudit(ctx, sql, {
      action: 'group.set_members',
      objectKind: 'group',
      objectId: input.id,
      detail: { members },
    });
  });
}
