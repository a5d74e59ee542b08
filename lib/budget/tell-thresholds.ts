import { now } from '@/lib/clock';
import { withTenantSql } from '@/lib/db/tenant-sql';
import type { TenantContext } from '@/lib/tenancy/context';
import { type BudgetScope, type CounterName, counterKey } from './scopes';
import { percentOfLimit, UNLIMITED } from './soft-amounts';

/** Beside each budget's own soft percent. */
const ALWAYS = [95, 100];

/** How far a counter is, for people. */
export interface Reached {
  percent: number;
  unit: 'tokens' | 'price';
}

/** The budget that refused a call. */
export type RefusedBy = CounterName & Pick<Reached, 'unit'>;

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
 * counts. Of a budget that refused a call (`refusals`) that is told, once a period. What was told before the
 * limit was raised is taken back. Minutes are rates and tell nobody. Returns how many notices were made.
 */
export async function tellThresholds(
  ctx: TenantContext,
  scopes: readonly BudgetScope[],
  refusals: readonly RefusedBy[] = [],
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
      const { scope: kind, scopeId, period, periodStart } = scope;
      const name = { scope: kind, scopeId, period, periodStart: periodStart.toISOString() };
      const used = { tokens: counter.used_tokens, price: counter.used_nano };
      const at = reachedOf(scope, used) ?? { percent: 0, unit: 'tokens' };
      const told = counter.told_percent;
      const refused = refusals.find((each) => counterKey(each) === counterKey(scope));
      return [
        ...(at.percent === told ? [] : [{ ...name, ...at, told }]),
        ...(refused ? [{ ...name, percent: 0, unit: refused.unit }] : []),
      ];
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
  scope: Pick<BudgetScope, 'tokenLimit' | 'priceLimit' | 'tell'>,
  used: { tokens: bigint; price: bigint },
): Reached | undefined {
  const tokens = reachedIn(used.tokens, scope.tokenLimit, scope.tell?.tokens);
  const price = reachedIn(used.price, scope.priceLimit, scope.tell?.price);
  const percent = Math.max(tokens, price);
  return percent === 0 ? undefined : { percent, unit: price > tokens ? 'price' : 'tokens' };
}

/** Whole percent: the highest threshold of one unit that is reached, 0 for none; a limit of nothing is used up. */
function reachedIn(used: bigint, limit: bigint, tell: bigint | undefined): number {
  if (limit === UNLIMITED) return 0;
  const part = limit === 0n ? 100n : (used * 100n) / limit;
  const told = tell !== undefined && used >= tell ? (percentOfLimit(tell, limit) ?? 100) : 0;
  return Math.max(told, ...ALWAYS.filter((each) => part >= each));
}
