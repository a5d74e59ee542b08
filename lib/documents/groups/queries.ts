import { withTenantSql } from '@/lib/db/tenant-sql';
import type { TenantContext } from '@/lib/tenancy/context';
import { authorize } from '@/lib/tenancy/roles';
import { groupName } from './group-row';
import type { GroupView } from './schema';

interface GroupRow {
  tenant_id: string;
  id: string;
  name_sealed: Buffer;
  member_ids: string[];
  created_at: Date;
}

/** All groups of the workspace with their members, by name; for those who manage members. */
export async function listGroups(ctx: TenantContext): Promise<GroupView[]> {
  authorize(ctx, 'members:manage');
  const rows = await withTenantSql(ctx, (sql) =>
    sql<GroupRow>(
      `select g.tenant_id, g.id, g.name_sealed, g.created_at,
         array(select m.user_id::text from group_member m where m.tenant_id = g.tenant_id and m.group_id = g.id) as member_ids
       from user_group g where g.tenant_id = :tenant`,
    ),
  );
  return rows
    .map((row) => ({
      id: row.id,
      name: groupName(ctx, row.id, row.name_sealed),
      memberIds: row.member_ids,
      createdAt: row.created_at.toISOString(),
    }))
    .sort((a, b) => a.name.localeCompare(b.name, 'en'));
}
