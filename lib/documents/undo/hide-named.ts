import { now } from '@/lib/clock';
import type { TenantSql } from '@/lib/db/tenant-sql';
import { notFound } from '@/lib/errors';
import type { NamedKind } from './schema';

/**
 * Hides a folder, a group or a tag that the caller holds locked; row-level security shows it to nobody. For two minutes
 * `putBackNamed` undoes it, then the worker ends it. Throws `not_found`.
 */
export async function hideNamed(sql: TenantSql, kind: NamedKind, id: string): Promise<void> {
  const [row] = await sql<{ hidden: boolean }>(
    'select tenancy.hide_named($1, $2, $3) as hidden where tenancy.current_tenant() = :tenant',
    [kind, id, now()],
  );
  if (row?.hidden !== true) throw notFound();
}
