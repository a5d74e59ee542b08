import { readKeyNames } from '@/lib/api-keys/key-name';
import { withTenantSql } from '@/lib/db/tenant-sql';
import { EMBEDDING_MODEL } from '@/lib/metering/schema';
import type { TenantContext } from '@/lib/tenancy/context';
import { authorize } from '@/lib/tenancy/roles';
import { dearestFirst } from './dearest-first';
import { readRolledUsage } from './read-rolled-usage';
import type { UsageDimension, UsageRange, UsageReport, UsageRow, UsageSums } from './schema';

interface StoredSums {
  step: string | null;
  key: string | null;
  /** 0: by step and key, 2: by key, 3: over all. */
  level: number;
  requests: number;
  input: number;
  embedded: number;
  output: number;
  price: string;
}

/**
 * Requests, tokens and price of a range, by one dimension and by the range's step; a request counts when its first call was
 * booked. Totals and parts come from one statement, so that they agree while calls are being settled:
 * from rollups, and by person or key, whom rollups do not know, from the ledger's rows.
 */
export async function readUsage(
  ctx: TenantContext,
  by: UsageDimension,
  range: UsageRange,
): Promise<UsageReport> {
  authorize(ctx, 'usage:read');
  return by === 'user' || by === 'key'
    ? readByPrincipal(ctx, by, range)
    : readRolledUsage(ctx, by, range);
}

/** By key, what people asked themselves is one row. */
async function readByPrincipal(
  ctx: TenantContext,
  by: 'user' | 'key',
  range: UsageRange,
): Promise<UsageReport> {
  const { stored, names } = await withTenantSql(ctx, async (sql) => ({
    stored: await sql<StoredSums>(
      `select step, key, grouping(step, key)::int as level, count(*) filter (where kind = 'call' and call_ordinal = 0)::int as requests,
         coalesce(sum(input), 0)::float8 as input, coalesce(sum(input) filter (where model = $5), 0)::float8 as embedded, coalesce(sum(output_tokens), 0)::float8 as output,
         coalesce(sum(price_nano), 0)::text as price
       from (
         select ($3::text[])[width_bucket(l.at, $4::timestamptz[])] as step, case when $6 or l.principal_kind = 'key' then l.principal_id::text else '' end as key, l.kind, l.model, l.call_ordinal, l.output_tokens, l.price_nano,
           l.input_tokens + l.cache_read_tokens + l.cache_write_5m_tokens + l.cache_write_1h_tokens as input
         from ledger_entry l
         where l.tenant_id = :tenant and l.at >= $1::timestamptz and l.at < $2::timestamptz
           and (l.kind = 'call' or l.adjusts is not null)
       ) entry
       group by grouping sets ((step, key), (key), ())`,
      [
        range.from,
        range.to,
        range.steps.map((step) => step.at),
        range.steps.map((step) => step.from),
        EMBEDDING_MODEL,
        by === 'user',
      ],
    ),
    names: new Map([...(await memberNames(sql)), ...(await readKeyNames(ctx, sql))]),
  }));
  const all = stored.find((row) => row.level === 3);
  return {
    rows: stored
      .filter((row) => row.level === 2 && row.key !== null)
      .map((row) => toRow(row, names))
      .sort(dearestFirst),
    totals: toSums(all),
    embeddingTokens: all?.embedded ?? 0,
    steps: stored
      .filter((row) => row.level === 0)
      .map((row) => ({ at: row.step ?? '', key: row.key ?? '', priceNano: row.price })),
  };
}

async function memberNames(
  sql: Parameters<Parameters<typeof withTenantSql>[1]>[0],
): Promise<Map<string, string>> {
  const rows = await sql<{ id: string; name: string }>(
    'select u.id, u.name from app_user u join membership m on m.user_id = u.id where m.tenant_id = :tenant',
  );
  return new Map(rows.map((row) => [row.id, row.name]));
}

function toRow(row: StoredSums, names: Map<string, string>): UsageRow {
  const key = row.key ?? '';
  const label = key === '' ? 'People, without a key' : (names.get(key) ?? 'A former member');
  return { ...toSums(row), key, label };
}

function toSums(row: StoredSums | undefined): UsageSums {
  return {
    requests: row?.requests ?? 0,
    inputTokens: row?.input ?? 0,
    outputTokens: row?.output ?? 0,
    priceNano: row?.price ?? '0',
  };
}
