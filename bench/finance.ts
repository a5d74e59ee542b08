import { startTestDatabase } from '@/e2e/support/harness';
import type { BenchReport } from './support/report';

export const name = 'finance';

/**
 * Finance's work over a large ledger of many tenants: how long each preset of its reports takes (`showback`), its FOCUS files
 * and what the process holds meanwhile (`focus`), closing a month of all (`close`), and whether every sum is that of the rows; and
 * over generated years what is found of planted anomalies (`anomalies`) and how far a forecast is off beside the straight line
 * (`forecast`). Arguments: `--rows N`, `--tenants N`, `--rounds N` (of each report), `--days N` (of a file), `--parts NAME,NAME` (all by default).
 */
export async function run(args: string[]): Promise<BenchReport> {
  const database = await startTestDatabase();
  const { closePools } = await import('@/lib/db/pools');
  try {
    const { measureFinance } = await import('./support/finance/measure-finance');
    return await measureFinance(name, args);
  } finally {
    await closePools();
    await database.stop();
  }
}
