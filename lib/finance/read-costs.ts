import { CUSTOMERS } from '@/lib/console/customers';
import { type PlatformSql, withPlatform } from '@/lib/db/platform-sql';
import type { PlatformContext } from '@/lib/tenancy/context';
import { authorizePlatform } from '@/lib/tenancy/roles';
import { filterParams, LEDGER_FILTER } from './ledger-filter';
import type { CostReport, CostRow, Dimension, FinanceChoices, LedgerFilter, Sums } from './schema';

const DAY = `to_char(l.at at time zone 'UTC', 'YYYY-MM-DD')`;

const KEY: Record<Dimension, string> = {
  tenant: 'l.tenant_id::text',
  model: 'l.model',
  feature: 'l.feature',
  day: DAY,
};

interface StoredSums {
  day: string | null;
  key: string | null;
  level: number;
  calls: number;
  input: number;
  output: number;
  cost: string;
  price: string;
}

/** Cost, price and margin of the ledger rows meant, by one dimension and by day. */
export async function readCosts(
  ctx: PlatformContext,
  by: Dimension,
  filter: LedgerFilter,
): Promise<CostReport & { choices: FinanceChoices }> {
  authorizePlatform(ctx, 'costs:read');
  const why = {
    action: 'costs.view',
    reason: 'Looked at costs',
    tenantId: filter.tenant,
    fold: '5 minutes',
  };
  return withPlatform(ctx, why, async (sql) => ({
    ...(await readReport(sql, by, filter)),
    choices: await choices(sql),
  }));
}

/** In a transaction of the caller's. `grouping` says which row is a sum over what: 0 by day and key, 2 by key, 3 over all. */
export async function readReport(
  sql: PlatformSql,
  by: Dimension,
  filter: LedgerFilter,
): Promise<CostReport> {
  const stored = await sql<StoredSums>(
    `select day, key, grouping(day, key)::int as level, count(*) filter (where kind = 'call')::int as calls,
       coalesce(sum(input), 0)::float8 as input, coalesce(sum(output_tokens), 0)::float8 as output,
       coalesce(sum(cost_nano), 0)::text as cost, coalesce(sum(price_nano), 0)::text as price
     from (
       select ${DAY} as day, ${KEY[by]} as key, l.kind, l.output_tokens, l.cost_nano, l.price_nano,
         l.input_tokens + l.cache_read_tokens + l.cache_write_5m_tokens + l.cache_write_1h_tokens as input
       from ledger_entry l where ${LEDGER_FILTER}
     ) entry
     group by grouping sets ((day, key), (key), ())`,
    filterParams(filter),
  );
  const names = by === 'tenant' ? await tenantNames(sql) : new Map<string, string>();
  const rows: CostRow[] = stored
    .filter((row) => row.level === 2 && row.key !== null)
    .map((row) => ({
      ...toSums(row),
      key: row.key ?? '',
      label: names.get(row.key ?? '') ?? row.key ?? '',
    }))
    .sort((a, b) => (by === 'day' ? compare(b.key, a.key) : byPrice(a, b)));
  const total = stored.find((row) => row.level === 3);
  return {
    rows,
    totals: toSums(total),
    daily: stored
      .filter((row) => row.level === 0)
      .map((row) => ({
        day: row.day ?? '',
        key: row.key ?? '',
        costNano: row.cost,
        priceNano: row.price,
      })),
  };
}

function byPrice(a: CostRow, b: CostRow): number {
  const difference = BigInt(b.priceNano) - BigInt(a.priceNano);
  return difference === 0n ? compare(a.label, b.label) : difference > 0n ? 1 : -1;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

export function toSums(row: Omit<StoredSums, 'day' | 'key' | 'level'> | undefined): Sums {
  const cost = BigInt(row?.cost ?? 0);
  const price = BigInt(row?.price ?? 0);
  return {
    calls: row?.calls ?? 0,
    inputTokens: row?.input ?? 0,
    outputTokens: row?.output ?? 0,
    costNano: cost.toString(),
    priceNano: price.toString(),
    marginNano: (price - cost).toString(),
  };
}

async function tenantNames(sql: PlatformSql): Promise<Map<string, string>> {
  const rows = await sql<{ id: string; name: string }>('select id, name from tenant');
  return new Map(rows.map((row) => [row.id, row.name]));
}

export async function choices(sql: PlatformSql): Promise<FinanceChoices> {
  const tenants = await sql<{ id: string; name: string }>(
    `select id, name from tenant where id in ${CUSTOMERS} order by name`,
  );
  const used = await sql<{ model: string; feature: string }>(
    `select distinct model, feature from ledger_entry where tenant_id in ${CUSTOMERS}`,
  );
  return {
    tenants,
    models: [...new Set(used.map((row) => row.model))].sort(),
    features: [...new Set(used.map((row) => row.feature))].sort(),
  };
}
