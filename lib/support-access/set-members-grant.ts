import { recordAudit } from '@/lib/audit/record';
import { now } from '@/lib/clock';
import { withTenantSql } from '@/lib/db/tenant-sql';
import type { TenantContext } from '@/lib/tenancy/context';
import { authorize } from '@/lib/tenancy/roles';
import { membersGrantIn } from './members-grant';

/**
 * Whether members may let support read their own conversations; what they granted ends when they may not. Without effect
 * when it is so already. Throws `forbidden`.
 */
export async function setMembersGrant(
  ctx: TenantContext,
  { membersGrant }: { membersGrant: boolean },
): Promise<void> {
  authorize(ctx, 'support:settings');
  await withTenantSql(ctx, async (sql) => {
    if ((await membersGrantIn(sql)) === membersGrant) return;
    await sql(
      `insert into chat_setting (tenant_id, admins_read, changed_by, changed_at, members_grant)
       values (:tenant, false, $1, $2, $3) on conflict (tenant_id) do update set members_grant = excluded.members_grant`,
      [ctx.principal.id, now(), membersGrant],
    );
    await recordAudit(ctx, sql, {
      action: membersGrant ? 'support.allow_members' : 'support.forbid_members',
      objectKind: 'policy',
    });
  });
}
