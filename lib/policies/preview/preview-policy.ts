import { now } from '@/lib/clock';
import { readLatest } from '@/lib/console/edit-policy';
import { type PlatformSql, withPlatform } from '@/lib/db/platform-sql';
import { notFound } from '@/lib/errors';
import { type PriceBook, priceBookFor } from '@/lib/metering/price-book';
import type { PlatformContext } from '@/lib/tenancy/context';
import { authorizePlatform } from '@/lib/tenancy/roles';
import type { Plan, Policy } from '@/lib/tenancy/schema';
import { type LedgerCall, type PriceOf, type Replayed, replay } from './replay';
import type { Preview } from './schema';

const DAYS = 30;
/** More would hold a page up; the newest say most. */
const MOST = 50_000;

/** The last 30 days of the tenant's ledger under this policy, beside the same under the policy in force. Throws `not_found`. */
export async function previewPolicy(
  ctx: PlatformContext,
  tenantId: string,
  next: Policy,
): Promise<Preview> {
  authorizePlatform(ctx, 'policies:edit');
  const to = now();
  const since = new Date(to.getTime() - DAYS * 86_400_000);
  const why = {
    action: 'policy.preview',
    reason: 'Looked at what a policy would have meant',
    tenantId,
    fold: '5 minutes',
  };
  const read = await withPlatform(ctx, why, async (sql) => {
    const [tenant] = await sql<{ plan: Plan; zone: string }>(
      'select plan, time_zone as zone from tenant where id = $1',
      [tenantId],
    );
    if (!tenant) throw notFound();
    const { policy } = await readLatest(sql, tenantId);
    return { ...tenant, policy, ...(await readCalls(sql, tenantId, since, to)) };
  });
  const { calls, refusedThen, isPart } = read;
  const priceOf = pricesOf(await priceBookFor(read.plan));
  const tenant = { tenantId, timeZone: read.zone };
  const before = await replay(tenant, read.policy, calls, priceOf);
  const after = await replay(tenant, next, calls, priceOf);
  return {
    from: (isPart ? (calls[0]?.at ?? since) : since).toISOString(),
    to: to.toISOString(),
    requests: after.requests,
    refused: countOf(after),
    refusedNow: countOf(before),
    byLimit: [...after.refused]
      .map(([limit, requests]) => ({ limit, requests }))
      .sort((one, other) => other.requests - one.requests),
    otherModel: after.otherModel,
    costNano: (after.cost - before.cost).toString(),
    priceNano: (after.price - before.price).toString(),
    refusedThen,
    isPart,
  };
}

const countOf = ({ refused }: Replayed) =>
  [...refused.values()].reduce((sum, each) => sum + each, 0);

/** A model that has no price now is taken to cost nothing either way: what it cost then stays what it cost. */
function pricesOf(book: PriceBook): PriceOf {
  return (model, usage) => {
    try {
      return book.priceCall(model, usage);
    } catch {
      return { cost: 0n, price: 0n };
    }
  };
}

interface CallRow {
  request_id: string;
  at: Date;
  is_request: boolean;
  principal_kind: string;
  principal_id: string;
  feature: string;
  model: string;
  input: string;
  output: string;
  cache_read: string;
  cache_5m: string;
  cache_1h: string;
  cost: string;
  price: string;
}

async function readCalls(sql: PlatformSql, tenantId: string, since: Date, to: Date) {
  const rows = await sql<CallRow>(
    `select l.request_id, coalesce(r.started_at, l.at) as at, r.id is not null as is_request, l.principal_kind, l.principal_id,
       l.feature, l.model, l.input::text, l.output::text, l.cache_read::text, l.cache_5m::text, l.cache_1h::text, l.cost::text,
       l.price::text
     from (select request_id, model, min(at) as at, min(principal_kind) as principal_kind,
         (array_agg(principal_id))[1] as principal_id, min(feature) as feature, greatest(0, sum(input_tokens)) as input,
         greatest(0, sum(output_tokens)) as output, greatest(0, sum(cache_read_tokens)) as cache_read,
         greatest(0, sum(cache_write_5m_tokens)) as cache_5m, greatest(0, sum(cache_write_1h_tokens)) as cache_1h,
         greatest(0, sum(cost_nano)) as cost, greatest(0, sum(price_nano)) as price
       from ledger_entry where tenant_id = $1 and at >= $2 and at < $3
       group by request_id, model order by min(at) desc limit $4) l
     left join request r on r.tenant_id = $1 and r.id = l.request_id
     order by 2, l.request_id, l.model`,
    [tenantId, since, to, MOST + 1],
  );
  const [refused] = await sql<{ count: number }>(
    `select count(*)::int as count from request where tenant_id = $1 and started_at >= $2 and started_at < $3
       and outcome = 'refused'`,
    [tenantId, since, to],
  );
  const isPart = rows.length > MOST;
  const calls = rows.slice(isPart ? 1 : 0).map(toCall);
  return { calls, isPart, refusedThen: refused?.count ?? 0 };
}

function toCall(row: CallRow): LedgerCall {
  return {
    requestId: row.request_id,
    at: row.at,
    isRequest: row.is_request,
    principal: { kind: row.principal_kind === 'key' ? 'key' : 'user', id: row.principal_id },
    feature: row.feature,
    model: row.model,
    usage: {
      inputTokens: Number(row.input),
      outputTokens: Number(row.output),
      cacheReadTokens: Number(row.cache_read),
      cacheWrite5mTokens: Number(row.cache_5m),
      cacheWrite1hTokens: Number(row.cache_1h),
    },
    cost: BigInt(row.cost),
    price: BigInt(row.price),
  };
}
