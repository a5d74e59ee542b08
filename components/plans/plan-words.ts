import { policyValue } from '@/components/console/policy-value';
import { modelName } from '@/components/console/status-badges';
import { formatBytes, formatCount } from '@/components/ui/format';
import { POLICY_FIELDS } from '@/lib/console/policy/fields/schema';
import type { Misfit, PlanCard } from '@/lib/plan-changes/schema';

type Limit = keyof PlanCard['limits'];

/** The rows in which plans are compared. */
export const PLAN_ROWS: readonly Limit[] = [
  'models',
  'requestsPerMinute',
  'tokensPerDay',
  'tokensPerMonth',
  'priceNanoPerMonth',
  'contextTokens',
  'maxDocuments',
  'storedBytes',
  'conversationDays',
  'ownRaisePercent',
];

export function rowLabel(row: Limit): string {
  return row === 'ownRaisePercent' ? 'You may raise limits by' : POLICY_FIELDS[row].label;
}

export function rowValue(row: Limit, limits: PlanCard['limits']): string {
  if (row === 'models') return limits.models.map(modelName).join(', ');
  if (row === 'ownRaisePercent') return `${limits.ownRaisePercent}%`;
  if (row === 'priceNanoPerMonth') return policyValue(row, limits.priceNanoPerMonth);
  return policyValue(row, limits[row]);
}

/** What stands in the way of a change, and what to do about it. */
export function misfitWords(misfit: Misfit): string {
  switch (misfit.what) {
    case 'documents':
      return `You have ${formatCount(misfit.have)} documents; this plan holds ${formatCount(misfit.limit)}. Remove ${formatCount(misfit.have - misfit.limit)} of them first.`;
    case 'stored_bytes':
      return `Your documents take ${formatBytes(misfit.have)}; this plan stores ${formatBytes(misfit.limit)}. Remove some first.`;
    case 'placement':
      return 'Your data lies in a place of its own, which this plan does not offer. Ask the platform to move it first.';
  }
}
