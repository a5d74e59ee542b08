import type { PlatformSql } from '@/lib/db/platform-sql';

/** Names of tenants by id; one that is no more has none. */
export async function tenantNames(
  sql: PlatformSql,
  ids: readonly string[],
): Promise<Map<string, string>> {
  const rows = await sql<{ id: string; name: string }>(
    'select id, name from tenant where id = any ($1::uuid[])',
    [ids],
  );
  return new Map(rows.map((row) => [row.id, row.name]));
}
