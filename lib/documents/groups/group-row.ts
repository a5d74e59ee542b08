import type { TenantSql } from '@/lib/db/tenant-sql';
import { AppError } from '@/lib/errors';
import { tenantKeys } from '@/lib/keys/tenant-keys';
import type { TenantContext } from '@/lib/tenancy/context';

const place = (id: string) => ({ table: 'user_group', row: id, column: 'name' });

export function groupName(ctx: TenantContext, id: string, sealed: Buffer): string {
  return tenantKeys(ctx).openText(place(id), sealed);
}

export function sealGroupName(ctx: TenantContext, id: string, name: string): Buffer {
  return tenantKeys(ctx).seal(place(id), name);
}

/** Names are sealed, so only the opened ones can be compared. Throws `conflict`. */
export async function requireFreeGroupName(
  ctx: TenantContext,
  sql: TenantSql,
  name: string,
  exceptId?: string,
): Promise<void> {
  await sql("select pg_advisory_xact_lock(hashtextextended('group names ' || :tenant::text, 0))");
  const rows = await sql<{ id: string; name_sealed: Buffer }>(
    'select id, name_sealed from user_group where tenant_id = :tenant',
  );
  const taken = rows.some(
    (row) =>
      row.id !== exceptId &&
      groupName(ctx, row.id, row.name_sealed).toLowerCase() === name.toLowerCase(),
  );
  if (taken) throw new AppError('conflict', 'There is a group of this name already.');
}
