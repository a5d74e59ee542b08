import { clock } from '@/lib/clock';
import { CUSTOMERS } from '@/lib/console/customers';
import { type PlatformSql, withPlatform } from '@/lib/db/platform-sql';
import type { PlatformContext } from '@/lib/tenancy/context';
import { authorizePlatform } from '@/lib/tenancy/roles';
import { monthOf, monthSpan, monthsBefore } from '../statement/month-of';
import { readBills } from './preview-bills';
import type { Effect, PreviewPrices, PreviewRow, PricePreview } from './schema';
import { storedLines } from './stored-lines';

interface StoredRow {
  id: string;
  calls: number;
  unpriced: number;
  before: string;
  after: string;
}

// Each call by the line of its tenant's plan of then with the largest size below its whole input, as PriceBook does it, call by
// call because a batch call is rounded by itself. What the tenant's own account paid costs the platform nothing.
const QUERY = `
  with line as (
    select l.*, lead(l.input_over) over (partition by l.plan, l.model order by l.input_over) as next
    from jsonb_to_recordset($1::jsonb) as l (plan text, model text, input_over bigint, input_nano bigint,
      output_nano bigint, cache_read_nano bigint, cache_write_5m_nano bigint, cache_write_1h_nano bigint, batch_percent int)
  ), held as (
    select p.tenant_id, p.plan, case when lag(p.since) over w is null then '-infinity' else p.since end as since,
      coalesce(lead(p.since) over w, 'infinity') as until
    from tenant_plan p where p.tenant_id in ${CUSTOMERS} window w as (partition by p.tenant_id order by p.since)
  ), call as (
    select e.*, h.plan,
      e.input_tokens + e.cache_read_tokens + e.cache_write_5m_tokens + e.cache_write_1h_tokens as input
    from ledger_entry e join held h on h.tenant_id = e.tenant_id and e.at >= h.since and e.at < h.until
    where e.kind = 'call' and e.at >= $2 and e.at < $3
  ), priced as (
    select c.tenant_id, case when $4 = 'cost' then c.cost_nano else c.price_nano end as before,
      c.account = 'own' and $4 = 'cost' as free, l.model is null as unpriced, c.batch, l.batch_percent,
      c.input_tokens::numeric * l.input_nano + c.output_tokens::numeric * l.output_nano
        + c.cache_read_tokens::numeric * l.cache_read_nano + c.cache_write_5m_tokens::numeric * l.cache_write_5m_nano
        + c.cache_write_1h_tokens::numeric * l.cache_write_1h_nano as whole
    from call c left join line l on l.model = c.model and l.plan in ('*', c.plan)
      and (l.input_over = 0 or l.input_over < c.input) and (l.next is null or c.input <= l.next)
  )
  select tenant_id as id, count(*)::int as calls, count(*) filter (where unpriced)::int as unpriced,
    sum(before)::text as before,
    sum(case when free then 0 when unpriced then before
      when batch then ceil(whole * batch_percent / 100) else whole end)::bigint::text as after
  from priced group by 1`;

/** What last month, by tenant and in all, would have come to with these lines and fees. Nothing is saved. */
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
  const month = monthSpan(monthsBefore(monthOf(at, 'UTC'), 1), 'UTC');
  const stored = await sql<StoredRow>(QUERY, [
    storedLines(given.lines),
    month.start,
    month.end,
    given.book,
  ]);
  const usage = new Map(stored.map((row) => [row.id, row]));
  const bills = given.book === 'price' ? await readBills(sql, given.plans, month) : undefined;
  const tenants = await sql<PreviewRow['tenant']>(
    `select id, name, plan from tenant where id in ${CUSTOMERS} order by name, id`,
  );
  const rows = tenants.flatMap((tenant): PreviewRow[] => {
    const used = usage.get(tenant.id);
    const effect = { beforeNano: used?.before ?? '0', afterNano: used?.after ?? '0' };
    const bill = bills?.(tenant.id, effect) ?? null;
    const idle = !used && (!bill || (bill.beforeNano === '0' && bill.afterNano === '0'));
    return idle ? [] : [{ tenant, calls: used?.calls ?? 0, usage: effect, bill }];
  });
  return {
    month: month.month,
    rows,
    calls: rows.reduce((total, row) => total + row.calls, 0),
    usage: sumOf(rows.map((row) => row.usage)),
    bill: bills ? sumOf(rows.map((row) => row.bill ?? NOTHING)) : null,
    unpriced: stored.reduce((total, row) => total + row.unpriced, 0),
  };
}

const NOTHING: Effect = { beforeNano: '0', afterNano: '0' };

function sumOf(effects: readonly Effect[]): Effect {
  const sum = (of: (effect: Effect) => string) =>
    effects.reduce((total, each) => total + BigInt(of(each)), 0n).toString();
  return {
    beforeNano: sum((each) => each.beforeNano),
    afterNano: sum((each) => each.afterNano),
  };
}
