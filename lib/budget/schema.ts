import type { BudgetPeriod } from './periods';
import type { BudgetScope } from './scopes';

/** One budget with what is taken of it now. Nano-dollars as decimal strings; null where there is no limit. */
export interface BudgetUse {
  scope: BudgetScope['scope'];
  scopeId: string;
  /** Of a person, where the reader may know it. */
  name: string | null;
  period: BudgetPeriod;
  /** ISO 8601; a period begins and ends where the tenant is. */
  periodStart: string;
  resetsAt: string;
  usedTokens: number;
  heldTokens: number;
  tokenLimit: number | null;
  usedNano: string;
  heldNano: string;
  priceLimitNano: string | null;
  softPercent: number | null;
  /** When the soft limit binds or began to; null while it only tells. */
  softBindsAt: string | null;
}
