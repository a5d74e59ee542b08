import { clock } from '@/lib/clock';
import { type PlatformSql, withPlatform } from '@/lib/db/platform-sql';
import type { PlatformContext } from '@/lib/tenancy/context';
import { authorizePlatform } from '@/lib/tenancy/roles';
import type { Plan } from '@/lib/tenancy/schema';
import type { PreviewPrices, PreviewRow, PricePreview } from './schema';
import { storedLines } from './stored-lines';

interface StoredRow {
  id: string;
  name: string;
  plan: Plan;
  calls: number;
  unpriced: number;
  before: string;
  after: string;
}

// Each call by the line with the largest size below its whole input, as PriceBook does it, call by call because a
// batch call is rounded by itself. What the tenant's own account paid costs the platform nothing.
const QUERY = `
  with line as (
    select l.*, lead(l.input_over) over (partition by l.plan, l.model order by l.input_over) as next
    from jsonb_to_recordset($1::jsonb) as l (plan text, model text, input_over bigint, input_nano bigint,
      output_nano bigint, cache_read_nano bigint, cache_write_5m_nano bigint, cache_write_1h_nano bigint, batch_percent int)
  ), call as (
    select e.*, t.name, t.plan,
      e.input_tokens + e.cache_read_tokens + e.cache_write_5m_tokens + e.cache_write_1h_tokens as input
    from ledger_entry e join tenant t on t.id = e.tenant_id
    where e.kind = 'call' and e.at >= $2 and e.at < $3
  ), priced as (
    select c.tenant_id, c.name, c.plan, case when $4 = 'cost' then c.cost_nano else c.price_nano end as before,
      c.account = 'own' and $4 = 'cost' as free, l.model is null as unpriced, c.batch, l.batch_percent,
      c.input_tokens::numeric * l.input_nano + c.output_tokens::numeric * l.output_nano
        + c.cache_read_tokens::numeric * l.cache_read_nano + c.cache_write_5m_tokens::numeric * l.cache_write_5m_nano
        + c.cache_write_1h_tokens::numeric * l.cache_write_1h_nano as whole
    from call c left join line l on l.model = c.model and l.plan in ('*', c.plan)
      and (l.input_over = 0 or l.input_over < c.input) and (l.next is null or c.input <= l.next)
  )
  select tenant_id as id, name, plan, count(*)::int as calls, count(*) filter (where unpriced)::int as unpriced,
    sum(before)::text as before,
    sum(case when free then 0 when unpriced then before
      when batch then ceil(whole * batch_percent / 100) else whole end)::bigint::text as after
  from priced group by 1, 2, 3 order by name, id`;

/** What last month's calls, by tenant and in all, would have come to with these lines. Nothing is saved. */
export async function previewPrices(
  ctx: PlatformContext,
  given: PreviewPrices,
): Promise<PricePreview> {
  authorizePlatform(ctx, 'prices:edit');
  const why = {
    action: 'prices.preview',
    reason: 'Looked at the effect of prices',
    detail: { book: given.book },
    fold: '5 minutes',
  };
  return withPlatform(ctx, why, (sql) => previewIn(sql, given, new Date(clock().now())));
}

/** The same in a transaction of the caller's: of the month before that of `at`, in UTC. */
export async function previewIn(
  sql: PlatformSql,
  given: PreviewPrices,
  at: Date,
): Promise<PricePreview> {
  const [year, month] = [at.getUTCFullYear(), at.getUTCMonth()];
  const from = new Date(Date.UTC(year, month - 1, 1));
  const stored = await sql<StoredRow>(QUERY, [
    storedLines(given.lines),
    from,
    new Date(Date.UTC(year, month, 1)),
    given.book,
  ]);
  const rows: PreviewRow[] = stored.map((row) => ({
    tenant: { id: row.id, name: row.name, plan: row.plan },
    calls: row.calls,
    beforeNano: row.before,
    afterNano: row.after,
  }));
  const sum = (of: (row: PreviewRow) => string) =>
    rows.reduce((total, row) => total + BigInt(of(row)), 0n).toString();
  return {
    month: from.toISOString().slice(0, 7),
    rows,
    calls: rows.reduce((total, row) => total + row.calls, 0),
    beforeNano: sum((row) => row.beforeNano),
    afterNano: sum((row) => row.afterNano),
    unpriced: stored.reduce((total, row) => total + row.unpriced, 0),
  };
}
