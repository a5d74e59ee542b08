import { type TenantSql, withTenantSql } from '@/lib/db/tenant-sql';
import type { TenantContext } from '@/lib/tenancy/context';
import type { ChatReading } from './schema';

/** For everybody of the workspace. */
export function readChatReading(ctx: TenantContext): Promise<ChatReading> {
  return withTenantSql(ctx, settingIn);
}

export async function settingIn(sql: TenantSql): Promise<ChatReading> {
  const [row] = await sql<{ tenant_id: string; admins_read: boolean; changed_at: Date }>(
    'select tenant_id, admins_read, changed_at from chat_setting where tenant_id = :tenant',
  );
  const since = row?.admins_read ? row.changed_at.toISOString() : null;
  return { adminsRead: since !== null, since };
}
