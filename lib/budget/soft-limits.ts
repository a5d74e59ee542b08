import type { BudgetStepRow } from '@/lib/db/budget-batch';
import { log } from '@/lib/log';
import { processState } from '@/lib/process-state';
import type { BudgetPeriod } from './periods';

/** A budget whose soft limit a settlement has just passed. */
export interface SoftLimitPassed {
  tenantId: string;
  scope: string;
  scopeId: string;
  period: BudgetPeriod;
  /** ISO 8601. */
  periodStart: string;
}

type Listener = (passed: SoftLimitPassed) => void | Promise<void>;
const listeners = processState('budget.softLimitListeners', () => new Set<Listener>());

/** Calls `listener` once for each soft limit that this process sees passed; returns the undo. */
export function onSoftLimit(listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** For the batches: what they reported. A listener that fails keeps no settlement back. */
export function tellSoftLimits(rows: readonly BudgetStepRow[]): void {
  for (const { step, outcome, detail } of rows) {
    if (step !== 'soft') continue;
    const passed = { ...(detail as Omit<SoftLimitPassed, 'scope'>), scope: outcome };
    for (const listener of listeners)
      Promise.resolve()
        .then(() => listener(passed))
        .catch((error: Error) =>
          log.error({ err: error.message, tenant: passed.tenantId }, 'a soft limit was not told'),
        );
  }
}
