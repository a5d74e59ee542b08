import { isAppError } from '@/lib/errors';
import type { RefusedBy } from './tell-thresholds';

/** The budget that refused a call; undefined for any other failure. */
export function refusalOf(failure: unknown): RefusedBy | undefined {
  if (!isAppError(failure) || !failure.limit) return undefined;
  const { scope, scopeId, period, unit } = failure.limit;
  if (scope === 'platform' || scopeId === undefined || period === undefined) return undefined;
  return { scope, scopeId, period, unit: unit === 'tokens' ? 'tokens' : 'price' };
}
