import type { PolicyInForce } from './contained-policy';
import type { Policy } from './schema';

/**
 * The policy with what its add-ons add at that time, where a containment caps it no more than that. Pure; without one in
 * force it is the policy itself.
 */
export function policyAt<P extends Policy & Pick<PolicyInForce, 'requestCap'>>(
  policy: P,
  at: Date,
): P {
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
    requestsPerMinute: Math.min(
      more('requestsPerMinute'),
      policy.requestCap ?? Number.POSITIVE_INFINITY,
    ),
    priceNanoPerMonth: inForce
      .reduce((sum, addon) => sum + BigInt(addon.priceNano), BigInt(policy.priceNanoPerMonth))
      .toString(),
  };
}

/** The highest that each of the plan's limits gets from then on, by the add-ons that are in force or to come. Pure. */
export function highestLimits(
  policy: Policy,
  from: Date,
): Pick<Policy, 'tokensPerDay' | 'tokensPerMonth' | 'priceNanoPerMonth'> {
  const begin = policy.addons.map((addon) => new Date(addon.from)).filter((at) => at > from);
  const all = [from, ...begin].map((at) => policyAt(policy, at));
  const prices = all.map((each) => BigInt(each.priceNanoPerMonth)).sort((a, b) => (a < b ? -1 : 1));
  return {
    tokensPerDay: Math.max(...all.map((each) => each.tokensPerDay)),
    tokensPerMonth: Math.max(...all.map((each) => each.tokensPerMonth)),
    priceNanoPerMonth: String(prices.at(-1)),
  };
}
