import type { Policy } from './schema';

/** The policy with what its add-ons add at that time. Pure; without one in force it is the policy itself. */
export function policyAt(policy: Policy, at: Date): Policy {
  const inForce = policy.addons.filter(
    ({ from, until }) => Date.parse(from) <= at.getTime() && at.getTime() < Date.parse(until),
  );
  if (inForce.length === 0) return policy;
  const more = (key: 'tokensPerDay' | 'tokensPerMonth' | 'requestsPerMinute') =>
    inForce.reduce((sum, addon) => sum + addon[key], policy[key]);
  return {
    ...policy,
    tokensPerDay: more('tokensPerDay'),
    tokensPerMonth: more('tokensPerMonth'),
    requestsPerMinute: more('requestsPerMinute'),
    priceNanoPerMonth: inForce
      .reduce((sum, addon) => sum + BigInt(addon.priceNano), BigInt(policy.priceNanoPerMonth))
      .toString(),
  };
}
