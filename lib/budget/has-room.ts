import { now } from '@/lib/clock';
import { withTenantSql } from '@/lib/db/tenant-sql';
import { priceBookFor } from '@/lib/metering/price-book';
import type { TenantContext } from '@/lib/tenancy/context';
import type { Policy } from '@/lib/tenancy/schema';
import { boundedChoice } from './bounds';
import { binding, type ScopeUse } from './decide';
import { subjectOf } from './reserve';
import { type BudgetScope, scopesOf } from './scopes';
import type { CounterState } from './steps';
import { useOf } from './uses';

/** Tokens of a call at most. */
export interface CallSize {
  inputTokens: number;
  outputTokens: number;
}

/** Whether every budget that the call touches has room for it now. Throws `model_unpriced`. */
export async function hasRoom(
  ctx: TenantContext,
  policy: Policy,
  { model, feature, inputTokens, outputTokens }: CallSize & { model: string; feature: string },
): Promise<boolean> {
  const at = now();
  const choice = boundedChoice(await priceBookFor(ctx.plan), model, inputTokens);
  const uses = await usesNow(ctx, scopesOf(subjectOf(ctx), policy, { model, feature }, at));
  return !binding(uses, choice, outputTokens, at);
}

/** The budgets with what is taken of them, in their order. */
export async function usesNow(
  ctx: TenantContext,
  scopes: readonly BudgetScope[],
): Promise<ScopeUse[]> {
  const counters = await withTenantSql(ctx, (sql) =>
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
  return scopes.map((scope) =>
    useOf(
      scope,
      counters.find((row) => isOf(row, scope)),
    ),
  );
}

const isOf = (row: CounterState, { scope, scopeId, period }: BudgetScope) =>
  row.scope === scope && row.scopeId === scopeId && row.period === period;
