import type { BenchReport } from './support/report';
import { measureTenants } from './support/tenants/measure-tenants';

export const name = 'tenants';

/**
 * Retrieval for a small tenant in an installation with 10 tenants and in one with 10,000 of the same size,
 * in turn, and what an idle tenant takes. Arguments: `--many N`, `--few N`, `--rounds N` (questions an arm).
 */
export function run(args: string[]): Promise<BenchReport> {
  return measureTenants(name, args);
}
