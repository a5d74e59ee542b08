import { measureIsolationCost } from './support/isolation-cost/measure-isolation-cost';
import type { BenchReport } from './support/report';

export const name = 'isolation-cost';

/**
 * What the locks cost an answer and a page: the product, and the isolation suite's own build with row-level
 * security, assertion and encryption switched off, each over its own database, asked in turn. Needs both
 * builds: run `npm run isolation` once. Arguments: `--rounds N`.
 */
export function run(args: string[]): Promise<BenchReport> {
  return measureIsolationCost(name, args);
}
