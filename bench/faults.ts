import { parseArgs } from 'node:util';
import { startTestDatabase } from '@/e2e/support/harness';
import { startModelSplit } from './support/faults/model-split';
import { type BenchReport, newReport } from './support/report';

export const name = 'faults';

/**
 * What the failure of one dependency costs everybody else. An upstream in brown-out: one model answers late or not at
 * all, and people who ask another one are timed. Redis gone: several processes go on from admission to the ledger while it does not
 * answer, and while it is gone and comes back empty. Arguments: `--rounds N` (blocks of each arm of the brown-out), `--seconds N` (of
 * a block), `--only brown-out` or `--only redis`.
 */
export async function run(args: string[]): Promise<BenchReport> {
  const text = (value: string) => ({ type: 'string', default: value }) as const;
  const { values } = parseArgs({
    args,
    options: { rounds: text('8'), seconds: text('20'), only: text('') },
  });
  const split = await startModelSplit();
  process.env.ANTHROPIC_BASE_URL = split.url;
  const database = await startTestDatabase();
  // What reads the environment is imported once the database has set it.
  const { closePools } = await import('@/lib/db/pools');
  const report = newReport(name, ['quiet', 'brown-out', 'Redis gone']);
  try {
    if (values.only === 'brown-out') report.not_run.push('Redis gone: not asked for');
    else {
      const { measureRedisLoss } = await import('./support/faults/measure-redis-loss');
      await measureRedisLoss(report, database);
    }
    if (values.only === 'redis') report.not_run.push('brown-out: not asked for');
    else {
      const { measureBrownOut } = await import('./support/faults/measure-brown-out');
      const [rounds, seconds] = [Number(values.rounds), Number(values.seconds)];
      await measureBrownOut(report, split, { rounds, seconds });
    }
    return report;
  } finally {
    await closePools();
    await database.stop();
    await split.close();
  }
}
