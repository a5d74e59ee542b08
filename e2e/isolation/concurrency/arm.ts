import { parseArgs } from 'node:util';
import { startTestDatabase } from '@/e2e/support/harness';

/** One process with one size of pool: 64 workers over two tenants draw operations until enough are done. */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { operations: { type: 'string' }, seed: { type: 'string' } },
  });
  const database = await startTestDatabase();
  // What reads the environment is imported once the database has set it.
  const { closePools } = await import('@/lib/db/pools');
  const { drawOperations } = await import('./draw-operations');
  const result = await drawOperations(Number(values.operations), Number(values.seed));
  process.send?.(result);
  await closePools();
  await database.stop();
}

main().then(
  () => process.exit(0),
  (error) => {
    console.error(error);
    process.exit(1);
  },
);
