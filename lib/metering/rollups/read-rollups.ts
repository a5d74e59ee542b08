import type { PlatformSql } from '@/lib/db/platform-sql';
import type { TenantSql } from '@/lib/db/tenant-sql';
import { type Histogram, toHistogram } from './histogram';

/** A span of one tenant's time: ISO 8601, the first included, the second not. */
export interface Span {
  tenantId: string;
  from: string;
  to: string;
}

/** Sums of a span, of one feature and model where they were asked for apart (both are empty otherwise). */
export interface RolledUsage {
  feature: string;
  /** Empty for requests that were refused before a model was chosen. */
  model: string;
  /** Requests that began in the span, by outcome. */
  ok: number;
  stopped: number;
  refused: number;
  failed: number;
  /** Ledger entries of the span: calls, those that were their request's first, those booked at an estimate. */
  calls: number;
  firstCalls: number;
  estimated: number;
  inputTokens: number;
  outputTokens: number;
  cacheReadTokens: number;
  cacheWriteTokens: number;
  /** Nano-dollars, corrections included. */
  cost: bigint;
  price: bigint;
  /** Of requests that were not refused. */
  latency: Histogram;
  firstToken: Histogram;
}

interface StoredUsage {
  place: number;
  feature: string;
  model: string;
  ok: number;
  stopped: number;
  refused: number;
  failed: number;
  calls: number;
  first_calls: number;
  estimated: number;
  input: number;
  output: number;
  cached: number;
  written: number;
  cost: string;
  price: string;
  latency_at: number[];
  latency_n: number[];
  first_at: number[];
  first_n: number[];
}

const COLUMNS = `u.place, u.feature, u.model, u.ok::float8, u.stopped::float8, u.refused::float8, u.failed::float8,
  u.calls::float8, u.first_calls::float8, u.estimated::float8, u.input_tokens::float8 as input, u.output_tokens::float8 as output,
  u.cache_read_tokens::float8 as cached, (u.cache_write_5m_tokens + u.cache_write_1h_tokens)::float8 as written,
  u.cost_nano::text as cost, u.price_nano::text as price, u.latency_at::int[], u.latency_n::float8[], u.first_at::int[],
  u.first_n::float8[]`;

/**
 * The usage of each span, in their order: rolled up where it is and row by row where it is not, in one statement, so that
 * nothing is missing or counted twice while rows are written and folded. Money is exact; quantiles of the
 * histograms are within 1/32.
 */
export async function readRollups(
  sql: PlatformSql,
  spans: readonly Span[],
  apart = false,
): Promise<RolledUsage[][]> {
  const rows = await sql<StoredUsage>(
    `select ${COLUMNS} from tenancy.usage_in($1::uuid[], $2::timestamptz[], $3::timestamptz[], $4) u`,
    [
      spans.map((span) => span.tenantId),
      spans.map((span) => span.from),
      spans.map((span) => span.to),
      apart,
    ],
  );
  return byPlace(rows, spans.length);
}

/** The same of the context's own tenant. */
export async function readOwnRollups(
  sql: TenantSql,
  spans: readonly Omit<Span, 'tenantId'>[],
  apart = false,
): Promise<RolledUsage[][]> {
  const rows = await sql<StoredUsage>(
    `select ${COLUMNS} from tenancy.usage_in(array_fill(:tenant::uuid, array[cardinality($1::timestamptz[])]), $1, $2, $3) u`,
    [spans.map((span) => span.from), spans.map((span) => span.to), apart],
  );
  return byPlace(rows, spans.length);
}

function byPlace(rows: readonly StoredUsage[], count: number): RolledUsage[][] {
  const places: RolledUsage[][] = Array.from({ length: count }, () => []);
  for (const row of rows) places[row.place - 1]?.push(toUsage(row));
  return places;
}

function toUsage(row: StoredUsage): RolledUsage {
  return {
    feature: row.feature,
    model: row.model,
    ok: row.ok,
    stopped: row.stopped,
    refused: row.refused,
    failed: row.failed,
    calls: row.calls,
    firstCalls: row.first_calls,
    estimated: row.estimated,
    inputTokens: row.input,
    outputTokens: row.output,
    cacheReadTokens: row.cached,
    cacheWriteTokens: row.written,
    cost: BigInt(row.cost),
    price: BigInt(row.price),
    latency: toHistogram(row.latency_at, row.latency_n),
    firstToken: toHistogram(row.first_at, row.first_n),
  };
}
