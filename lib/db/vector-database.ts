import pg from 'pg';
import { AppError } from '@/lib/errors';
import { log } from '@/lib/log';
import { processState } from '@/lib/process-state';

/**
 * One statement on a PostgreSQL that holds vectors. Unreachable is `store_unavailable`; any other
 * failure is an error with PostgreSQL's `code`.
 */
export type VectorQuery = <Row extends object = Record<string, unknown>>(
  text: string,
  params?: unknown[],
) => Promise<Row[]>;

const CONNECT_MS = 1_500;
const STATEMENT_MS = 10_000;
const SQLSTATE = /^[0-9A-DF-Z][0-9A-Z]{4}$/;
/** Classes of it that say that the server cannot be used now. */
const AWAY = /^(08|53|57P|57014$)/;

/** By address; a test puts a PostgreSQL of its own in here. */
export const vectorDatabases = processState('db.vectors', () => new Map<string, VectorQuery>());

/** The vector database at `url`, with one pool a process. It is not the product's own and knows none of its roles. */
export function vectorDatabase(url: string): VectorQuery {
  const known = vectorDatabases.get(url);
  if (known) return known;
  const pool = new pg.Pool({
    connectionString: url,
    application_name: 'tenantry vectors',
    max: 8,
    idleTimeoutMillis: 30_000,
    connectionTimeoutMillis: CONNECT_MS,
    query_timeout: STATEMENT_MS,
    statement_timeout: STATEMENT_MS,
    allowExitOnIdle: true,
  });
  pool.on('error', () => undefined);
  const query: VectorQuery = async <Row extends object>(text: string, params: unknown[] = []) => {
    try {
      return (await pool.query<Row>(text, params)).rows;
    } catch (cause) {
      const { code, message } = cause as { code?: string; message: string };
      // The driver's own failures, a lost socket for one, carry another code or none.
      if (code && SQLSTATE.test(code) && !AWAY.test(code)) throw cause;
      log.warn({ store: 'pgvector', err: message }, 'no vectors');
      throw new AppError('store_unavailable', 'The vector store cannot be reached right now.', {
        retryAfter: 2,
        cause,
      });
    }
  };
  vectorDatabases.set(url, query);
  return query;
}
