import type { PlatformSql } from '@/lib/db/platform-sql';

interface Entry {
  id: string;
  log: 'platform' | 'tenant';
  tenant_id: string | null;
}

/**
 * What entries of tenants say of a change, by their ids: what was before it and after it, versions, roles and counts.
 * PostgreSQL picks what of an action is no content (0166); of most there is nothing.
 */
export async function readChanges(
  sql: PlatformSql,
  entries: readonly Entry[],
): Promise<Map<string, Record<string, unknown>>> {
  const tenants = entries.filter(({ log }) => log === 'tenant');
  if (tenants.length === 0) return new Map();
  const rows = await sql<{ id: string; shown: Record<string, unknown> }>(
    'select id, shown from tenancy.audit_changes($1, $2)',
    [tenants.map((entry) => entry.tenant_id), tenants.map(({ id }) => id)],
  );
  return new Map(rows.map(({ id, shown }) => [id, shown]));
}
