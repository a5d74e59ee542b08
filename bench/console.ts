import { startTestDatabase } from '@/e2e/support/harness';
import type { BenchReport } from './support/report';

export const name = 'console';

/**
 * How long the console's views take to read with many tenants, requests and audit entries in the store, each time anew; how far their
 * percentiles are from the exact ones; and what twenty people who look at the live fleet cost. Arguments: `--tenants N`,
 * `--requests N`, `--entries N` (of the audit log), `--rounds N` (of each view), `--seconds N` (of looking).
 */
export async function run(args: string[]): Promise<BenchReport> {
  const database = await startTestDatabase();
  const { closePools } = await import('@/lib/db/pools');
  try {
    const { measureConsole } = await import('./support/console/measure-console');
    return await measureConsole(name, args);
  } finally {
    await closePools();
    await database.stop();
  }
}
