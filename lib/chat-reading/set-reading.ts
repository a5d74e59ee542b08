import { recordAudit } from '@/lib/audit/record';
import { now } from '@/lib/clock';
import { withTenantSql } from '@/lib/db/tenant-sql';
import type { TenantContext } from '@/lib/tenancy/context';
import { authorize } from '@/lib/tenancy/roles';
import { settingIn } from './read-setting';

/** From now on: nothing that was written before is opened. Without effect when it is so already. Throws `forbidden`. */
export async function setReading(
  ctx: TenantContext,
  { adminsRead }: { adminsRead: boolean },
): Promise<void> {
  authorize(ctx, 'chats:settings');
  await withTenantSql(ctx, async (sql) => {
    if ((await settingIn(sql)).adminsRead === adminsRead) return;
    await sql(
      `insert into chat_setting (tenant_id, admins_read, changed_by, changed_at) values (:tenant, $1, $2, $3)
       on conflict (tenant_id) do update set admins_read = excluded.admins_read, changed_by = excluded.changed_by,
         changed_at = excluded.changed_at`,
      [adminsRead, ctx.principal.id, now()],
    );
    await recordAudit(ctx, sql, {
      action: adminsRead ? 'chats.allow_reading' : 'chats.forbid_reading',
      objectKind: 'policy',
    });
  });
}
