import pg from 'pg';
import { env } from '@/lib/env';
import { AppError } from '@/lib/errors';
import { log } from '@/lib/log';
import { processState } from '@/lib/process-state';
import type { DatabaseRole } from '@/lib/secrets';
import { connectionFor } from './connection';
import { closeListeners } from './listen';
import { databaseAway } from './sql-errors';

const SIZE: Record<DatabaseRole, number> = {
  app: env.TENANTRY_DATABASE_POOL,
  auth: 3,
  worker: 2,
  operator: 4,
  finance: 3,
  auditor: 2,
};

// bigint columns are counts and nano-dollars: never a float. Set per pool and not for the whole driver,
// where Prisma, which parses for itself, would find it too.
const { getTypeParser, builtins } = pg.types;
const types = {
  getTypeParser: ((id: number, format?: 'text') =>
    id === builtins.INT8 ? BigInt : getTypeParser(id, format)) as typeof getTypeParser,
};

const pools = processState('db.pools', () => new Map<string, pg.Pool>());

/** The pool of one login role. The owner has none: only the migration runner connects as it. */
export function poolFor(role: DatabaseRole): pg.Pool {
  return openPool(role, role, SIZE[role], 5_000);
}

function openPool(
  name: string,
  role: DatabaseRole,
  max: number,
  connectMs: number,
  options?: string,
): pg.Pool {
  const existing = pools.get(name);
  if (existing) return existing;
  const pool = new pg.Pool({
    ...connectionFor(role),
    types,
    max,
    idleTimeoutMillis: 30_000,
    connectionTimeoutMillis: connectMs,
    statement_timeout: 30_000,
    // The client's own, for a server that says nothing more; some statements allow themselves five minutes.
    query_timeout: 310_000,
    ...(options && { options }),
  });
  // The pool hears of idle connections only: one that a transaction holds would end the process, since
  // nobody listens to it between two statements. The next statement on it fails, and that is enough.
  pool.on('connect', (client) => {
    client.on('error', (error) =>
      log.warn({ role, err: error.message }, 'a database connection was lost'),
    );
  });
  pool.on('error', () => undefined);
  pools.set(name, pool);
  return pool;
}

/** Batches of budgets have connections of their own: they must not wait behind pages, nor longer than a second. */
const BUDGET_LANES = 2;
const BUDGET_CONNECT_MS = 800;
/** A batch looks few rows up by their keys, in tables of any size, with the same statements each time. */
const BUDGET_PLANS = [
  'plan_cache_mode=force_generic_plan',
  'enable_seqscan=off',
  'enable_hashjoin=off',
  'enable_mergejoin=off',
  // Before PostgreSQL 18 what is switched off counts as dear, and what is dear is compiled anew each time.
  'jit=off',
]
  .map((setting) => `-c ${setting}`)
  .join(' ');

export function budgetConnection(): Promise<pg.PoolClient> {
  return openPool('budget', 'app', BUDGET_LANES, BUDGET_CONNECT_MS, BUDGET_PLANS).connect();
}

/** At a few milliseconds a transaction, the last of so many waits about a second. */
const WAITING = 1_000;

/**
 * A connection for one transaction; a database that cannot be reached, or for which too many wait, is
 * `store_unavailable`.
 */
export async function connect(role: DatabaseRole): Promise<pg.PoolClient> {
  const pool = poolFor(role);
  if (pool.waitingCount >= WAITING)
    throw new AppError('store_unavailable', 'Too many requests wait for the database.', {
      retryAfter: 1,
    });
  try {
    return await pool.connect();
  } catch (cause) {
    throw databaseAway(cause);
  }
}

export async function closePools(): Promise<void> {
  const open = [...pools.values()];
  pools.clear();
  await Promise.all([closeListeners(), ...open.map((pool) => pool.end())]);
}
