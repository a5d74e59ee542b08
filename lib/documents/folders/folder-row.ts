import type { TenantSql } from '@/lib/db/tenant-sql';
import { AppError, notFound } from '@/lib/errors';
import { tenantKeys } from '@/lib/keys/tenant-keys';
import type { TenantContext } from '@/lib/tenancy/context';
import { FIRST_FOLDER_NAME } from './schema';

const place = (id: string) => ({ table: 'folder', row: id, column: 'name' });

export function folderName(ctx: TenantContext, id: string, sealed: Buffer | null): string {
  return sealed ? tenantKeys(ctx).openText(place(id), sealed) : FIRST_FOLDER_NAME;
}

export function sealFolderName(ctx: TenantContext, id: string, name: string): Buffer {
  return tenantKeys(ctx).seal(place(id), name);
}

/** The folder that every workspace starts with, or its oldest. Throws `not_found`. */
export async function firstFolder(sql: TenantSql): Promise<string> {
  const rows = await sql<{ id: string }>(
    'select id from folder where tenant_id = :tenant order by (name_sealed is not null), created_at, id limit 1',
  );
  if (!rows[0]) throw notFound();
  return rows[0].id;
}

/** Locks the folder against its removal for the transaction. Throws `not_found`. */
export async function holdFolder(sql: TenantSql, id: string): Promise<void> {
  const rows = await sql(
    'select id from folder where tenant_id = :tenant and id = $1 for key share',
    [id],
  );
  if (!rows[0]) throw notFound();
}

/** Names are sealed, so only the opened ones can be compared. Throws `conflict`. */
export async function requireFreeFolderName(
  ctx: TenantContext,
  sql: TenantSql,
  name: string,
  exceptId?: string,
): Promise<void> {
  await sql(
    "select 1 from pg_advisory_xact_lock(hashtextextended('folder names ' || :tenant::text, 0))",
  );
  const rows = await sql<{ id: string; name_sealed: Buffer | null }>(
    'select id, name_sealed from folder where tenant_id = :tenant',
  );
  const taken = rows.some(
    (row) =>
      row.id !== exceptId &&
      folderName(ctx, row.id, row.name_sealed).toLowerCase() === name.toLowerCase(),
  );
  if (taken) throw new AppError('conflict', 'There is a folder of this name already.');
}
