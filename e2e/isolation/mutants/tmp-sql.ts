import { startTestDatabase } from '@/e2e/support/harness';

const database = await startTestDatabase();
try {
  const { runSqlMutants } = await import('./run-sql-mutants');
  const t = performance.now();
  const results = await runSqlMutants();
  for (const { name, killedBy } of results)
    console.log(killedBy ? `killed: ${name} (${killedBy.split('\n')[0]})` : `SURVIVED: ${name}`);
  console.log(results.length, performance.now() - t);
} finally {
  await database.stop();
}
process.exit(0);
