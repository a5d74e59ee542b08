import { now } from '@/lib/clock';
import { withTenantSql } from '@/lib/db/tenant-sql';
import type { TenantContext } from '@/lib/tenancy/context';
import type { Policy } from '@/lib/tenancy/schema';
import { binding } from './decide';
import { exhausted } from './exhausted';
import { subjectOf } from './reserve';
import { type BudgetScope, scopesOf } from './scopes';
import type { CounterState } from './steps';
import { useOf } from './uses';

/**
 * Refuses before any work when the budgets that a call touches are used up already, by whichever of the models
 * it is made. Throws what a reservation by the first would.
 */
export async function assertBudgetLeft(
  ctx: TenantContext,
  policy: Policy,
  { models, feature }: { models: readonly string[]; feature: string },
): Promise<void> {
  const at = now();
  const scopes = models.map((model) => scopesOf(subjectOf(ctx), policy, { model, feature }, at));
  const counters = await readCounters(ctx, scopes.flat());
  const bounds = scopes.map((each) => {
    const uses = each.map((scope) =>
      useOf(
        scope,
        counters.find((row) => isOf(row, scope)),
      ),
    );
    return binding(uses, LEAST, 0, at);
  });
  const [first] = bounds;
  if (first && bounds.every(Boolean)) throw exhausted(first, ctx.timeZone);
}

const LEAST = { model: '', inputTokens: 1, inputPrice: 1n, outputTokenPrice: 0n };

const isOf = (row: CounterState, { scope, scopeId, period }: BudgetScope) =>
  row.scope === scope && row.scopeId === scopeId && row.period === period;

function readCounters(ctx: TenantContext, scopes: readonly BudgetScope[]): Promise<CounterState[]> {
  return withTenantSql(ctx, (sql) =>
    sql<CounterState>(
      `select scope, scope_id as "scopeId", period, used_tokens as "usedTokens", held_tokens as "heldTokens",
         used_nano as "usedNano", held_nano as "heldNano", soft_since as "softSince" from budget_counter
       where tenant_id = :tenant and (scope, scope_id, period, period_start) in
         (select * from unnest($1::text[], $2::text[], $3::text[], $4::timestamptz[]))`,
      [
        scopes.map((s) => s.scope),
        scopes.map((s) => s.scopeId),
        scopes.map((s) => s.period),
        scopes.map((s) => s.periodStart),
      ],
    ),
  );
}
