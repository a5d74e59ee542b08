import { formatCount } from '@/components/ui/format';
import type { KeyView } from '@/lib/api-keys/schema';

/** Limits of the key's own and where it may be used from, in a line; empty when it has none. */
export function ownLimits({ limits, allowList, mayDowngrade }: KeyView): string {
  const parts = [
    limits.requestsPerMinute && `${formatCount(limits.requestsPerMinute)} requests a minute`,
    limits.burstPerSecond && `${formatCount(limits.burstPerSecond)} a second`,
    limits.tokensPerMinute && `${formatCount(limits.tokensPerMinute)} tokens a minute`,
    limits.inFlight && `${formatCount(limits.inFlight)} at once`,
    mayDowngrade && 'may be answered more cheaply',
    allowList.length > 0 && `from ${allowList.join(', ')}`,
  ];
  return parts.filter(Boolean).join(' · ');
}
