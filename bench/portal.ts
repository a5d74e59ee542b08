import { startTestDatabase } from '@/e2e/support/harness';
import type { BenchReport } from './support/report';

export const name = 'portal';

/**
 * The built portal in a browser, for a workspace of 5,000 documents and 2,000 conversations: largest contentful paint and
 * presses of each page, scripts of the chat, and a thousand files given at once. Arguments: `--rounds N` (visits of each
 * page), `--files N`, `--only pages|files`. Needs a build and a Chromium.
 */
export async function run(args: string[]): Promise<BenchReport> {
  const database = await startTestDatabase();
  // What reads the environment is imported once the database has set it.
  const { closePools } = await import('@/lib/db/pools');
  try {
    const { measurePortal } = await import('./support/portal/measure-portal');
    return await measurePortal(name, args);
  } finally {
    await closePools();
    await database.stop();
  }
}
