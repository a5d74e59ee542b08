import { PLANS, type Plan, type Policy } from '@/lib/tenancy/schema';

/** Parts of a policy that are agreed or chosen beside any plan. */
const BESIDE = [
  'usefulAnswerTokens',
  'downgradeModel',
  'downgradeLength',
  'ownDowngradeModel',
  'ownDowngradeLength',
  'softPercent',
  'budgets',
  'ownBudgets',
  'ownLimits',
  'addons',
  'leaveDays',
  'tools',
];
const NO_AMOUNTS = ['models', 'fallback'];

/** What a plan's defaults set in a policy: the same as `tenancy.plan_limits` in the database, which a test compares. */
export function planLimits(defaults: Policy): Record<string, unknown> {
  return Object.fromEntries(Object.entries(defaults).filter(([field]) => !BESIDE.includes(field)));
}

export function isHigher(to: Plan, from: Plan): boolean {
  return PLANS.indexOf(to) > PLANS.indexOf(from);
}

/**
 * The stored policy after a change of plan, as `tenancy.planned_policy` makes it: the new plan's limits, except that going
 * up lowers none that was agreed higher. Pure.
 */
export function plannedPolicy(
  stored: Readonly<Record<string, unknown>>,
  from: Plan,
  to: Plan,
  defaults: Record<Plan, Policy>,
): Record<string, unknown> {
  const limits = Object.entries(planLimits(defaults[to])).map(([field, value]) => {
    const now = stored[field];
    const keeps =
      isHigher(to, from) &&
      !NO_AMOUNTS.includes(field) &&
      now !== undefined &&
      BigInt(String(now)) > BigInt(String(value));
    return [field, keeps ? now : value];
  });
  return { ...stored, ...Object.fromEntries(limits), ownLimits: {} };
}
