import type { BenchReport } from '../report';
import type { LedgerStore } from './fill-ledger';

/** Adds what it measured and its targets to the report. */
export type FinancePart = (
  report: BenchReport,
  store: LedgerStore,
  rounds: number,
) => Promise<void>;
