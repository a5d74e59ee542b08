import { POLICY_GROUPS } from '@/lib/console/policy/fields/schema';
import { diffPolicies } from '@/lib/console/policy/schema';
import { withPlatform } from '@/lib/db/platform-sql';
import type { PlatformContext } from '@/lib/tenancy/context';
import { authorizePlatform } from '@/lib/tenancy/roles';
import type { Policy } from '@/lib/tenancy/schema';
import { readAudience } from '../audience';
import type { PolicyPatch } from '../schema';
import type { ChangeOfMany, Comparison } from './schema';

/** Different values of one part that are listed. */
const LISTED = 8;

/** What these parts would change of the policies in force of many tenants. */
export async function compareAudience(
  ctx: PlatformContext,
  { audience, patch }: ChangeOfMany,
): Promise<Comparison> {
  authorizePlatform(ctx, 'policies:edit');
  const why = {
    action: 'policy.view',
    reason: 'Compared a change with the policies in force',
    detail: { audience },
    fold: '5 minutes',
  };
  const all = await withPlatform(ctx, why, (sql) => readAudience(sql, audience));
  const policies = all.map(({ policy }) => policy);
  return compareWith(policies, patch);
}

/** The parts that differ, with how many have each value; at most 8 values of a part, those that most have. Pure. */
export function compareWith(policies: readonly Policy[], patch: PolicyPatch): Comparison {
  const counted = new Map<string, Comparison['changes'][number]>();
  for (const policy of policies)
    for (const change of diffPolicies(policy, { ...policy, ...patch })) {
      const key = `${change.field}: ${JSON.stringify(change.before)}`;
      const same = counted.get(key);
      if (same) same.tenants++;
      else counted.set(key, { ...change, tenants: 1 });
    }
  const byPart = POLICY_GROUPS.flatMap(({ fields }) => fields).map((field) =>
    [...counted.values()]
      .filter((change) => change.field === field)
      .sort((one, other) => other.tenants - one.tenants),
  );
  return {
    tenants: policies.length,
    changes: byPart.flatMap((changes) => changes.slice(0, LISTED)),
    unlisted: byPart
      .flatMap((changes) => changes.slice(LISTED))
      .reduce((sum, { tenants }) => sum + tenants, 0),
  };
}
