import type { TenantContext } from '@/lib/tenancy/context';
import { policyAt } from '@/lib/tenancy/policy-at';
import type { BudgetRule, BudgetScopeKind, Policy } from '@/lib/tenancy/schema';
import { type BudgetPeriod, periodAt } from './periods';

/** One counter that a call touches, with what it may reach. */
export interface BudgetScope {
  scope: BudgetScopeKind;
  /** Of the tenant, user or key its id, of a model or feature its name. */
  scopeId: string;
  period: BudgetPeriod;
  periodStart: Date;
  resetsAt: Date;
  tokenLimit: bigint;
  /** Nano-dollars of tenant price. */
  priceLimit: bigint;
  /** Percent of the limit from which people are told and grace begins. */
  softPercent?: number;
  /** Minutes after the soft limit was passed from which it binds; absent: it only tells. */
  graceMinutes?: number;
}

/** Whose call it is, as far as budgets go. */
export type BudgetSubject = Pick<TenantContext, 'tenantId' | 'timeZone'> & {
  principal: Pick<TenantContext['principal'], 'kind' | 'id'>;
};

/** PostgreSQL's bigint: what stands for "no limit of its own". */
export const UNLIMITED = 9_223_372_036_854_775_807n;

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
      const scope: BudgetScope = {
        scope: rule.scope,
        scopeId,
        period: rule.period,
        periodStart: start,
        resetsAt: end,
        tokenLimit: rule.tokens === null ? UNLIMITED : BigInt(rule.tokens),
        priceLimit: rule.priceNano === null ? UNLIMITED : BigInt(rule.priceNano),
        ...(rule.softPercent !== null && { softPercent: rule.softPercent }),
        ...(rule.graceMinutes !== null && { graceMinutes: rule.graceMinutes }),
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

/** The counter's id when the rule concerns the call; a rule without a subject counts for each of its kind. */
function subjectOf(
  rule: BudgetRule,
  { tenantId, principal }: BudgetSubject,
  call: { model: string; feature: string },
): string | undefined {
  const ids: Record<BudgetScopeKind, string | undefined> = {
    tenant: tenantId,
    user: principal.kind === 'user' ? principal.id : undefined,
    key: principal.kind === 'key' ? principal.id : undefined,
    model: call.model,
    feature: call.feature,
  };
  const id = ids[rule.scope];
  return rule.subject === null || rule.subject === id ? id : undefined;
}

/**
 * The lower limits. Of two soft limits the one that binds after its grace counts, or the lower one when both do
 * or neither: what only tells never makes another bind earlier.
 */
function stricter(a: BudgetScope, b: BudgetScope): BudgetScope {
  const { softPercent: _, graceMinutes: __, ...joined } = a;
  return {
    ...joined,
    tokenLimit: lower(a.tokenLimit, b.tokenLimit),
    priceLimit: lower(a.priceLimit, b.priceLimit),
    ...softOf(a, b),
  };
}

type Soft = Pick<BudgetScope, 'softPercent' | 'graceMinutes'>;

function softOf(a: Soft, b: Soft): Soft {
  if (a.graceMinutes !== undefined && b.graceMinutes === undefined) return soft(a);
  if (b.graceMinutes !== undefined && a.graceMinutes === undefined) return soft(b);
  return soft({
    softPercent: lower(a.softPercent ?? 100, b.softPercent ?? 100),
    ...(a.graceMinutes !== undefined &&
      b.graceMinutes !== undefined && { graceMinutes: lower(a.graceMinutes, b.graceMinutes) }),
  });
}

function soft({ softPercent, graceMinutes }: Soft): Soft {
  return {
    ...(softPercent !== undefined && { softPercent }),
    ...(graceMinutes !== undefined && { graceMinutes }),
  };
}

function lower<T extends bigint | number>(a: T, b: T): T {
  return b < a ? b : a;
}
