import type { TenantSql } from '@/lib/db/tenant-sql';
import { tenantKeys } from '@/lib/keys/tenant-keys';
import type { TenantContext } from '@/lib/tenancy/context';

const place = (id: string) => ({ table: 'api_key', row: id, column: 'name' });

export function openKeyName(ctx: TenantContext, id: string, sealed: Uint8Array): string {
  return tenantKeys(ctx).openText(place(id), sealed);
}

export function sealKeyName(ctx: TenantContext, id: string, name: string): Buffer<ArrayBuffer> {
  return tenantKeys(ctx).seal(place(id), name);
}

/**
 * Names of the tenant's keys by id, ended ones too, or of those that are asked for; for owner and admins, and of a key
 * its own. Whatever ids are no keys of the tenant are left out.
 */
export async function readKeyNames(
  ctx: TenantContext,
  sql: TenantSql,
  ids?: readonly string[],
): Promise<Map<string, string>> {
  if (ids?.length === 0) return new Map();
  const rows = await sql<{ tenant_id: string; id: string; name_sealed: Buffer }>(
    `select tenant_id, id, name_sealed from api_key
     where tenant_id = :tenant and ($1::text[] is null or id::text = any ($1)) order by created_at`,
    [ids ?? null],
  );
  return new Map(rows.map((row) => [row.id, openKeyName(ctx, row.id, row.name_sealed)]));
}
