import { clock } from '@/lib/clock';
import { isLockTimeout } from '@/lib/db/sql-errors';
import { withTenantSql } from '@/lib/db/tenant-sql';
import { AppError } from '@/lib/errors';
import type { Operation } from '@/lib/operations/operation';
import type { TenantContext } from '@/lib/tenancy/context';

const TABLES = [
  'document',
  'chunk',
  'lexical_posting',
  'conversation',
  'message',
  'citation',
] as const;
const BATCH = 5_000;
const LOCK_TRIES = 100;
const LOCK_PAUSE_MS = 200;

/** Rows of each table that were moved. */
export type MovedRows = Record<string, number>;

/**
 * Gives the tenant's content partitions in a schema of its own. Copies in batches while everything goes
 * on; the end brings the copy up to date, compares it and switches in one transaction, in which
 * questions wait. An attempt that did not get there begins anew.
 */
export async function moveToOwnSchema(operation: Operation): Promise<MovedRows> {
  const { ctx, signal } = operation;
  await withTenantSql(ctx, (sql) =>
    sql('select tenancy.begin_own_schema() where tenancy.current_tenant() = :tenant'),
  );
  const total = await rowsOf(ctx);
  let done = 0;
  for (const table of TABLES) {
    for (;;) {
      signal.throwIfAborted();
      const [batch] = await withTenantSql(ctx, (sql) =>
        sql<{ copied: bigint }>(
          'select tenancy.copy_to_own_schema($1, $2) as copied where tenancy.current_tenant() = :tenant',
          [table, BATCH],
        ),
      );
      if (!batch?.copied) break;
      done += Number(batch.copied);
      await operation.progress('copying rows', Math.min(done, total), total);
    }
  }
  await operation.progress('switching the database', total, total);
  return whenLocked(ctx, 'finish_own_schema', signal);
}

/** The way back. */
export async function leaveOwnSchema(operation: Operation): Promise<MovedRows> {
  const total = await rowsOf(operation.ctx);
  await operation.progress('moving rows back', 0, total);
  return whenLocked(operation.ctx, 'end_own_schema', operation.signal);
}

/** Removes what a cancelled or failed move began. */
export async function discardOwnSchema(ctx: TenantContext): Promise<void> {
  await whenLocked(ctx, 'end_own_schema', new AbortController().signal);
}

/** The functions give up at once where others hold a table, so that no question queues behind them. */
async function whenLocked(
  ctx: TenantContext,
  name: 'finish_own_schema' | 'end_own_schema',
  signal: AbortSignal,
): Promise<MovedRows> {
  for (let attempt = 1; attempt <= LOCK_TRIES; attempt += 1) {
    signal.throwIfAborted();
    try {
      return await withTenantSql(ctx, async (sql) => {
        await sql("select set_config('statement_timeout', '300s', true) where :tenant is not null");
        const [row] = await sql<{ moved: MovedRows }>(
          `select tenancy.${name}() as moved where tenancy.current_tenant() = :tenant`,
        );
        return row?.moved ?? {};
      });
    } catch (error) {
      if (!isLockTimeout(error)) throw error;
      await clock().sleep(LOCK_PAUSE_MS, signal);
    }
  }
  throw new AppError('conflict', 'The tables are never free for a moment. Try again later.');
}

async function rowsOf(ctx: TenantContext): Promise<number> {
  const counts = TABLES.map((table) => `(select count(*) from ${table} where tenant_id = :tenant)`);
  const [row] = await withTenantSql(ctx, (sql) =>
    sql<{ total: bigint }>(`select ${counts.join(' + ')} as total`),
  );
  return Number(row?.total ?? 0);
}
