import type { Plan } from '@/lib/tenancy/schema';
import type { PlanSpan } from './build-statement';
import { dayIn, type MonthSpan } from './month-of';

/** Since when a tenant has had a plan. */
export interface PlanChange {
  since: Date;
  plan: Plan;
}

/** What a plan costs a month beside its usage, since a price version came into force. Nano-dollars. */
export interface PlanTerms {
  plan: Plan;
  effectiveFrom: Date;
  feeNano: bigint;
  includedNano: bigint;
}

/**
 * The days of a month on which a tenant had each plan, in the order in which they came, at the terms in force when the
 * month began. A day is the plan's that the tenant has when the day ends there; the days begin with the one on which the
 * tenant came, and the first plan is that of all days before the first change. Days of a plan that came twice are one span.
 * With `until`, the day on which the tenant went is the last that counts.
 * Pure: the order of changes and terms does not matter.
 */
export function planSpans(
  changes: readonly PlanChange[],
  terms: readonly PlanTerms[],
  span: MonthSpan,
  { since, zone, until }: { since: Date; zone: string; until?: Date },
): PlanSpan[] {
  if (since >= span.end) return [];
  const came = dayIn(since, zone);
  const went = until && dayIn(until, zone);
  const days = changes
    .toSorted((a, b) => a.since.getTime() - b.since.getTime())
    .map((change) => ({ plan: change.plan, day: dayIn(change.since, zone) }));
  const counted = new Map<Plan, number>();
  for (let n = 1; n <= span.days; n++) {
    const day = `${span.month}-${String(n).padStart(2, '0')}`;
    const plan = (days.findLast((change) => change.day <= day) ?? days[0])?.plan;
    if (plan && day >= came && !(went && day > went))
      counted.set(plan, (counted.get(plan) ?? 0) + 1);
  }
  return [...counted].map(([plan, count]) => ({
    plan,
    days: count,
    ...termsOf(plan, terms, span),
  }));
}

function termsOf(plan: Plan, terms: readonly PlanTerms[], { start }: MonthSpan) {
  const inForce = terms
    .filter((each) => each.plan === plan && each.effectiveFrom <= start)
    .reduce<PlanTerms | undefined>(
      (latest, each) => (latest && latest.effectiveFrom > each.effectiveFrom ? latest : each),
      undefined,
    );
  return { feeNano: inForce?.feeNano ?? 0n, includedNano: inForce?.includedNano ?? 0n };
}
