import { stringify } from 'yaml';
import { POLICY_GROUPS } from '@/lib/console/policy/fields/schema';
import type { Target } from '@/lib/placement/schema';
import type { Policy } from '@/lib/tenancy/schema';
import { OWN_FIELDS } from '../schema';

/** The policy as operators edit it, in the order of the form; without what is the tenant's own. Of a tenant, with its placement. */
export function writeManifest(policy: Policy, placement?: Target): string {
  const parts = governedParts(policy);
  return stringify(placement ? { ...parts, placement } : parts, { lineWidth: 120 });
}

export function governedParts(policy: Policy): Partial<Policy> {
  const own: readonly string[] = OWN_FIELDS;
  return Object.fromEntries(
    POLICY_GROUPS.flatMap((group) => group.fields)
      .filter((field) => !own.includes(field))
      .map((field) => [field, policy[field]]),
  );
}
