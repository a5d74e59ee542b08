import { startTestDatabase } from '@/e2e/support/harness';

/** `npx tsx e2e/isolation/mutants/main.ts`: the mutants alone, with what saw each. */
const database = await startTestDatabase();
try {
  const from = performance.now();
  const { runSqlMutants } = await import('./run-sql-mutants');
  const results = await runSqlMutants();
  for (const { name, killedBy } of results)
    console.log(`${killedBy ? 'killed' : 'SURVIVED'}  ${name}  <- ${killedBy}`);
  console.log(results.length, results.filter((r) => !r.killedBy).length, performance.now() - from);
} finally {
  await database.stop();
}
