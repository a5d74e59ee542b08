import { fork } from 'node:child_process';
import { once } from 'node:events';
import type { ArmResult } from './draw-operations';

export interface ConcurrencyReport {
  operations: number;
  workers: number;
  /** Of each size of pool. */
  pools: { pool: number; operations: number; refused: number }[];
  foreign: string[];
  /** With a confidence of 95%, less than this share of the operations that were not refused reaches what is foreign. */
  bound95: number;
}

const POOLS = [1, 2, 8];
const OPERATIONS = 100_002;
const SEED = 20_261_121;

/**
 * 64 workers over two tenants, with aborts, timeouts, lost connections, crashed workers and duplicate
 * jobs, on pools of 1, 2 and 8 connections, one after the other: side by side they take longer.
 */
export async function runConcurrency(operations = OPERATIONS): Promise<ConcurrencyReport> {
  const results: ArmResult[] = [];
  for (const [index, pool] of POOLS.entries())
    results.push(await runArm(pool, Math.ceil(operations / POOLS.length), SEED + index));
  const done = results.reduce((sum, result) => sum + result.operations, 0);
  const refused = results.reduce((sum, result) => sum + result.refused, 0);
  const foreign = results.flatMap((result) => result.foreign);
  return {
    operations: done,
    workers: 64,
    pools: results.map(({ pool, operations: each, refused: ended }) => ({
      pool,
      operations: each,
      refused: ended,
    })),
    foreign,
    bound95: foreign.length === 0 ? boundOfNone(done - refused) : Number.NaN,
  };
}

/** The largest rate under which none in `n` independent trials still happens in one of twenty runs. */
function boundOfNone(n: number): number {
  return 1 - 0.05 ** (1 / n);
}

async function runArm(pool: number, operations: number, seed: number): Promise<ArmResult> {
  const child = fork(
    'e2e/isolation/concurrency/arm.ts',
    ['--operations', String(operations), '--seed', String(seed)],
    {
      execArgv: ['--import', 'tsx'],
      env: { ...process.env, TENANTRY_DATABASE_POOL: String(pool), LOG_LEVEL: 'silent' },
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    },
  );
  let result: ArmResult | undefined;
  child.on('message', (message) => {
    result = message as ArmResult;
  });
  const [code] = await once(child, 'exit');
  if (!result) throw new Error(`The concurrent run on a pool of ${pool} ended with ${code}.`);
  return result;
}
