import { startTestDatabase } from '@/e2e/support/harness';
import type { BenchReport } from './support/report';

export const name = 'retrieval';

/**
 * Recall and speed of hybrid search over one tenant's library, in the real stores.
 * Arguments: `--corpus FILE` (the shape of wiki-questions.json), `--questions N` (every n-th, so many).
 */
export async function run(args: string[]): Promise<BenchReport> {
  const database = await startTestDatabase();
  // What reads the environment is imported once the database has set it.
  const { closePools } = await import('@/lib/db/pools');
  try {
    const { measureRetrieval } = await import('./support/measure-retrieval');
    return await measureRetrieval(name, args);
  } finally {
    await closePools();
    await database.stop();
  }
}
