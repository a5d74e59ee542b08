import type { Policy } from '@/lib/tenancy/schema';
import { BUDGET_PERIODS, type BudgetPeriod, periodAt } from './periods';
import type { BudgetUse } from './schema';
import { type BudgetScope, counterKey, tenantScopes } from './scopes';
import { percentOfLimit, UNLIMITED } from './soft-amounts';

/** A counter as stored, without its tenant. */
export interface StoredCounter {
  scope: BudgetScope['scope'];
  scope_id: string;
  period: BudgetPeriod;
  used_tokens: bigint;
  held_tokens: bigint;
  used_nano: bigint;
  held_nano: bigint;
  soft_since: Date | null;
}

/** Selects what `budgetUses` needs; `$1` and `$2` are those of `currentPeriods`. */
export const COUNTERS_NOW = `select scope, scope_id, period, used_tokens, held_tokens, used_nano, held_nano, soft_since
  from budget_counter where (period, period_start) in (select * from unnest($1::text[], $2::timestamptz[]))`;

/** Names and beginnings of the periods that the instant lies in. */
export function currentPeriods(timeZone: string, at: Date): [BudgetPeriod[], Date[]] {
  return [
    [...BUDGET_PERIODS],
    BUDGET_PERIODS.map((period) => periodAt(period, timeZone, at).start),
  ];
}

/** Every budget of the tenant with its use; those of the workspace first, then the fullest. */
export function budgetUses(
  tenant: { tenantId: string; timeZone: string },
  policy: Policy,
  counters: readonly StoredCounter[],
  at: Date,
  names: ReadonlyMap<string, string> = new Map(),
): BudgetUse[] {
  const counted = counters.map((row) => ({ ...row, scopeId: row.scope_id }));
  const byName = new Map(counted.map((row) => [counterKey(row), row]));
  return tenantScopes(tenant, policy, counted, at)
    .map((scope) => toUse(scope, byName.get(counterKey(scope)), names))
    .sort((a, b) => rank(a) - rank(b) || taken(b) - taken(a));
}

function toUse(
  scope: BudgetScope,
  counter: StoredCounter | undefined,
  names: ReadonlyMap<string, string>,
): BudgetUse {
  const { soft } = scope;
  const since = counter?.soft_since;
  return {
    scope: scope.scope,
    scopeId: scope.scopeId,
    name: names.get(scope.scopeId) ?? null,
    period: scope.period,
    periodStart: scope.periodStart.toISOString(),
    resetsAt: scope.resetsAt.toISOString(),
    usedTokens: Number(counter?.used_tokens ?? 0n),
    heldTokens: Number(counter?.held_tokens ?? 0n),
    tokenLimit: scope.tokenLimit === UNLIMITED ? null : Number(scope.tokenLimit),
    usedNano: (counter?.used_nano ?? 0n).toString(),
    heldNano: (counter?.held_nano ?? 0n).toString(),
    priceLimitNano: scope.priceLimit === UNLIMITED ? null : scope.priceLimit.toString(),
    softPercent: softPercentOf(scope),
    softBindsAt:
      since && soft ? new Date(since.getTime() + soft.graceMinutes * 60_000).toISOString() : null,
  };
}

/** Of what binds, else of what tells; the lower of the two units. */
function softPercentOf({ soft, tell, tokenLimit, priceLimit }: BudgetScope): number | null {
  const from = soft ?? tell;
  if (!from) return null;
  const shares = [
    percentOfLimit(from.tokens, tokenLimit),
    percentOfLimit(from.price, priceLimit),
  ].filter((share) => share !== undefined);
  return shares.length > 0 ? Math.min(...shares) : null;
}

function rank(use: BudgetUse): number {
  return use.scope === 'tenant' ? BUDGET_PERIODS.indexOf(use.period) : BUDGET_PERIODS.length;
}

/** The larger share of its limits. */
function taken(use: BudgetUse): number {
  const tokens = use.tokenLimit ? (use.usedTokens + use.heldTokens) / use.tokenLimit : 0;
  const limit = Number(use.priceLimitNano ?? 0);
  const price = limit > 0 ? (Number(use.usedNano) + Number(use.heldNano)) / limit : 0;
  return Math.max(tokens, price);
}
