import { recordAudit } from '@/lib/audit/record';
import { type TenantSql, withTenantSql } from '@/lib/db/tenant-sql';
import { AppError, notFound } from '@/lib/errors';
import type { TenantContext } from '@/lib/tenancy/context';
import { authorize } from '@/lib/tenancy/roles';
import type { FolderAudience } from './schema';

/**
 * Who may read the folder besides owners and admins; in force for the next statement of anybody.
 * Throws `not_found`, or `invalid_input` for a group or person that is not of the workspace.
 */
export async function setFolderAudience(ctx: TenantContext, input: FolderAudience): Promise<void> {
  authorize(ctx, 'folders:manage');
  const groups = input.audience === 'groups' ? [...new Set(input.groupIds)] : [];
  const people = input.audience === 'people' ? [...new Set(input.personIds)] : [];
  await withTenantSql(ctx, async (sql) => {
    const rows = await sql(
      'update folder set audience = $2 where tenant_id = :tenant and id = $1 returning id',
      [input.id, input.audience],
    );
    if (!rows[0]) throw notFound();
    await replace(sql, input.id, groups, people);
    await recordAudit(ctx, sql, {
      action: 'folder.set_audience',
      objectKind: 'folder',
      objectId: input.id,
      detail: { audience: input.audience, groups, people },
    });
  });
}

async function replace(
  sql: TenantSql,
  folderId: string,
  groups: string[],
  people: string[],
): Promise<void> {
  await sql('delete from folder_group where tenant_id = :tenant and folder_id = $1', [folderId]);
  await sql('delete from folder_person where tenant_id = :tenant and folder_id = $1', [folderId]);
  // Selected from what the tenant has, so that a foreign id is as unknown as an invented one.
  const addedGroups = await sql(
    `insert into folder_group (tenant_id, folder_id, group_id)
     select tenant_id, $1, id from user_group where tenant_id = :tenant and id = any($2::uuid[]) returning group_id`,
    [folderId, groups],
  );
  const addedPeople = await sql(
    `insert into folder_person (tenant_id, folder_id, user_id)
     select tenant_id, $1, user_id from membership
     where tenant_id = :tenant and user_id = any($2::uuid[]) and removed_at is null returning user_id`,
    [folderId, people],
  );
  if (addedGroups.length !== groups.length || addedPeople.length !== people.length) {
    throw new AppError(
      'invalid_input',
      'A chosen group or person is not in this workspace any more.',
    );
  }
}
