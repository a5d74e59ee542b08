/**
 * Of the failures that a promise allows over its requests, the share that is left: 1 is all of them, below 0 is more than there
 * were. Null without a request. Pure.
 */
export function budgetLeft(total: number, bad: number, target: number): number | null {
  if (total === 0) return null;
  return 1 - bad / (total * (1 - target));
}
