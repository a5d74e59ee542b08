import { LRUCache } from 'lru-cache';
import { clock } from '@/lib/clock';
import { withTenantSql } from '@/lib/db/tenant-sql';
import { NO_USAGE, priceBookFor } from '@/lib/metering/price-book';
import { processState } from '@/lib/process-state';
import type { TenantContext } from '@/lib/tenancy/context';

/** What a call will probably take, in tokens: for the queue and for people, never for a hold. */
export interface ExpectedCall {
  inputTokens: number;
  outputTokens: number;
  /** Of how many calls it is the mean; 0: a guess. */
  calls: number;
}

/** Of calls so many back; more say little about the next. */
const LAST = 50;
/** What a call takes of which nothing is known. */
const GUESS: ExpectedCall = { inputTokens: 3_500, outputTokens: 500, calls: 0 };

const cache = processState(
  'budget.expected',
  () => new LRUCache<string, ExpectedCall>({ max: 2_000, ttl: 60_000 }),
);

/** The mean of the tenant's own last calls by the model under the feature that came to anything; a minute old at most. */
export async function expectedCall(
  ctx: TenantContext,
  call: { model: string; feature: string },
): Promise<ExpectedCall> {
  const key = `${ctx.tenantId}/${call.model}/${call.feature}`;
  const known = cache.get(key);
  if (known) return known;
  const [row] = await withTenantSql(ctx, (sql) =>
    sql<{ input: number | null; output: number | null; calls: number }>(
      `select round(avg(input))::int as input, round(avg(output))::int as output, count(*)::int as calls from (
         select input_tokens + cache_read_tokens + cache_write_5m_tokens + cache_write_1h_tokens as input,
           output_tokens as output
         from ledger_entry where tenant_id = :tenant and model = $1 and feature = $2 and kind = 'call' and not estimated
           and at > $3 and input_tokens + cache_read_tokens + cache_write_5m_tokens + cache_write_1h_tokens > 0
         order by at desc limit $4) last`,
      [call.model, call.feature, new Date(clock().now() - MONTH_MS), LAST],
    ),
  );
  const expected =
    row && row.calls > 0
      ? { inputTokens: row.input ?? 0, outputTokens: row.output ?? 0, calls: row.calls }
      : GUESS;
  cache.set(key, expected);
  return expected;
}

/** The same as what it takes of budgets: tokens, and nano-dollars of tenant price at the prices in force. */
export async function expectedAmounts(
  ctx: TenantContext,
  call: { model?: string; feature: string },
): Promise<Record<'tokens' | 'price', bigint> | undefined> {
  const { model, feature } = call;
  if (!model) return undefined;
  const { inputTokens, outputTokens } = await expectedCall(ctx, { model, feature });
  const usage = { ...NO_USAGE, inputTokens, outputTokens };
  const { price } = (await priceBookFor(ctx.plan)).priceCall(model, usage);
  return { tokens: BigInt(inputTokens + outputTokens), price };
}

const MONTH_MS = 31 * 86_400_000;
