import type { PlatformSql } from '@/lib/db/platform-sql';
import { pageOrder, toPage } from './cursor';
import type { TimeRange } from './range/schema';
import type { Outcome, Page, RequestFilter, RequestRow } from './schema';

export interface StoredRequest {
  id: string;
  started_at: Date;
  feature: string;
  outcome: Outcome;
  error_code: string | null;
  model: string | null;
  latency_ms: number;
  first_token_ms: number | null;
  tokens: number;
  cost: string;
  price: string;
  repeats: number;
}

export const REQUEST_COLUMNS = `id, started_at, feature, outcome, error_code, model, latency_ms, first_token_ms,
  (input_tokens + output_tokens)::float8 as tokens, cost_nano::text as cost, price_nano::text as price, repeats`;

const PAGE_SIZE = 25;

/** The tenant's requests that began in the range, newest first, or the slowest of them. */
export async function listRequests(
  sql: PlatformSql,
  tenantId: string,
  range: TimeRange,
  filter: RequestFilter,
): Promise<Page<RequestRow>> {
  if (filter.by === 'slowest') return slowest(sql, tenantId, range, filter);
  const order = pageOrder(filter);
  const rows = await sql<StoredRequest>(
    `select ${REQUEST_COLUMNS} from request
     where tenant_id = $1 and started_at >= $2 and started_at < $3
       and ($4::text is null or outcome = $4) and ($5::text is null or model = $5)
       and ($6::timestamptz is null or (started_at, id) ${order.compare} ($6, $7::uuid))
     order by started_at ${order.direction}, id ${order.direction} limit ${PAGE_SIZE + 1}`,
    [
      tenantId,
      range.from,
      range.to,
      filter.outcome ?? null,
      filter.model ?? null,
      order.cursor?.at ?? null,
      order.cursor?.id ?? null,
    ],
  );
  const page = toPage(
    rows.map((row) => ({ ...toRequestRow(row), at: row.started_at.toISOString() })),
    PAGE_SIZE,
    order,
  );
  return { ...page, rows: page.rows.map(({ at: _, ...row }) => row) };
}

/** What a spike is made of: one page, and no way further. */
async function slowest(
  sql: PlatformSql,
  tenantId: string,
  range: TimeRange,
  filter: RequestFilter,
): Promise<Page<RequestRow>> {
  const rows = await sql<StoredRequest>(
    `select ${REQUEST_COLUMNS} from request
     where tenant_id = $1 and started_at >= $2 and started_at < $3
       and ($4::text is null or outcome = $4) and ($5::text is null or model = $5)
     order by latency_ms desc, id limit ${PAGE_SIZE}`,
    [tenantId, range.from, range.to, filter.outcome ?? null, filter.model ?? null],
  );
  return { rows: rows.map(toRequestRow), newer: null, older: null };
}

export function toRequestRow(row: StoredRequest): RequestRow {
  return {
    id: row.id,
    startedAt: row.started_at.toISOString(),
    feature: row.feature,
    outcome: row.outcome,
    errorCode: row.error_code,
    model: row.model,
    latencyMs: row.latency_ms,
    firstTokenMs: row.first_token_ms,
    tokens: row.tokens,
    costNano: row.cost,
    priceNano: row.price,
    repeats: row.repeats,
  };
}
