import { type PlatformSql, withPlatform } from '@/lib/db/platform-sql';
import type { PlatformContext } from '@/lib/tenancy/context';
import { authorizePlatform } from '@/lib/tenancy/roles';
import { SUM_HEADER, sumCells } from './export-costs';
import { toSums } from './read-costs';
import type { DayRange, ErasedCosts } from './schema';

interface StoredMonth {
  id: string | null;
  name: string | null;
  /** `YYYY-MM`. */
  month: string | null;
  total: boolean;
  calls: number;
  input: number;
  output: number;
  cost: string;
  price: string;
}

/** What erased tenants had cost in the whole months (UTC) that the days touch: all that is kept of their ledger. */
export async function readErasedCosts(
  ctx: PlatformContext,
  range: Pick<DayRange, 'from' | 'to'>,
): Promise<ErasedCosts> {
  authorizePlatform(ctx, 'costs:read');
  const why = {
    action: 'costs.view',
    reason: 'Looked at what erased tenants had cost',
    fold: '5 minutes',
  };
  return withPlatform(ctx, why, (sql) => readMonths(sql, range));
}

/** The same as cells, with exact decimal dollars. */
export async function exportErasedCosts(
  ctx: PlatformContext,
  range: Pick<DayRange, 'from' | 'to'>,
): Promise<{ header: string[]; rows: string[][] }> {
  authorizePlatform(ctx, 'costs:read');
  const why = {
    action: 'costs.export',
    reason: 'Downloaded what erased tenants had cost',
    detail: { from: range.from, to: range.to },
  };
  const { rows, totals } = await withPlatform(ctx, why, (sql) => readMonths(sql, range));
  return {
    header: ['tenant', 'id', 'month', ...SUM_HEADER],
    rows: [
      ...rows.map((row) => [row.name, row.tenantId, row.month, ...sumCells(row)]),
      ['Total', '', '', ...sumCells(totals)],
    ],
  };
}

async function readMonths(
  sql: PlatformSql,
  range: Pick<DayRange, 'from' | 'to'>,
): Promise<ErasedCosts> {
  const stored = await sql<StoredMonth>(
    `select e.id, e.name, to_char(t.month, 'YYYY-MM') as month, grouping(e.id) = 1 as total,
       coalesce(sum(t.calls), 0)::int as calls, coalesce(sum(t.input_tokens), 0)::float8 as input,
       coalesce(sum(t.output_tokens), 0)::float8 as output, coalesce(sum(t.cost_nano), 0)::text as cost,
       coalesce(sum(t.price_nano), 0)::text as price
     from erased_totals t join erased_tenant e on e.id = t.erased_id
     where t.month between date_trunc('month', $1::date) and $2::date
     group by grouping sets ((e.id, e.name, t.month), ())
     order by t.month desc, e.name, e.id`,
    [range.from, range.to],
  );
  return {
    rows: stored
      .filter((row) => !row.total)
      .map((row) => ({
        ...toSums(row),
        tenantId: row.id ?? '',
        name: row.name ?? '',
        month: row.month ?? '',
      })),
    totals: toSums(stored.find((row) => row.total)),
  };
}
