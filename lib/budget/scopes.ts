import type { TenantContext } from '@/lib/tenancy/context';
import { policyAt } from '@/lib/tenancy/policy-at';
import type { BudgetRule, BudgetScopeKind, Policy } from '@/lib/tenancy/schema';
import { type BudgetPeriod, periodAt } from './periods';
import { joinedSoft, lowest, type SoftLimits, softLimits, UNLIMITED } from './soft-amounts';

/** One counter that a call touches, with what it may reach. */
export interface BudgetScope extends SoftLimits {
  scope: BudgetScopeKind;
  /** Of the tenant, user or key its id, of a model or feature its name. */
  scopeId: string;
  period: BudgetPeriod;
  periodStart: Date;
  resetsAt: Date;
  tokenLimit: bigint;
  /** Nano-dollars of tenant price. */
  priceLimit: bigint;
  /** The call's tokens are not of those that this budget counts. */
  moneyOnly?: true;
}

/** Whose call it is, as far as budgets go. */
export type BudgetSubject = Pick<TenantContext, 'tenantId' | 'timeZone'> & {
  principal: Pick<TenantContext['principal'], 'kind' | 'id' | 'ancestors'>;
};

/**
 * Every budget that a call could touch, in the order in which a refusal names them. Rules of one counter are
 * joined: the lower limit holds, whoever set it.
 */
export function scopesOf(
  subject: BudgetSubject,
  policy: Policy,
  call: { model: string; feature: string },
  at: Date,
): BudgetScope[] {
  return joined(rulesOf(policy, at), subject.timeZone, at, (rule) => {
    const id = subjectOf(rule, subject, call);
    return id === undefined ? [] : [id];
  });
}

/** What names one counter within its tenant and time. */
export type CounterName = Pick<BudgetScope, 'scope' | 'scopeId' | 'period'>;

/**
 * Every budget of the tenant: those that rules name, and of those that count for each by itself the ones that
 * were counted in (`counted`).
 */
export function tenantScopes(
  tenant: { tenantId: string; timeZone: string },
  policy: Policy,
  counted: readonly CounterName[],
  at: Date,
): BudgetScope[] {
  const rules = rulesOf(policy, at);
  return joined(rules, tenant.timeZone, at, (rule) => {
    if (rule.scope === 'tenant') return [tenant.tenantId];
    if (rule.subject !== null) return [rule.subject];
    const alike = (other: { scope: string; period: string }) =>
      other.scope === rule.scope && other.period === rule.period;
    const named = rules.flatMap((each) => (alike(each) && each.subject ? [each.subject] : []));
    return [...new Set([...named, ...counted.filter(alike).map(({ scopeId }) => scopeId)])];
  });
}

function joined(
  rules: readonly BudgetRule[],
  timeZone: string,
  at: Date,
  idsOf: (rule: BudgetRule) => readonly string[],
): BudgetScope[] {
  const scopes = new Map<string, BudgetScope>();
  for (const rule of rules) {
    const { start, end } = periodAt(rule.period, timeZone, at);
    for (const scopeId of idsOf(rule)) {
      const tokenLimit = rule.tokens === null ? UNLIMITED : BigInt(rule.tokens);
      const priceLimit = rule.priceNano === null ? UNLIMITED : BigInt(rule.priceNano);
      const scope: BudgetScope = {
        scope: rule.scope,
        scopeId,
        period: rule.period,
        periodStart: start,
        resetsAt: end,
        tokenLimit,
        priceLimit,
        ...softLimits({ tokens: tokenLimit, price: priceLimit }, rule),
      };
      const key = counterKey(scope);
      const other = scopes.get(key);
      scopes.set(key, other ? stricter(other, scope) : scope);
    }
  }
  return [...scopes.values()];
}

export function counterKey({ scope, scopeId, period }: CounterName): string {
  return `${scope}/${scopeId}/${period}`;
}

/** The plan's own limits of the tenant first, then the rules that were added. */
function rulesOf(policy: Policy, at: Date): BudgetRule[] {
  const now = policyAt(policy, at);
  const own = {
    scope: 'tenant',
    subject: null,
    softPercent: now.softPercent,
    graceMinutes: null,
  } as const;
  return [
    { ...own, period: 'day', tokens: now.tokensPerDay, priceNano: null },
    { ...own, period: 'month', tokens: now.tokensPerMonth, priceNano: now.priceNanoPerMonth },
    ...now.budgets,
    ...now.ownBudgets,
  ];
}

/**
 * The counter's id when the rule concerns the call; a rule without a subject counts for each of its kind. A key that was
 * rotated is still the same one: a rule about one of those that it took the place of is about it, and counted with it.
 */
function subjectOf(
  rule: BudgetRule,
  { tenantId, principal }: BudgetSubject,
  call: { model: string; feature: string },
): string | undefined {
  const keys = principal.kind === 'key' ? [...(principal.ancestors ?? []), principal.id] : [];
  const named = rule.scope === 'key' && keys.find((key) => key === rule.subject);
  if (named) return named;
  const ids: Record<BudgetScopeKind, string | undefined> = {
    tenant: tenantId,
    user: principal.kind === 'user' ? principal.id : undefined,
    key: keys[0],
    model: call.model,
    feature: call.feature,
  };
  const id = ids[rule.scope];
  return rule.subject === null || rule.subject === id ? id : undefined;
}

/** The lower limits; a soft one above them is at them. */
function stricter(a: BudgetScope, b: BudgetScope): BudgetScope {
  const limits = lowest(limitsOf(a), limitsOf(b));
  const { tell, soft } = joinedSoft(a, b);
  return {
    ...a,
    tokenLimit: limits.tokens,
    priceLimit: limits.price,
    ...(tell && { tell: lowest(tell, limits) }),
    ...(soft && { soft: { ...soft, ...lowest(soft, limits) } }),
  };
}

function limitsOf({ tokenLimit, priceLimit }: BudgetScope) {
  return { tokens: tokenLimit, price: priceLimit };
}
