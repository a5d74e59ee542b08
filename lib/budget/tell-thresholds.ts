import { now } from '@/lib/clock';
import { withTenantSql } from '@/lib/db/tenant-sql';
import type { TenantContext } from '@/lib/tenancy/context';
import { type BudgetScope, type CounterName, counterKey, UNLIMITED } from './scopes';

/** Beside each budget's own soft percent. */
const ALWAYS = [95, 100];

/** How far a counter is, for people. */
export interface Reached {
  percent: number;
  unit: 'tokens' | 'price';
}

interface CounterRow {
  tenant_id: string;
  scope: CounterName['scope'];
  scope_id: string;
  period: CounterName['period'];
  period_start: Date;
  used_tokens: bigint;
  used_nano: bigint;
  told_percent: number;
}

/**
 * Tells the tenant's admins of each threshold that these budgets have reached, once for each counter and
 * threshold however many calls reach it at once; of several at a time the highest alone. What is settled
 * counts; a budget that refused a call (`refusedBy`) is at 100 percent, whatever little is left. Minutes are
 * rates and tell nobody. Returns how many notices were made.
 */
export async function tellThresholds(
  ctx: TenantContext,
  scopes: readonly BudgetScope[],
  refusedBy?: CounterName & Pick<Reached, 'unit'>,
): Promise<number> {
  const lasting = scopes.filter(({ period }) => period !== 'minute');
  if (lasting.length === 0) return 0;
  return withTenantSql(ctx, async (sql) => {
    const counters = await sql<CounterRow>(
      `select tenant_id, scope, scope_id, period, period_start, used_tokens, used_nano, told_percent from budget_counter
       where tenant_id = :tenant and (scope, scope_id, period, period_start) in
         (select * from unnest($1::text[], $2::text[], $3::text[], $4::timestamptz[]))`,
      [
        lasting.map(({ scope }) => scope),
        lasting.map(({ scopeId }) => scopeId),
        lasting.map(({ period }) => period),
        lasting.map(({ periodStart }) => periodStart),
      ],
    );
    const byName = new Map(
      counters.map((row) => [counterKey({ ...row, scopeId: row.scope_id }), row]),
    );
    const reached = lasting.flatMap((scope) => {
      const counter = byName.get(counterKey(scope));
      if (!counter) return [];
      const full = refusedBy && counterKey(refusedBy) === counterKey(scope);
      const at = full
        ? { percent: 100, unit: refusedBy.unit }
        : reachedOf(scope, { tokens: counter.used_tokens, price: counter.used_nano });
      if (!at || at.percent <= counter.told_percent) return [];
      const { scope: kind, scopeId, period, periodStart } = scope;
      return [{ scope: kind, scopeId, period, periodStart: periodStart.toISOString(), ...at }];
    });
    if (reached.length === 0) return 0;
    const [told] = await sql<{ made: number }>(
      'select tenancy.tell_budgets($1, $2) as made where :tenant::uuid is not null',
      [JSON.stringify(reached), now()],
    );
    return told?.made ?? 0;
  });
}

/** The highest threshold that the use has reached, by the fuller of the two limits. */
export function reachedOf(
  scope: Pick<BudgetScope, 'tokenLimit' | 'priceLimit' | 'softPercent'>,
  used: { tokens: bigint; price: bigint },
): Reached | undefined {
  const tokens = percentOf(used.tokens, scope.tokenLimit);
  const price = percentOf(used.price, scope.priceLimit);
  const thresholds = [scope.softPercent ?? 100, ...ALWAYS];
  const percent = Math.max(0, ...thresholds.filter((each) => Math.max(tokens, price) >= each));
  return percent === 0 ? undefined : { percent, unit: price > tokens ? 'price' : 'tokens' };
}

/** Whole percent, rounded down; a limit of nothing is used up. */
function percentOf(used: bigint, limit: bigint): number {
  if (limit === UNLIMITED) return 0;
  return limit === 0n ? 100 : Number((used * 100n) / limit);
}
