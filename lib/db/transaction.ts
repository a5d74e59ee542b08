import pg from 'pg';
import type { DatabaseRole } from '@/lib/secrets';
import { connect } from './pools';
import { transactionError } from './sql-errors';

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
    await client.query(`BEGIN; ${enter}`);
    const result = await work(client);
    await client.query('COMMIT');
    return result;
  } catch (error) {
    await client.query('ROLLBACK').catch((failure: Error) => {
      broken = failure;
    });
    throw transactionError(error);
  } finally {
    client.release(broken);
  }
}
