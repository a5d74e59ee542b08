import { setTimeout } from 'node:timers/promises';
import type { Client } from 'pg';
import { superuserClient } from '@/e2e/support/superuser-client';
import { holdProof } from '@/lib/budget/hold-proof';
import { reserve } from '@/lib/budget/reserve';
import { settle } from '@/lib/budget/settle';
import { newId } from '@/lib/ids';
import { NO_USAGE } from '@/lib/metering/price-book';
import type { TenantContext } from '@/lib/tenancy/context';
import { PLAN_DEFAULTS } from '@/lib/tenancy/plans';

/** Budgets that nothing here reaches: what is measured is counting, not refusing. */
export const ROOMY = {
  ...PLAN_DEFAULTS.enterprise,
  tokensPerDay: 10 ** 12,
  tokensPerMonth: 10 ** 12,
  priceNanoPerMonth: (10n ** 17n).toString(),
};

const MODEL = 'claude-haiku-5-5';
const USAGE = { ...NO_USAGE, inputTokens: 100, outputTokens: 20 };

/** One call's two steps by the product, so long apart; milliseconds of each. */
export async function enginePair(
  ctx: TenantContext,
  modelMs: number,
): Promise<{ reserve: number; settle: number }> {
  const begun = performance.now();
  const hold = await reserve(ctx, ROOMY, {
    requestId: newId(),
    callOrdinal: 0,
    feature: 'chat',
    model: MODEL,
    inputTokenBound: 1_000,
    maxOutputTokens: 500,
    documents: [],
  });
  const reserving = performance.now() - begun;
  if (modelMs > 0) await setTimeout(modelMs);
  const ended = performance.now();
  await settle(holdProof(hold), hold.id, { outcome: 'complete', usage: USAGE, estimated: false });
  return { reserve: reserving, settle: performance.now() - ended };
}

const APPEND = `insert into ledger_entry (tenant_id, id, request_id, call_ordinal, at, principal_kind, principal_id, feature, model,
    outcome, input_tokens, output_tokens, cache_read_tokens, cache_write_5m_tokens, cache_write_1h_tokens, cost_version,
    price_version, cost_nano, price_nano, estimated)
  select $4, id, id, 0, $2, 'user', $3, 'chat', '${MODEL}', 'complete', 100, 20, 0, 0, 0, 1, 2, 300, 400, false
  from unnest($1::uuid[]) id`;

/** A connection as the role whose functions alone write the ledger, with its row-level security. */
export async function openAppender(): Promise<Client> {
  const client = await superuserClient();
  await client.query('set role tenantry_definer');
  return client;
}

/** Appends so many rows to the ledger in one statement. */
export async function append(client: Client, ctx: TenantContext, rows: number): Promise<void> {
  const ids = Array.from({ length: rows }, newId);
  await client.query(APPEND, [ids, new Date(), ctx.principal.id, ctx.tenantId]);
}
