import { now } from '@/lib/clock';
import { type TenantSql, withTenantSql } from '@/lib/db/tenant-sql';
import { NO_USAGE, type Priced, priceBooks, type TokenUsage } from '@/lib/metering/price-book';
import type { TenantContext } from '@/lib/tenancy/context';

export interface Settlement {
  outcome: 'complete' | 'incomplete' | 'failed' | 'unknown';
  /** Undefined when nobody knows: the call is then charged at its bound and marked estimated. */
  usage: TokenUsage | undefined;
  /** Whether `usage` is an upper bound instead of the provider's figure. */
  estimated: boolean;
}

export interface Settled extends Priced {
  usage: TokenUsage;
}

interface HeldRow {
  tenant_id: string;
  request_id: string;
  call_ordinal: number;
  principal_kind: string;
  principal_id: string;
  feature: string;
  model: string;
  cost_version: number;
  price_version: number;
  scopes: { scope: string; scopeId: string; period: string; periodStart: string }[];
  bound_input_tokens: bigint;
  bound_output_tokens: bigint;
  bound_price_nano: bigint;
  account: 'platform' | 'own';
}

/**
 * Ends a hold: releases it, counts what was used and appends the ledger row, in one transaction.
 * Settling again changes nothing and returns undefined.
 */
export async function settle(
  ctx: TenantContext,
  reservationId: string,
  settlement: Settlement,
): Promise<Settled | undefined> {
  const bookOf = await priceBooks(ctx.plan);
  return withTenantSql(ctx, async (sql) => {
    const [held] = await sql<HeldRow>(
      `update reservation set state = 'settled', settled_at = $2 where tenant_id = :tenant and id = $1 and state = 'held'
       returning tenant_id, request_id, call_ordinal, principal_kind, principal_id, feature, model, cost_version, price_version, scopes,
         bound_input_tokens, bound_output_tokens, bound_price_nano, account`,
      [reservationId, now()],
    );
    if (!held) return undefined;
    const usage = settlement.usage ?? atBound(held);
    const { price, cost } = bookOf({
      cost: held.cost_version,
      price: held.price_version,
    }).priceCall(held.model, usage);
    // The tenant pays its own provider: the call costs the platform nothing.
    const priced = { price, cost: held.account === 'own' ? 0n : cost };
    await moveCounters(sql, held, totalTokens(usage), priced.price);
    await sql(
      `insert into ledger_entry (tenant_id, id, request_id, call_ordinal, at, principal_kind, principal_id, feature, model,
         outcome, input_tokens, output_tokens, cache_read_tokens, cache_write_5m_tokens, cache_write_1h_tokens,
         cost_version, price_version, cost_nano, price_nano, estimated, account)
       values (:tenant, $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)`,
      [
        reservationId,
        held.request_id,
        held.call_ordinal,
        now(),
        held.principal_kind,
        held.principal_id,
        held.feature,
        held.model,
        settlement.outcome,
        usage.inputTokens,
        usage.outputTokens,
        usage.cacheReadTokens,
        usage.cacheWrite5mTokens,
        usage.cacheWrite1hTokens,
        held.cost_version,
        held.price_version,
        priced.cost,
        priced.price,
        settlement.estimated || !settlement.usage,
        held.account,
      ],
    );
    return { ...priced, usage };
  });
}

/** Tells the sweeper that this process still works under the hold. */
export async function renewHold(ctx: TenantContext, reservationId: string): Promise<void> {
  await withTenantSql(ctx, (sql) =>
    sql(
      "update reservation set renewed_at = clock_timestamp() where tenant_id = :tenant and id = $1 and state = 'held'",
      [reservationId],
    ),
  );
}

function atBound(held: HeldRow): TokenUsage {
  return {
    ...NO_USAGE,
    inputTokens: Number(held.bound_input_tokens),
    outputTokens: Number(held.bound_output_tokens),
  };
}

export function totalTokens(usage: TokenUsage): bigint {
  return BigInt(
    usage.inputTokens +
      usage.outputTokens +
      usage.cacheReadTokens +
      usage.cacheWrite5mTokens +
      usage.cacheWrite1hTokens,
  );
}

/** Ends a hold under which no provider call was made: nothing is charged and the ledger gets no row. */
export async function cancelHold(ctx: TenantContext, reservationId: string): Promise<void> {
  await withTenantSql(ctx, async (sql) => {
    const [held] = await sql<HeldRow>(
      `update reservation set state = 'settled', settled_at = $2 where tenant_id = :tenant and id = $1 and state = 'held'
       returning *`,
      [reservationId, now()],
    );
    if (held) await moveCounters(sql, held, 0n, 0n);
  });
}

async function moveCounters(
  sql: TenantSql,
  held: HeldRow,
  tokens: bigint,
  price: bigint,
): Promise<void> {
  await sql(
    `update budget_counter set held_tokens = held_tokens - $5, held_nano = held_nano - $6,
       used_tokens = used_tokens + $7, used_nano = used_nano + $8
     where tenant_id = :tenant and (scope, scope_id, period, period_start) in
       (select * from unnest($1::text[], $2::text[], $3::text[], $4::timestamptz[]))`,
    [
      held.scopes.map((s) => s.scope),
      held.scopes.map((s) => s.scopeId),
      held.scopes.map((s) => s.period),
      held.scopes.map((s) => s.periodStart),
      held.bound_input_tokens + held.bound_output_tokens,
      held.bound_price_nano,
      tokens,
      price,
    ],
  );
}
