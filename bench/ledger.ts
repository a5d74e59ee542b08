import { measureLedger } from './support/ledger/measure-ledger';
import type { BenchReport } from './support/report';

export const name = 'ledger';

/**
 * Reserving and settling by the product's batches, by one lock-then-write transaction each, and bare appends to
 * the ledger, in turn on one durable PostgreSQL. Arguments: `--rounds N`, `--ms N` (of one arm in one round).
 */
export function run(args: string[]): Promise<BenchReport> {
  return measureLedger(name, args);
}
