import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { MutantResult } from './run-sql-mutants';

export interface MutantReport {
  total: number;
  /** Names of mutants that nothing noticed. */
  survived: string[];
}

/**
 * Breaks each lock in every way listed, one at a time, and asks whether the suite's probes notice. Runs
 * beside the caller's database, on one of its own.
 */
export async function runMutants(): Promise<MutantReport> {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--import', 'tsx', 'e2e/isolation/mutants/main.ts'],
    { maxBuffer: 1 << 26, env: { ...process.env, LOG_LEVEL: 'silent' } },
  );
  const results = JSON.parse(stdout.trim().split('\n').at(-1) ?? '[]') as MutantResult[];
  return {
    total: results.length,
    survived: results.filter((result) => !result.killedBy).map((result) => result.name),
  };
}
