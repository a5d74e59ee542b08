import { type TenantSql, withTenantSql } from '@/lib/db/tenant-sql';
import { sealedVersion } from '@/lib/keys/envelope';
import { tenantKeys } from '@/lib/keys/tenant-keys';
import type { TenantContext } from '@/lib/tenancy/context';
import { placeOf, SEALED_COLUMNS, type SealedColumn } from './sealed-columns';

/** Rows a transaction: some hundred kilobytes, a few milliseconds of locks. */
const BATCH = 200;
const FIRST = '00000000-0000-0000-0000-000000000000';

interface SealedRow {
  tenant_id: string;
  id: string;
  sealed: Buffer;
}

/** The version in the envelope's second and third byte. */
const version = (column: string) => `(get_byte(${column}, 1) * 256 + get_byte(${column}, 2))`;

/** How many values are sealed under an older version, in all columns. */
export async function countOlder(sql: TenantSql, current: number): Promise<number> {
  let total = 0;
  for (const { table, column } of SEALED_COLUMNS) {
    const [row] = await sql<{ n: number }>(
      `select count(*)::integer as n from ${table} where tenant_id = :tenant and ${version(column)} < $1`,
      [current],
    );
    total += row?.n ?? 0;
  }
  return total;
}

/**
 * Seals every older value of one column under the newest version, in batches by id. A value that somebody
 * changes meanwhile is left as they wrote it, which is under the newest version too. Values that do not
 * open are skipped: who verifies finds them. `onBatch` is told how many rows were looked at.
 */
export async function resealColumn(
  ctx: TenantContext,
  sealed: SealedColumn,
  options: { signal: AbortSignal; current: number; onBatch: (rows: number) => Promise<void> },
): Promise<void> {
  let after = FIRST;
  for (;;) {
    options.signal.throwIfAborted();
    const rows = await withTenantSql(ctx, (sql) => older(sql, sealed, options.current, after));
    const last = rows.at(-1);
    if (!last) return;
    const fresh = rows.flatMap((row) => resealed(ctx, sealed, row));
    await withTenantSql(ctx, (sql) => replace(sql, sealed, fresh));
    after = last.id;
    await options.onBatch(rows.length);
  }
}

function older(
  sql: TenantSql,
  { table, column, key }: SealedColumn,
  current: number,
  after: string,
): Promise<SealedRow[]> {
  return sql<SealedRow>(
    `select tenant_id, ${key} as id, ${column} as sealed from ${table}
     where tenant_id = :tenant and ${key} > $1 and ${version(column)} < $2 order by ${key} limit $3`,
    [after, current, BATCH],
  );
}

interface Replacement {
  id: string;
  old: Buffer;
  fresh: Buffer;
}

function resealed(ctx: TenantContext, sealed: SealedColumn, row: SealedRow): Replacement[] {
  const keys = tenantKeys(ctx);
  const place = placeOf(sealed, row.id);
  try {
    const fresh = keys.seal(place, keys.open(place, row.sealed));
    return sealedVersion(fresh) === sealedVersion(row.sealed)
      ? []
      : [{ id: row.id, old: row.sealed, fresh }];
  } catch {
    return [];
  }
}

/** Compare-and-swap: only where the value is still the one that was opened. */
async function replace(
  sql: TenantSql,
  { table, column, key }: SealedColumn,
  rows: Replacement[],
): Promise<void> {
  await sql(
    `update ${table} t set ${column} = v.fresh
     from unnest($1::uuid[], $2::bytea[], $3::bytea[]) as v (id, old, fresh)
     where t.tenant_id = :tenant and t.${key} = v.id and t.${column} = v.old`,
    [rows.map((row) => row.id), rows.map((row) => row.old), rows.map((row) => row.fresh)],
  );
}
