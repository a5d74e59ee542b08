import { diffPolicies } from '@/lib/console/policy/schema';
import type { Policy } from '@/lib/tenancy/schema';

/** The parts that differ, as they become. Pure. */
export function patchOf(before: Policy, after: Policy): Partial<Policy> {
  return Object.fromEntries(
    diffPolicies(before, after).map((change) => [change.field, change.after]),
  );
}
