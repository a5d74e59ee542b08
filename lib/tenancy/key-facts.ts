import { withTenantSql } from '@/lib/db/tenant-sql';
import { notFound } from '@/lib/errors';
import { tenantKeys } from '@/lib/keys/tenant-keys';
import type { TenantContext } from './context';
import type { KeyFacts } from './context-class';
import type { KeyScope } from './schema';

/** Of a key's row, what it may. */
export interface KeyRow {
  tier: string;
  scopes: string[];
  requests_per_minute: number | null;
  burst_per_second: number | null;
  tokens_per_minute: number | null;
  in_flight: number | null;
  may_downgrade: boolean;
}

export function keyFacts(row: KeyRow, id: string): KeyFacts {
  return Object.freeze({
    id,
    scopes: Object.freeze(row.scopes as KeyScope[]),
    limits: Object.freeze({
      ...(row.requests_per_minute !== null && { requestsPerMinute: row.requests_per_minute }),
      ...(row.burst_per_second !== null && { burstPerSecond: row.burst_per_second }),
      ...(row.tokens_per_minute !== null && { tokensPerMinute: row.tokens_per_minute }),
      ...(row.in_flight !== null && { inFlight: row.in_flight }),
    }),
    mayDowngrade: row.may_downgrade,
    tier: row.tier,
  });
}

/** Of the key whose context it is. */
export function keyName(ctx: TenantContext, sealed: Uint8Array): string {
  const place = { table: 'api_key', row: ctx.principal.id, column: 'name' };
  return tenantKeys(ctx).openText(place, sealed);
}

/** Ids of the keys that the one whose context it is took the place of, the first one first. */
export async function readAncestors(ctx: TenantContext): Promise<readonly string[]> {
  const [row] = await withTenantSql(ctx, (sql) =>
    sql<{ tenant_id: string; ancestors: string[] }>(
      'select tenant_id, ancestors from api_key where tenant_id = :tenant and id = $1',
      [ctx.principal.id],
    ),
  );
  return row?.ancestors ?? [];
}

/** The key whose context it is, as it is now. Throws `not_found` once it has ended. */
export async function readOwnKey(ctx: TenantContext): Promise<{
  key: KeyFacts;
  name: string;
  ancestors: readonly string[];
}> {
  const { id } = ctx.principal;
  const [row] = await withTenantSql(ctx, (sql) =>
    sql<KeyRow & { tenant_id: string; name_sealed: Buffer; ancestors: string[] }>(
      `select tenant_id, name_sealed, tier, scopes, requests_per_minute, burst_per_second, tokens_per_minute, in_flight,
         may_downgrade, ancestors
       from api_key where tenant_id = :tenant and id = $1`,
      [id],
    ),
  );
  if (!row) throw notFound();
  return { key: keyFacts(row, id), name: keyName(ctx, row.name_sealed), ancestors: row.ancestors };
}
