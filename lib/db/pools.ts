import pg from 'pg';
import { env } from '@/lib/env';
import { AppError } from '@/lib/errors';
import { log } from '@/lib/log';
import { processState } from '@/lib/process-state';
import type { DatabaseRole } from '@/lib/secrets';
import { connectionFor } from './connection';
import { closeListeners } from './listen';

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
  const existing = pools.get(role);
  if (existing) return existing;
  const pool = new pg.Pool({
    ...connectionFor(role),
    types,
    max: SIZE[role],
    idleTimeoutMillis: 30_000,
    connectionTimeoutMillis: 5_000,
    statement_timeout: 30_000,
  });
  // The pool hears of idle connections only: one that a transaction holds would end the process, since
  // nobody listens to it between two statements. The next statement on it fails, and that is enough.
  pool.on('connect', (client) => {
    client.on('error', (error) =>
      log.warn({ role, err: error.message }, 'a database connection was lost'),
    );
  });
  pool.on('error', () => undefined);
  pools.set(role, pool);
  return pool;
}

/** A connection for one transaction; a database that cannot be reached is `store_unavailable`. */
export async function connect(role: DatabaseRole): Promise<pg.PoolClient> {
  try {
    return await poolFor(role).connect();
  } catch (cause) {
    throw new AppError('store_unavailable', 'The database cannot be reached right now.', {
      retryAfter: 2,
      cause,
    });
  }
}

export async function closePools(): Promise<void> {
  const open = [...pools.values()];
  pools.clear();
  await Promise.all([closeListeners(), ...open.map((pool) => pool.end())]);
}
