import { clock } from '@/lib/clock';
import type { TenantContext } from '@/lib/tenancy/context';

/** Of a tenant and day (UTC), in this process: finance keeps a sum of each. */
const MOST_PAIRS = 500;
export const OTHER = 'other';

const known = new Map<string, Set<string>>();
let knownOf = '';

/**
 * The tags that a call is booked under. A tenant whose tags are different with every call (an id of a run, say) would have
 * finance's sums grow with its calls: what comes beyond the day's first 500 goes by the value `other`, and under a name that
 * none of them has, by the name `other` too.
 */
export function boundedTags(
  { tenantId }: TenantContext,
  tags: Record<string, string>,
): Record<string, string> {
  const day = new Date(clock().now()).toISOString().slice(0, 10);
  if (day !== knownOf) known.clear();
  knownOf = day;
  const pairs = known.get(tenantId) ?? new Set();
  known.set(tenantId, pairs);
  const bounded = Object.entries(tags).map(([name, value]) => {
    if (isKept(pairs, `${name}=${value}`)) return [name, value];
    return pairs.has(`${name}=`) ? [name, OTHER] : [OTHER, OTHER];
  });
  return Object.fromEntries(bounded);
}

/** With each pair its name is kept, which no pair looks like: a value is never empty. */
function isKept(pairs: Set<string>, pair: string): boolean {
  if (pairs.has(pair)) return true;
  if (pairs.size >= 2 * MOST_PAIRS) return false;
  pairs.add(pair).add(pair.slice(0, pair.indexOf('=') + 1));
  return true;
}
