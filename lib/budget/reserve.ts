import { now } from '@/lib/clock';
import { type TenantSql, withTenantSql } from '@/lib/db/tenant-sql';
import { hashSecret, newId, newSecret } from '@/lib/ids';
import { priceBookFor } from '@/lib/metering/price-book';
import type { TenantContext } from '@/lib/tenancy/context';
import type { Policy } from '@/lib/tenancy/schema';
import { verifyHold } from '@/lib/tenancy/verify-hold';
import { binding, type ScopeUse } from './decide';
import { exhausted } from './exhausted';
import { keepHoldProof } from './hold-proof';
import { mintedReservations } from './minted-reservations';
import { type Reservation, ReservationClass } from './reservation';
import { type BudgetScope, scopesOf } from './scopes';

export interface CallNeed {
  requestId: string;
  callOrdinal: number;
  feature: string;
  model: string;
  /** Upper bound of the call's input tokens. */
  inputTokenBound: number;
  maxOutputTokens: number;
  /** Ids of what the call is given to read, for the audit log. */
  documents: string[];
  /** Where the answer will be stored. */
  conversationId?: string;
}

/**
 * Holds the call's worst case in every budget it could touch, all or none, before the call is made.
 * Throws `budget_exhausted` naming the limit, `model_unpriced`, or `store_unavailable`.
 */
export async function reserve(
  ctx: TenantContext,
  policy: Policy,
  need: CallNeed,
): Promise<Reservation> {
  const book = await priceBookFor(ctx.plan);
  const bound = book.priceCall(need.model, worstCase(need));
  const tokens = BigInt(need.inputTokenBound + need.maxOutputTokens);
  const at = now();
  const scopes = scopesOf(ctx, policy, need, at);
  const id = newId();
  const secret = newSecret();
  const account = ctx.placement.modelAccount;
  await withTenantSql(ctx, async (sql) => {
    const counters = await lockCounters(sql, scopes);
    const refused = refusal(
      scopes,
      counters,
      need.inputTokenBound + need.maxOutputTokens,
      bound.price,
    );
    if (refused) throw refused;
    await changeHolds(sql, scopes, tokens, bound.price);
    await sql(
      `insert into reservation (tenant_id, id, request_id, call_ordinal, principal_kind, principal_id, feature, model,
         policy_version, cost_version, price_version, scopes, bound_input_tokens, bound_output_tokens, bound_price_nano, created_at, documents,
         holder_hash, conversation_id, account)
       values (:tenant, $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)`,
      [
        id,
        need.requestId,
        need.callOrdinal,
        ctx.principal.kind,
        ctx.principal.id,
        need.feature,
        need.model,
        ctx.policyVersion,
        book.versions.cost,
        book.versions.price,
        JSON.stringify(
          scopes.map(({ scope, scopeId, period, periodStart }) => ({
            scope,
            scopeId,
            period,
            periodStart,
          })),
        ),
        need.inputTokenBound,
        need.maxOutputTokens,
        bound.price,
        at,
        need.documents,
        hashSecret(secret),
        need.conversationId ?? null,
        account,
      ],
    );
  });
  const reservation = new ReservationClass({
    id,
    tenantId: ctx.tenantId,
    prices: book.versions,
    account,
    ...need,
  });
  keepHoldProof(reservation, verifyHold(ctx, id, secret));
  mintedReservations.add(reservation);
  return reservation;
}

/** Refuses before any work when a budget is used up already. */
export async function assertBudgetLeft(ctx: TenantContext, policy: Policy): Promise<void> {
  const scopes = scopesOf(ctx, policy, { model: policy.models[0] ?? '', feature: 'chat' }, now());
  const counters = await withTenantSql(ctx, (sql) => readCounters(sql, scopes));
  const refused = refusal(scopes, counters, 1, 1n);
  if (refused) throw refused;
}

function worstCase(need: CallNeed) {
  return {
    inputTokens: need.inputTokenBound,
    outputTokens: need.maxOutputTokens,
    cacheReadTokens: 0,
    cacheWrite5mTokens: 0,
    cacheWrite1hTokens: 0,
  };
}

interface CounterRow {
  scope: string;
  scope_id: string;
  period: string;
  used_tokens: bigint;
  held_tokens: bigint;
  used_nano: bigint;
  held_nano: bigint;
}

function refusal(
  scopes: BudgetScope[],
  counters: CounterRow[],
  inputTokens: number,
  inputPrice: bigint,
) {
  const uses = scopes.map((scope): ScopeUse => {
    const row = counters.find(
      (c) => c.scope === scope.scope && c.scope_id === scope.scopeId && c.period === scope.period,
    );
    return {
      ...scope,
      usedTokens: row?.used_tokens ?? 0n,
      heldTokens: row?.held_tokens ?? 0n,
      usedNano: row?.used_nano ?? 0n,
      heldNano: row?.held_nano ?? 0n,
    };
  });
  const choice = { model: '', inputTokens, inputPrice, outputTokenPrice: 0n };
  const bound = binding(uses, choice, 0, now());
  return bound && exhausted(bound);
}

const SELECT = `select scope, scope_id, period, period_start, used_tokens, held_tokens, used_nano, held_nano from budget_counter
  where tenant_id = :tenant and (scope, scope_id, period, period_start) in
    (select * from unnest($1::text[], $2::text[], $3::text[], $4::timestamptz[]))`;

function readCounters(sql: TenantSql, scopes: BudgetScope[]): Promise<CounterRow[]> {
  return sql<CounterRow>(SELECT, columns(scopes));
}

/** Creates what is missing and locks the rows in one order, so that two requests cannot wait for each other. */
async function lockCounters(sql: TenantSql, scopes: BudgetScope[]): Promise<CounterRow[]> {
  await sql(
    `insert into budget_counter (tenant_id, scope, scope_id, period, period_start)
     select :tenant, * from unnest($1::text[], $2::text[], $3::text[], $4::timestamptz[]) on conflict do nothing`,
    columns(scopes),
  );
  return sql<CounterRow>(
    `${SELECT} order by scope, scope_id, period, period_start for update`,
    columns(scopes),
  );
}

async function changeHolds(
  sql: TenantSql,
  scopes: BudgetScope[],
  tokens: bigint,
  price: bigint,
): Promise<void> {
  await sql(
    `update budget_counter set held_tokens = held_tokens + $5, held_nano = held_nano + $6
     where tenant_id = :tenant and (scope, scope_id, period, period_start) in
       (select * from unnest($1::text[], $2::text[], $3::text[], $4::timestamptz[]))`,
    [...columns(scopes), tokens, price],
  );
}

function columns(scopes: BudgetScope[]): unknown[] {
  return [
    scopes.map((s) => s.scope),
    scopes.map((s) => s.scopeId),
    scopes.map((s) => s.period),
    scopes.map((s) => s.periodStart),
  ];
}
