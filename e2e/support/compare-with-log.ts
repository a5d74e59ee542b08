import type { CallLogEntry } from '@/lib/llm/local/call-log';
import { priceBooks } from '@/lib/metering/price-book';
import { EMBEDDING_MODEL } from '@/lib/metering/schema';
import { asSuperuser } from './as-superuser';

/** A tenant of the benchmark with the budgets of its day and its month. */
export interface BudgetedTenant {
  tenantId: string;
  tokensPerDay: number;
  /** Nano-dollars, in decimals. */
  priceNanoPerMonth: string;
}

interface LedgerRow {
  id: string;
  tenant: string;
  model: string;
  rows: string;
  price: string;
  estimated: boolean;
  cost_version: number;
  price_version: number;
}

export interface Compared {
  calls: number;
  lost: number;
  duplicates: number;
  /** Booked for less than the model did. */
  short: number;
  /** Neither what the model did nor marked as an estimate. */
  wrong: number;
  /** Booked with a price, not as an estimate, though the model knows of no such call. */
  invented: number;
  estimated: number;
  /** Nano-dollars by which what the model did passes its tenant's budget, of all tenants together. */
  overspend: bigint;
  /** Budgets that differ from the sum of their ledger rows. */
  counters: number;
}

/** The ledger beside what the model says that it did, call by call. */
export async function compareWithLog(
  log: readonly CallLogEntry[],
  tenants: readonly BudgetedTenant[],
): Promise<Compared> {
  const rows = await asSuperuser<LedgerRow>(
    `select coalesce(adjusts, id)::text as id, min(tenant_id::text) as tenant, min(model) as model, count(*) filter (where kind = 'call')::text as rows,
       sum(price_nano)::text as price, bool_or(estimated) as estimated, min(cost_version) as cost_version,
       min(price_version) as price_version
     from ledger_entry where tenant_id = any ($1::uuid[]) and model <> $2 group by 1`,
    [tenants.map(({ tenantId }) => tenantId), EMBEDDING_MODEL],
  );
  const booked = new Map(rows.map((row) => [row.id, row]));
  const bookOf = await priceBooks('enterprise');
  const done = log.filter((entry) => entry.status === 200 && entry.clientRequestId);
  const compared: Compared = {
    calls: done.length,
    lost: 0,
    duplicates: rows.filter((row) => row.rows !== '1').length,
    short: 0,
    wrong: 0,
    invented: 0,
    overspend: 0n,
    estimated: rows.filter((row) => row.estimated).length,
    counters: await differentCounters(tenants),
  };
  const called = new Set(done.map(({ clientRequestId }) => clientRequestId));
  compared.invented = rows.filter(
    (row) => !row.estimated && row.price !== '0' && !called.has(row.id),
  ).length;
  const spent = new Map<string, bigint>();
  for (const entry of done) {
    const row = booked.get(entry.clientRequestId ?? '');
    if (!row) {
      compared.lost += 1;
      continue;
    }
    const versions = { cost: row.cost_version, price: row.price_version };
    const { price } = bookOf(versions).priceCall(entry.model, usageOf(entry));
    spent.set(row.tenant, (spent.get(row.tenant) ?? 0n) + price);
    if (BigInt(row.price) < price) compared.short += 1;
    else if (BigInt(row.price) !== price && !row.estimated) compared.wrong += 1;
  }
  for (const { tenantId, priceNanoPerMonth } of tenants) {
    const over = (spent.get(tenantId) ?? 0n) - BigInt(priceNanoPerMonth);
    if (over > 0n) compared.overspend += over;
  }
  return compared;
}

function usageOf(entry: CallLogEntry) {
  return {
    inputTokens: entry.inputTokens,
    outputTokens: entry.outputTokens,
    cacheReadTokens: entry.cacheReadTokens,
    cacheWrite5mTokens: entry.cacheWrite5mTokens,
    cacheWrite1hTokens: entry.cacheWrite1hTokens,
  };
}

async function differentCounters(tenants: readonly BudgetedTenant[]): Promise<number> {
  const rows = await asSuperuser(
    `with booked as (
       select r.tenant_id, s.scope, s."scopeId" as scope_id, s.period, s."periodStart" as period_start,
         sum(l.price_nano) as nano, coalesce(sum(l.input_tokens + l.output_tokens + l.cache_read_tokens
           + l.cache_write_5m_tokens + l.cache_write_1h_tokens) filter (where s."moneyOnly" is not true), 0) as tokens
       from ledger_entry l join reservation r on r.tenant_id = l.tenant_id and r.id = coalesce(l.adjusts, l.id),
         jsonb_to_recordset(r.scopes) s (scope text, "scopeId" text, period text, "periodStart" timestamptz,
           "moneyOnly" boolean)
       where l.tenant_id = any ($1::uuid[]) group by 1, 2, 3, 4, 5
     )
     select from budget_counter b left join booked l using (tenant_id, scope, scope_id, period, period_start)
     where b.tenant_id = any ($1::uuid[])
       and (b.used_nano, b.used_tokens) is distinct from (coalesce(l.nano, 0), coalesce(l.tokens, 0))`,
    [tenants.map(({ tenantId }) => tenantId)],
  );
  return rows.length;
}

/** By how much budgets are passed at this moment, settled and held together, at most: tokens and nano-dollars. */
export async function overspent(
  tenants: readonly BudgetedTenant[],
): Promise<{ tokens: bigint; nano: bigint }> {
  const [row] = await asSuperuser<{ tokens: string; nano: string }>(
    `select coalesce(max(b.used_tokens + b.held_tokens - t.tokens) filter (where b.period = 'day'), 0)::text as tokens,
       coalesce(max(b.used_nano + b.held_nano - t.nano) filter (where b.period = 'month'), 0)::text as nano
     from budget_counter b join unnest($1::uuid[], $2::bigint[], $3::bigint[]) t (id, tokens, nano) on t.id = b.tenant_id`,
    [
      tenants.map(({ tenantId }) => tenantId),
      tenants.map(({ tokensPerDay }) => tokensPerDay),
      tenants.map(({ priceNanoPerMonth }) => priceNanoPerMonth),
    ],
  );
  const over = (by = '0') => (BigInt(by) > 0n ? BigInt(by) : 0n);
  return { tokens: over(row?.tokens), nano: over(row?.nano) };
}

export async function holdsLeft(): Promise<number> {
  const [row] = await asSuperuser<{ held: string }>(
    `select (select count(*) from reservation where state = 'held')
       + (select count(*) from budget_counter where held_tokens <> 0 or held_nano <> 0) as held`,
  );
  return Number(row?.held ?? 0);
}
