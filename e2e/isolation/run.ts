import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { startTestDatabase } from '@/e2e/support/harness';
import { startMatrix } from './matrix/start-matrix';
import { assembleReport, failures, printReport } from './report';

/**
 * `npm run isolation`: attacks the built product as every wrong person, then each path with locks taken
 * away, then mutants of the locks and many people at once. `--quick`: the attacks, and six configurations
 * of locks in place of sixteen.
 */
async function main(): Promise<number> {
  const { values } = parseArgs({
    options: { json: { type: 'string' }, quick: { type: 'boolean', default: false } },
  });
  const { quick } = values;
  const seconds: Record<string, number> = {};
  const broken: string[] = [];
  // What the other parts found is told even when one of them breaks off.
  const part = async <T>(name: string, work: () => Promise<T>): Promise<T | undefined> => {
    const from = performance.now();
    try {
      return await work();
    } catch (error) {
      broken.push(`${name}: ${error instanceof Error ? (error.stack ?? error.message) : error}`);
    } finally {
      seconds[name] = Math.round((performance.now() - from) / 1_000);
    }
  };
  const database = await startTestDatabase();
  try {
    // Everything that reads the environment is imported after the database has set it.
    const { attackProduct } = await import('./attack-product');
    const { runMutants } = await import('./mutants/run-mutants');
    const { runConcurrency } = await import('./concurrency/run-concurrency');
    const attacks = await part('attacks', attackProduct);
    // Each in a process and on a database of its own, and neither fills a core.
    const [matrix, mutants] = await Promise.all([
      part('matrix', () => startMatrix({ quick })),
      quick ? undefined : part('mutants', runMutants),
    ]);
    const concurrency = quick ? undefined : await part('concurrency', () => runConcurrency());
    const report = assembleReport({
      quick,
      attacks,
      matrix,
      mutants,
      concurrency,
      broken,
      seconds,
    });
    printReport(report);
    if (values.json) writeFileSync(values.json, `${JSON.stringify(report, null, 2)}\n`);
    return failures(report).length > 0 ? 1 : 0;
  } finally {
    await database.stop();
  }
}

process.exit(await main());
