import type { PlatformSql } from '@/lib/db/platform-sql';
import { bucketsOf, type TimeRange } from './range/schema';
import type { SeriesRow } from './schema';

interface RequestBucket {
  bucket: Date;
  ok: number;
  stopped: number;
  refused: number;
  error: number;
  latency: number[] | null;
  first_token: number | null;
}

interface LedgerBucket {
  bucket: Date;
  input: number;
  output: number;
  cost: string;
  price: string;
}

/**
 * One row per bucket of the range. Counts and sums of a bucket without requests are zero, its times are
 * null; before `since` nothing was measured at all.
 */
export async function readSeries(
  sql: PlatformSql,
  tenantId: string,
  range: TimeRange,
  since: Date,
): Promise<SeriesRow[]> {
  const params = [range.from, range.to, `${range.stepMs} milliseconds`, tenantId];
  const requests = await sql<RequestBucket>(
    `select date_bin($3::interval, started_at, $1::timestamptz) as bucket,
       count(*) filter (where outcome = 'ok')::int as ok,
       count(*) filter (where outcome = 'stopped')::int as stopped,
       count(*) filter (where outcome = 'refused')::int as refused,
       count(*) filter (where outcome = 'error')::int as error,
       percentile_cont(array[0.5, 0.95, 0.99]) within group (order by latency_ms)
         filter (where outcome <> 'refused') as latency,
       percentile_cont(0.95) within group (order by first_token_ms) as first_token
     from request where tenant_id = $4 and started_at >= $1 and started_at < $2 group by 1`,
    params,
  );
  const ledger = await sql<LedgerBucket>(
    `select date_bin($3::interval, at, $1::timestamptz) as bucket,
       sum(input_tokens + cache_read_tokens + cache_write_5m_tokens + cache_write_1h_tokens)::float8 as input,
       sum(output_tokens)::float8 as output, sum(cost_nano)::text as cost, sum(price_nano)::text as price
     from ledger_entry where tenant_id = $4 and at >= $1 and at < $2 group by 1`,
    params,
  );
  const requestAt = new Map(requests.map((row) => [row.bucket.getTime(), row]));
  const ledgerAt = new Map(ledger.map((row) => [row.bucket.getTime(), row]));
  return bucketsOf(range).map((at) => {
    const request = requestAt.get(at);
    const money = ledgerAt.get(at);
    const none = at + range.stepMs <= since.getTime() ? null : 0;
    return {
      t: new Date(at).toISOString(),
      ok: request?.ok ?? none,
      stopped: request?.stopped ?? none,
      refused: request?.refused ?? none,
      error: request?.error ?? none,
      p50: request?.latency?.[0] ?? null,
      p95: request?.latency?.[1] ?? null,
      p99: request?.latency?.[2] ?? null,
      firstTokenP95: request?.first_token ?? null,
      inputTokens: money?.input ?? none,
      outputTokens: money?.output ?? none,
      cost: money?.cost ?? (none === null ? null : '0'),
      price: money?.price ?? (none === null ? null : '0'),
    };
  });
}
