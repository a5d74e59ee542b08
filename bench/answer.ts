import { startTestDatabase } from '@/e2e/support/harness';
import type { BenchReport } from './support/report';

export const name = 'answer';

/**
 * What the pipeline adds to the model's own time, to the first token and in all, stage by stage, with
 * 1 and 16 questions at once. Arguments: `--rounds N` (questions of each arm and load).
 */
export async function run(args: string[]): Promise<BenchReport> {
  const database = await startTestDatabase();
  // What reads the environment is imported once the database has set it.
  const { closePools } = await import('@/lib/db/pools');
  const { closeLocalModel } = await import('@/lib/llm/ensure-local-model');
  try {
    const { measureAnswer } = await import('./support/measure-answer');
    return await measureAnswer(name, args);
  } finally {
    await closeLocalModel();
    await closePools();
    await database.stop();
  }
}
