import { existsSync } from 'node:fs';
import { startTestDatabase } from '@/e2e/support/harness';
import type { BenchReport } from './support/report';

export const name = 'ingest';

const CORPUS = '../shared/corpus';
const FIXTURES = 'e2e/support/fixtures';

/**
 * Every file of a folder through the real upload and worker, in the real stores. Arguments:
 * `--dir DIR` (default: the corpus where it is, else the repository's fixtures).
 */
export async function run(args: string[]): Promise<BenchReport> {
  const at = args.indexOf('--dir');
  const directory = at >= 0 ? args[at + 1] : existsSync(CORPUS) ? CORPUS : FIXTURES;
  if (!directory || !existsSync(directory)) throw new Error(`There is no folder ${directory}.`);
  const database = await startTestDatabase();
  // What reads the environment is imported once the database has set it.
  const { closePools } = await import('@/lib/db/pools');
  try {
    const { measureIngest } = await import('./support/measure-ingest');
    const report = await measureIngest(name, directory);
    if (at < 0 && directory === FIXTURES) report.not_run.push(`${CORPUS} is absent`);
    return report;
  } finally {
    await closePools();
    await database.stop();
  }
}
