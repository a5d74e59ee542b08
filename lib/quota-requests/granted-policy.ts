import { policyAt } from '@/lib/tenancy/policy-at';
import { effectivePolicy, OWN_LIMITS, type OwnLimits, type Policy } from '@/lib/tenancy/schema';

/** How long a grant lasts; `null`: for good. */
export interface GrantTerms {
  id: string;
  from: Date;
  days: number | null;
  feeNano: string;
}

const DAY_MS = 86_400_000;

/**
 * The policy with the granted limits. For good they are what is agreed from now on, and what the workspace had set of them
 * itself ends; for some days they are add-ons, which end by themselves, of the difference to what is in force. Pure.
 */
export function grantedPolicy(policy: Policy, granted: OwnLimits, terms: GrantTerms): Policy {
  return terms.days === null
    ? forGood(policy, granted)
    : boosted(policy, granted, terms, terms.days);
}

function forGood(policy: Policy, granted: OwnLimits): Policy {
  const kept = Object.entries(policy.ownLimits).filter(
    ([limit]) => granted[limit as keyof OwnLimits] === undefined,
  );
  return { ...policy, ...granted, ownLimits: Object.fromEntries(kept) };
}

/**
 * Boosts do not add up: where another add-on is in force for a part of the days, that part gets the difference to what there is
 * with it, as an add-on of its own. The fee is the first one's.
 */
function boosted(policy: Policy, granted: OwnLimits, terms: GrantTerms, days: number): Policy {
  const lasting = policy.addons.filter(({ until }) => Date.parse(until) > terms.from.getTime());
  const base = { ...withoutLowered(policy, granted), addons: lasting };
  const inForce = effectivePolicy(base);
  const name = `Boost for ${days} ${days === 1 ? 'day' : 'days'}`;
  const spans = spansOf(lasting, terms.from.getTime(), terms.from.getTime() + days * DAY_MS);
  const added = spans.flatMap(({ from, until }) => {
    const more = moreThan(policyAt(inForce, new Date(from)), granted);
    return more ? [{ from, until, more }] : [];
  });
  const addons = added.map(({ from, until, more }, place) => ({
    id: place === 0 ? terms.id : `${terms.id} ${place + 1}`,
    name,
    from: new Date(from).toISOString(),
    until: new Date(until).toISOString(),
    ...more,
    feeNano: place === 0 ? terms.feeNano : '0',
  }));
  return { ...base, addons: [...lasting, ...addons] };
}

/** The time between two moments, cut wherever an add-on begins or ends. */
function spansOf(
  addons: Policy['addons'],
  from: number,
  until: number,
): { from: number; until: number }[] {
  const cuts = addons.flatMap((addon) => [Date.parse(addon.from), Date.parse(addon.until)]);
  const within = new Set([from, until, ...cuts.filter((cut) => from < cut && cut < until)]);
  const moments = [...within].sort((one, other) => one - other);
  return moments
    .slice(1)
    .map((moment, place) => ({ from: moments[place] as number, until: moment }));
}

/** What is granted beyond what there is; undefined: nothing. */
function moreThan(there: Policy, granted: OwnLimits) {
  const more = (limit: (typeof OWN_LIMITS)[number]): bigint => {
    const wanted = granted[limit];
    const extra = wanted === undefined ? 0n : BigInt(wanted) - BigInt(there[limit]);
    return extra > 0n ? extra : 0n;
  };
  if (OWN_LIMITS.every((limit) => more(limit) === 0n)) return undefined;
  return {
    requestsPerMinute: Number(more('requestsPerMinute')),
    tokensPerDay: Number(more('tokensPerDay')),
    tokensPerMonth: Number(more('tokensPerMonth')),
    priceNano: more('priceNanoPerMonth').toString(),
  };
}

/**
 * What the workspace set below what is agreed ends for a limit that it is given more of: raised again afterwards it would
 * add to a boost that was reckoned from below.
 */
function withoutLowered(policy: Policy, granted: OwnLimits): Policy {
  const kept = OWN_LIMITS.flatMap((limit) => {
    const own = policy.ownLimits[limit];
    const lowered = own !== undefined && BigInt(own) < BigInt(policy[limit]);
    return own === undefined || (granted[limit] !== undefined && lowered) ? [] : [[limit, own]];
  });
  return { ...policy, ownLimits: Object.fromEntries(kept) };
}
