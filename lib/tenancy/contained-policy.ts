import type { ModelId } from '@/lib/llm/schema';
import type { ContainmentAction, Policy } from './schema';

/** A containment as far as the tenant's policy goes. */
export interface InForce {
  /** What reached its rule's threshold, for instance `error_share`; `by_hand`. */
  metric: string;
  actions: readonly ContainmentAction[];
  since: Date;
  until: Date;
}

export interface PolicyInForce extends Policy {
  /** When the first of the containments in force ends, in ISO 8601. */
  containedUntil?: string;
  /** The most requests a minute that a containment lets pass, whatever is added to the policy's own. */
  requestCap?: number;
  /** Nothing new begins until then, in ISO 8601. */
  drainedUntil?: string;
  /** Of the policy's models those that operators switched off, and until when; `models` has the others. */
  modelsOff?: readonly { model: ModelId; until: string }[];
}

/** Of a whole weight: the least one has less too, and sums of such fractions are exact. */
const WEIGHT_PARTS = 64;

/** The policy with what contains the tenant at that time: the strictest of each. Pure; it never allows more. */
export function containedPolicy(policy: Policy, all: readonly InForce[], at: Date): PolicyInForce {
  const inForce = all.filter(({ since, until }) => since <= at && at < until);
  if (inForce.length === 0) return policy;
  const ends = Math.min(...inForce.map(({ until }) => until.getTime()));
  const contained: PolicyInForce = { ...policy, containedUntil: new Date(ends).toISOString() };
  for (const { actions, until } of inForce)
    for (const action of actions) hold(contained, policy, action, until.toISOString());
  return contained;
}

function hold(
  contained: PolicyInForce,
  policy: Policy,
  action: ContainmentAction,
  until: string,
): void {
  switch (action.kind) {
    case 'weight': {
      const parts = Math.floor((policy.weight * action.percent * WEIGHT_PARTS) / 100);
      contained.weight = Math.min(contained.weight, Math.max(1, parts) / WEIGHT_PARTS);
      return;
    }
    case 'cap':
      contained.requestCap = Math.min(
        contained.requestCap ?? Number.POSITIVE_INFINITY,
        action.requestsPerMinute,
      );
      contained.requestsPerMinute = Math.min(contained.requestsPerMinute, contained.requestCap);
      contained.tokensPerMinute = Math.min(contained.tokensPerMinute, action.tokensPerMinute);
      return;
    case 'drain':
      if (!contained.drainedUntil || until > contained.drainedUntil) contained.drainedUntil = until;
      return;
    case 'model':
      if (!policy.models.includes(action.model)) return;
      contained.models = contained.models.filter((model) => model !== action.model);
      contained.modelsOff = [...(contained.modelsOff ?? []), { model: action.model, until }];
      return;
    case 'tool':
      contained.tools = contained.tools.filter((tool) => tool !== action.tool);
      return;
    // PostgreSQL refuses the workspace and the key themselves.
    case 'pause':
    case 'quarantine':
    case 'notify':
  }
}
