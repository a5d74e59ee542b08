import { runSqlMutants } from './run-sql-mutants';

export interface MutantReport {
  total: number;
  /** Names of mutants that nothing noticed. */
  survived: string[];
}

/**
 * Breaks each lock in every way listed, one at a time, and asks whether the suite's probes notice.
 * Needs `startTestDatabase()`; the product's own database is not touched.
 */
export async function runMutants(): Promise<MutantReport> {
  const results = await runSqlMutants();
  return {
    total: results.length,
    survived: results.filter((result) => !result.killedBy).map((result) => result.name),
  };
}
