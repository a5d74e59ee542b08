import { startTestDatabase } from '@/e2e/support/harness';
import type { BenchReport } from './support/report';

export const name = 'audit';

/**
 * What an audit entry adds to the transaction that it joins; how long a log of a million entries takes to verify offline; and
 * whether every alteration, deletion, insertion, reordering, truncation, fork and swap at every index of a log of a thousand
 * entries is found, in its file and in the database; and whether changes and entries are equal in number when any await of a
 * change fails. Arguments: `--rounds N`, `--entries N`, `--log N`, `--faults ACTION` (of actions that begin so alone).
 */
export async function run(args: string[]): Promise<BenchReport> {
  const database = await startTestDatabase();
  const { closePools } = await import('@/lib/db/pools');
  try {
    const { measureAudit } = await import('./support/audit/measure-audit');
    return await measureAudit(name, args);
  } finally {
    await closePools();
    await database.stop();
  }
}
