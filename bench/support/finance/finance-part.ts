import type { BenchReport } from '../report';
import type { LedgerStore } from './fill-ledger';

export interface FinanceOptions {
  /** How often each report is read. */
  rounds: number;
  /** How many of the ledger's last days a file is of. */
  days: number;
}

/** Adds what it measured and its targets to the report. */
export type FinancePart = (
  report: BenchReport,
  store: LedgerStore,
  options: FinanceOptions,
) => Promise<void>;
