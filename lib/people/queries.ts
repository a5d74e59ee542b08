import { withTenantSql } from '@/lib/db/tenant-sql';
import type { TenantContext } from '@/lib/tenancy/context';
import { authorize, can } from '@/lib/tenancy/roles';
import type { TenantRole } from '@/lib/tenancy/schema';
import { awaitingPassword } from './awaiting-password';
import { mayManage } from './may-manage';
import type { MemberView } from './schema';

interface MemberRow {
  tenant_id: string;
  id: string;
  name: string;
  email: string;
  role: TenantRole;
  created_at: Date;
  accepted_at: Date | null;
  removed_at: Date | null;
}

/**
 * Everyone of the workspace, by name. Until a person has accepted, the address stands for the name,
 * which is the account's own: inviting an address must not tell whose it is.
 */
export async function listMembers(ctx: TenantContext): Promise<MemberView[]> {
  authorize(ctx, 'members:read');
  const rows = await withTenantSql(ctx, (sql) =>
    sql<MemberRow>(
      `select m.tenant_id, u.id, u.name, u.email, m.role, m.created_at, m.accepted_at, m.removed_at
       from membership m join app_user u on u.id = m.user_id
       where m.tenant_id = :tenant order by lower(case when m.accepted_at is null then u.email else u.name end), u.id`,
    ),
  );
  const invited = can(ctx, 'members:manage')
    ? await awaitingPassword(rows.map((row) => row.id))
    : new Set<string>();
  return rows.map((row) => ({
    id: row.id,
    name: row.accepted_at ? row.name : row.email,
    email: row.email,
    role: row.role,
    joinedAt: row.created_at.toISOString(),
    invited: row.removed_at === null && (row.accepted_at === null || invited.has(row.id)),
    keptUnderHold: row.removed_at !== null,
    manageable: row.removed_at === null && mayManage(ctx, row),
  }));
}
