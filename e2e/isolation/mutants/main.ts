import { startTestDatabase } from '@/e2e/support/harness';

/**
 * All mutants over a database of their own; a program of its own, since the environment is read once.
 * The last line of its output is the results as JSON.
 */
const database = await startTestDatabase();
try {
  const { runSqlMutants } = await import('./run-sql-mutants');
  const { runCodeMutants } = await import('./run-code-mutants');
  const results = [...(await runSqlMutants()), ...(await runCodeMutants())];
  for (const { name, killedBy } of results) {
    console.log(killedBy ? `killed: ${name} (${killedBy.split('\n')[0]})` : `SURVIVED: ${name}`);
  }
  console.log(JSON.stringify(results));
} finally {
  await database.stop();
}
process.exit(0);
