import type { TenantSql } from '@/lib/db/tenant-sql';
import type { TenantContext } from '@/lib/tenancy/context';

/** Whether members may let support read what is their own; not unless an owner said so. */
export async function membersGrantIn(sql: TenantSql): Promise<boolean> {
  const [row] = await sql<{ tenant_id: string; members_grant: boolean }>(
    'select tenant_id, members_grant from chat_setting where tenant_id = :tenant',
  );
  return row?.members_grant ?? false;
}

/** Whether the person may grant at all; PostgreSQL asks again. */
export async function mayGrantIn(ctx: TenantContext, sql: TenantSql): Promise<boolean> {
  return ctx.principal.role === 'member'
    ? membersGrantIn(sql)
    : ctx.principal.role === 'owner' || ctx.principal.role === 'admin';
}
