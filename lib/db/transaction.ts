import pg from 'pg';
import type { DatabaseRole } from '@/lib/secrets';
import { connect } from './pools';
import { isConnectionLost, transactionError } from './sql-errors';

/** A server that is stopped takes connections and statements and answers none: whoever asks hears so soon. */
const FIRST_ANSWER_MS = 2_000;

/**
 * Runs `work` in one transaction of the role's pool with the signed context set for it alone. A
 * connection whose transaction could not be ended is thrown away, never returned to the pool. Rejects with
 * `store_unavailable` when the database cannot be reached, or went away in the middle.
 */
export async function transaction<T>(
  role: DatabaseRole,
  token: string | undefined,
  work: (client: pg.PoolClient) => Promise<T>,
): Promise<T> {
  const client = await connect(role);
  let broken: Error | undefined;
  try {
    // Without a context there is none, also where a statement before set one for the whole session.
    const enter =
      token === undefined
        ? "SET LOCAL tenancy.context = ''"
        : `SELECT tenancy.enter(${pg.escapeLiteral(token)})`;
    await client.query(begin(enter));
    const result = await work(client);
    await client.query('COMMIT');
    return result;
  } catch (error) {
    if (error instanceof Error && isConnectionLost(error)) broken = error;
    else
      await client.query('ROLLBACK').catch((failure: Error) => {
        broken = failure;
      });
    throw transactionError(error);
  } finally {
    client.release(broken);
  }
}

/** The driver takes a time for one statement, which its types do not name. */
function begin(enter: string): pg.QueryConfig & { query_timeout: number } {
  return { text: `BEGIN; ${enter}`, query_timeout: FIRST_ANSWER_MS };
}
