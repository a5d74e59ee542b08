import pg from 'pg';
import { connectionFor } from '@/lib/db/connection';
import { ownerConnection } from '@/lib/db/owner-connection';
import type { DatabaseRole } from '@/lib/secrets';

const DENIED = '42501';

/** What a login sees that has no context: nothing, or it is not let near the table. */
export async function rowsWithoutContext(
  login: DatabaseRole | 'owner',
  tables: readonly string[],
): Promise<string[]> {
  const client = new pg.Client(login === 'owner' ? ownerConnection() : connectionFor(login));
  await client.connect();
  try {
    const problems: string[] = [];
    for (const table of tables) {
      const { rowCount } = await client
        .query(`select from ${table} limit 1`)
        .catch((error: { code?: string }) => {
          if (error.code === DENIED) return { rowCount: 0 };
          throw error;
        });
      if (rowCount) problems.push(`${login} reads ${table}`);
    }
    return problems;
  } finally {
    await client.end();
  }
}
