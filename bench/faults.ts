import { startTestDatabase } from '@/e2e/support/harness';
import { startModelSplit } from './support/faults/model-split';
import { type BenchReport, newReport } from './support/report';

export const name = 'faults';

/**
 * What the failure of one dependency costs everybody else. An upstream in brown-out: one model answers late or not at
 * all, and people who ask another one are timed. Arguments: `--rounds N` (blocks of each arm), `--seconds N` (of a block).
 */
export async function run(args: string[]): Promise<BenchReport> {
  const split = await startModelSplit();
  process.env.ANTHROPIC_BASE_URL = split.url;
  const database = await startTestDatabase();
  // What reads the environment is imported once the database has set it.
  const { closePools } = await import('@/lib/db/pools');
  const report = newReport(name, ['quiet', 'brown-out']);
  try {
    const { measureBrownOut } = await import('./support/faults/measure-brown-out');
    await measureBrownOut(report, split, args);
    return report;
  } finally {
    await closePools();
    await database.stop();
    await split.close();
  }
}
