import type { ContainmentAction, Policy } from './schema';

/** A containment as far as the tenant's policy goes. */
export interface InForce {
  /** What reached its rule's threshold, for instance `error_share`. */
  metric: string;
  actions: readonly ContainmentAction[];
  since: Date;
  until: Date;
}

export interface PolicyInForce extends Policy {
  /** When the first of the containments in force ends, in ISO 8601. */
  containedUntil?: string;
}

/** The policy with what contains the tenant at that time: the strictest of each. Pure; it never allows more. */
export function containedPolicy(policy: Policy, all: readonly InForce[], at: Date): PolicyInForce {
  const inForce = all.filter(({ since, until }) => since <= at && at < until);
  const actions = inForce.flatMap((each) => each.actions);
  if (actions.length === 0) return policy;
  const ends = Math.min(...inForce.map(({ until }) => until.getTime()));
  const contained = { ...policy, containedUntil: new Date(ends).toISOString() };
  for (const action of actions) {
    if (action.kind === 'weight') {
      const weight = Math.max(1, Math.floor((policy.weight * action.percent) / 100));
      contained.weight = Math.min(contained.weight, weight);
    } else if (action.kind === 'cap') {
      contained.requestsPerMinute = Math.min(contained.requestsPerMinute, action.requestsPerMinute);
      contained.tokensPerMinute = Math.min(contained.tokensPerMinute, action.tokensPerMinute);
    }
  }
  return contained;
}
