import { now } from '@/lib/clock';
import { isRefused } from '@/lib/db/sql-errors';
import { type TenantSql, withTenantSql } from '@/lib/db/tenant-sql';
import { AppError } from '@/lib/errors';
import type { TenantContext } from '@/lib/tenancy/context';
import type { ErasureReceipt, RemovedCounts, SignedReceipt } from './schema';

/** What the erasure began with. */
export interface Begun {
  slug: string;
  requestedBy: string;
  reason: string;
  requestedAt: string;
  startedAt: string;
}

export interface Finished extends Begun {
  finishedAt: string;
  removed: RemovedCounts;
  kept: ErasureReceipt['kept'];
}

interface BegunRow {
  slug: string;
  requested_by: string;
  reason: string;
  requested_at: Date;
  started_at: Date;
}

interface FinishedRow extends BegunRow {
  finished_at: Date;
  removed: RemovedCounts;
  totals: ErasureReceipt['kept'];
}

// The functions take the tenant from the signed context; naming it makes a mismatch do nothing.
const OWN = 'where tenancy.current_tenant() = :tenant';
/** Rows a transaction: short enough to be done again after a crash. */
const BATCH = 50_000;
/** The last transaction needs them, and removes them. */
const LAST = ['membership', 'tenant_operation', 'tenant_placement'];

/** Writes down that the erasure has begun. `conflict` when the tenant is not in that state. */
export async function beginErasure(ctx: TenantContext): Promise<Begun> {
  const [row] = await withTenantSql(ctx, (sql) =>
    sql<BegunRow>(`select b.* from tenancy.begin_erasure($1) b ${OWN}`, [now()]),
  ).catch((error) => {
    if (!isRefused(error)) throw error;
    throw new AppError('conflict', 'This workspace is not being erased.', { cause: error });
  });
  if (!row) throw new Error('The erasure has no beginning.');
  return begunOf(row);
}

/** What the journal keeps as the database's word that this erasure has begun. */
export async function erasureProof(ctx: TenantContext): Promise<string> {
  const [row] = await withTenantSql(ctx, (sql) =>
    sql<{ proof: string | null }>(`select tenancy.erasure_proof() as proof ${OWN}`),
  );
  if (!row?.proof) throw new AppError('conflict', 'This workspace is not being erased.');
  return row.proof;
}

/** Removes the rows of every table with a tenant, those that refer to others first. */
export async function eraseRows(
  ctx: TenantContext,
  onTable: (done: number, total: number) => Promise<void>,
): Promise<void> {
  const tables = await withTenantSql(ctx, (sql) =>
    sql<{ name: string }>(`select t.name from tenancy.tenant_tables() t ${OWN} order by t.place`),
  );
  const names = tables.map(({ name }) => name).filter((name) => !LAST.includes(name));
  for (const [done, name] of names.entries()) {
    await onTable(done, names.length);
    while ((await eraseBatch(ctx, name)) >= BATCH);
  }
}

async function eraseBatch(ctx: TenantContext, table: string): Promise<number> {
  const [row] = await withTenantSql(ctx, (sql) =>
    sql<{ gone: bigint }>(`select tenancy.erase_rows($1, $2) as gone ${OWN}`, [table, BATCH]),
  );
  return Number(row?.gone ?? 0);
}

/** Notes what another store holds, before it goes. */
export async function noteErased(
  ctx: TenantContext,
  store: Exclude<keyof RemovedCounts, 'rows'>,
  counts: Record<string, number>,
): Promise<void> {
  await withTenantSql(ctx, (sql) =>
    sql(`select tenancy.note_erased($1, $2) ${OWN}`, [store, JSON.stringify(counts)]),
  );
}

/**
 * The last transaction: what was written meanwhile, people who belong nowhere else, the tenant itself, and
 * the receipt, all or nothing.
 */
export async function finishErasure(
  ctx: TenantContext,
  sign: (finished: Finished) => Promise<SignedReceipt>,
): Promise<SignedReceipt> {
  return withTenantSql(ctx, async (sql) => {
    const [row] = await sql<FinishedRow>(`select f.* from tenancy.finish_erasure($1) f ${OWN}`, [
      now(),
    ]);
    if (!row) throw new Error('The erasure has no end.');
    const receipt = await sign({
      ...begunOf(row),
      finishedAt: row.finished_at.toISOString(),
      removed: row.removed,
      kept: row.totals,
    });
    await keepReceipt(sql, receipt);
    return receipt;
  });
}

async function keepReceipt(sql: TenantSql, receipt: SignedReceipt): Promise<void> {
  await sql(`select tenancy.store_receipt($1) ${OWN}`, [JSON.stringify(receipt)]);
}

function begunOf(row: BegunRow): Begun {
  return {
    slug: row.slug,
    requestedBy: row.requested_by,
    reason: row.reason,
    requestedAt: row.requested_at.toISOString(),
    startedAt: row.started_at.toISOString(),
  };
}
