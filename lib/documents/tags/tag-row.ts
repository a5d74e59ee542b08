import type { TenantSql } from '@/lib/db/tenant-sql';
import { AppError, notFound } from '@/lib/errors';
import { tenantKeys } from '@/lib/keys/tenant-keys';
import type { TenantContext } from '@/lib/tenancy/context';
import type { TagView } from './schema';

const place = (id: string) => ({ table: 'tag', row: id, column: 'name' });

export function sealTagName(ctx: TenantContext, id: string, name: string): Buffer {
  return tenantKeys(ctx).seal(place(id), name);
}

/** The tags that the person may see, by name. */
export async function readTags(ctx: TenantContext, sql: TenantSql): Promise<TagView[]> {
  const rows = await sql<{ tenant_id: string; id: string; name_sealed: Buffer }>(
    'select tenant_id, id, name_sealed from tag where tenant_id = :tenant',
  );
  return rows
    .map(({ id, name_sealed: sealed }) => ({
      id,
      name: tenantKeys(ctx).openText(place(id), sealed),
    }))
    .sort((a, b) => a.name.localeCompare(b.name, 'en'));
}

/** Locks the tag against its removal for the transaction. Throws `not_found`. */
export async function holdTag(sql: TenantSql, id: string): Promise<void> {
  const rows = await sql('select id from tag where tenant_id = :tenant and id = $1 for key share', [
    id,
  ]);
  if (!rows[0]) throw notFound();
}

/** Names are sealed, so only the opened ones can be compared. Throws `conflict`. */
export async function requireFreeTagName(
  ctx: TenantContext,
  sql: TenantSql,
  name: string,
  exceptId?: string,
): Promise<void> {
  await sql(
    "select 1 from pg_advisory_xact_lock(hashtextextended('tag names ' || :tenant::text, 0))",
  );
  const tags = await readTags(ctx, sql);
  const taken = tags.some(
    (tag) => tag.id !== exceptId && tag.name.toLowerCase() === name.toLowerCase(),
  );
  if (taken) throw new AppError('conflict', 'There is a tag of this name already.');
}
