import { startTestDatabase } from '@/e2e/support/harness';
import type { BenchReport } from './support/report';

export const name = 'erase';

/**
 * From the request to erase a tenant to its last file, for 1,000 and 10,000 chunks in turn.
 * Arguments: `--rounds N` (tenants of each size).
 */
export async function run(args: string[]): Promise<BenchReport> {
  const database = await startTestDatabase();
  // What reads the environment is imported once the database has set it.
  const { closePools } = await import('@/lib/db/pools');
  try {
    const { measureErase } = await import('./support/measure-erase');
    return await measureErase(name, args);
  } finally {
    await closePools();
    await database.stop();
  }
}
