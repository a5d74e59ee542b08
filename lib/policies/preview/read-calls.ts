import { periodAt } from '@/lib/budget/periods';
import type { PlatformSql } from '@/lib/db/platform-sql';
import type { EarlierUse, LedgerCall } from './replay';

export interface PastCalls {
  /** In the order of their time. */
  calls: LedgerCall[];
  /** What was used of the day and of the month before the first of them. */
  earlier: EarlierUse[];
  /** How many requests a limit refused then. */
  refusedThen: number;
  /** There are more calls, before these. */
  isPart: boolean;
}

/** The newest `most` calls of the tenant's ledger of that time. */
export async function readCalls(
  sql: PlatformSql,
  tenant: { tenantId: string; timeZone: string },
  { since, to, most }: { since: Date; to: Date; most: number },
): Promise<PastCalls> {
  const { tenantId } = tenant;
  const rows = await sql<CallRow>(
    `select l.request_id, coalesce(r.started_at, l.at) as at, l.at as entered, r.id is not null as is_request, l.principal_kind, l.principal_id,
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
    [tenantId, since, to, most + 1],
  );
  const [refused] = await sql<{ count: number }>(
    `select count(*)::int as count from request where tenant_id = $1 and started_at >= $2 and started_at < $3
       and outcome = 'refused'`,
    [tenantId, since, to],
  );
  const isPart = rows.length > most;
  const kept = rows.slice(isPart ? 1 : 0);
  const first = isPart ? Math.min(...kept.map(({ entered }) => entered.getTime())) : since;
  const earlier = await readEarlier(sql, tenant, new Date(first));
  return { calls: kept.map(toCall), earlier, isPart, refusedThen: refused?.count ?? 0 };
}

interface EarlierRow {
  in_day: boolean;
  principal_kind: string;
  principal_id: string;
  feature: string;
  model: string;
  tokens: string;
  price: string;
}

/** Of the month in which the moment lies, where the tenant is, what came before it: that of its day, and that of the days before. */
async function readEarlier(
  sql: PlatformSql,
  { tenantId, timeZone }: { tenantId: string; timeZone: string },
  before: Date,
): Promise<EarlierUse[]> {
  const month = periodAt('month', timeZone, before).start;
  const day = periodAt('day', timeZone, before).start;
  const rows = await sql<EarlierRow>(
    `select at >= $3 as in_day, principal_kind, principal_id, feature, model,
       greatest(0, sum(input_tokens + output_tokens + cache_read_tokens + cache_write_5m_tokens + cache_write_1h_tokens))::text as tokens,
       greatest(0, sum(price_nano))::text as price
     from ledger_entry where tenant_id = $1 and at >= $2 and at < $4 group by 1, 2, 3, 4, 5`,
    [tenantId, month, day, before],
  );
  return rows.map((row) => ({
    at: row.in_day ? day : month,
    principal: principalOf(row),
    feature: row.feature,
    model: row.model,
    tokens: BigInt(row.tokens),
    price: BigInt(row.price),
  }));
}

function principalOf(row: {
  principal_kind: string;
  principal_id: string;
}): LedgerCall['principal'] {
  return { kind: row.principal_kind === 'key' ? 'key' : 'user', id: row.principal_id };
}

interface CallRow {
  request_id: string;
  at: Date;
  /** When the ledger has it. */
  entered: Date;
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

function toCall(row: CallRow): LedgerCall {
  return {
    requestId: row.request_id,
    at: row.at,
    isRequest: row.is_request,
    principal: principalOf(row),
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
