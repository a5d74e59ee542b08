import { clock } from '@/lib/clock';
import { CUSTOMERS } from '@/lib/console/customers';
import { type PlatformSql, withPlatform } from '@/lib/db/platform-sql';
import type { PlatformContext } from '@/lib/tenancy/context';
import { authorizePlatform } from '@/lib/tenancy/roles';
import type { Effect } from '../prices/schema';
import { type MonthSpan, monthOf, monthSpan, monthsBefore } from '../statement/month-of';
import { readOtherBills } from './other-bills';
import type { WhatIf, WhatIfResult, WhatIfRow } from './schema';

interface StoredUsage {
  id: string;
  name: string;
  calls: number;
  unpriced: number;
  cost: string;
  new_cost: string;
  price: string;
  new_price: string;
}

// Call by call, since a batch call and a changed price are each rounded up by themselves. A call whose plan and model stay keeps
// what was booked; of another, its tokens are priced by the versions in force now, as PriceBook does it. What the tenant's own
// account paid costs the platform nothing. Who called nothing has a fee all the same.
const QUERY = `
  with version as (
    select distinct on (v.book) v.book, v.id from price_version v where v.effective_from <= $3
    order by v.book, v.effective_from desc, v.id desc
  ), line as (
    select v.book, l.*, lead(l.input_over) over (partition by v.book, l.plan, l.model order by l.input_over) as next
    from price_line l join version v on v.id = l.version
  ), held as (
    select p.tenant_id, p.plan, case when lag(p.since) over w is null then '-infinity' else p.since end as since,
      coalesce(lead(p.since) over w, 'infinity') as until
    from tenant_plan p where p.tenant_id in ${CUSTOMERS} window w as (partition by p.tenant_id order by p.since)
  ), call as (
    select e.*, h.plan as old_plan, case when h.plan = $5 then coalesce($6, h.plan) else h.plan end as new_plan,
      case when e.model = $7 then coalesce($8, e.model) else e.model end as new_model,
      e.input_tokens + e.cache_read_tokens + e.cache_write_5m_tokens + e.cache_write_1h_tokens as input
    from ledger_entry e join held h on h.tenant_id = e.tenant_id and e.at >= h.since and e.at < h.until
    where e.kind = 'call' and e.at >= $1 and e.at < $2 and ($9::uuid is null or e.tenant_id = $9)
  ), priced as (
    select c.tenant_id, c.cost_nano as cost, c.price_nano as price,
      c.new_plan is distinct from c.old_plan or c.new_model <> c.model as other, c.account = 'own' as free,
      (select ${chargeOf('cost')}) as other_cost, (select ${chargeOf('price')}) as other_price
    from call c
  ), changed as (
    select p.*, p.other and (p.other_cost is null or p.other_price is null) as unpriced from priced p
  ), after as (
    select c.tenant_id, c.cost, c.price, c.unpriced,
      case when c.other and not c.unpriced then case when c.free then 0 else c.other_cost end else c.cost end as new_cost,
      ceil(case when c.other and not c.unpriced then c.other_price else c.price end * (10000 + $4::numeric) / 10000) as new_price
    from changed c
  )
  select t.id, t.name, count(a.tenant_id)::int as calls, count(*) filter (where a.unpriced)::int as unpriced,
    coalesce(sum(a.cost), 0)::text as cost, coalesce(sum(a.new_cost), 0)::bigint::text as new_cost,
    coalesce(sum(a.price), 0)::text as price, coalesce(sum(a.new_price), 0)::bigint::text as new_price
  from tenant t left join after a on a.tenant_id = t.id
  where t.id in ${CUSTOMERS} and ($9::uuid is null or t.id = $9) and (t.created_at < $2 or a.tenant_id is not null)
  group by t.id, t.name order by t.name, t.id`;

/** What a call of the new plan and model comes to in a book; null where it has no line. */
function chargeOf(book: 'cost' | 'price'): string {
  return `case when c.batch then ceil(w.whole * w.batch_percent / 100) else w.whole end from (
      select l.batch_percent, c.input_tokens::numeric * l.input_nano + c.output_tokens::numeric * l.output_nano
        + c.cache_read_tokens::numeric * l.cache_read_nano + c.cache_write_5m_tokens::numeric * l.cache_write_5m_nano
        + c.cache_write_1h_tokens::numeric * l.cache_write_1h_nano as whole
      from line l where l.book = '${book}' and l.model = c.new_model and l.plan in ('*', c.new_plan)
        and (l.input_over = 0 or l.input_over < c.input) and (l.next is null or c.input <= l.next)
      order by l.input_over desc limit 1) w`;
}

/** What the calls of last month (UTC), and bills of them, would have come to, by tenant and in all. Nothing is saved. */
export async function whatIf(ctx: PlatformContext, given: WhatIf): Promise<WhatIfResult> {
  authorizePlatform(ctx, 'costs:read');
  const { priceBp, fromPlan, toPlan, fromModel, toModel, tenant } = given;
  const why = {
    action: 'what_if.view',
    reason: 'Looked at what would be otherwise',
    tenantId: tenant,
    detail: { priceBp, fromPlan, toPlan, fromModel, toModel },
    fold: '5 minutes',
  };
  const at = new Date(clock().now());
  const month = monthSpan(monthsBefore(monthOf(at, 'UTC'), 1), 'UTC');
  return withPlatform(ctx, why, (sql) => whatIfIn(sql, given, month, at));
}

async function whatIfIn(
  sql: PlatformSql,
  given: WhatIf,
  month: MonthSpan,
  at: Date,
): Promise<WhatIfResult> {
  const { priceBp, fromPlan = null, toPlan = null, fromModel = null, toModel = null } = given;
  const stored = await sql<StoredUsage>(QUERY, [
    month.start,
    month.end,
    at,
    priceBp,
    fromPlan,
    toPlan,
    fromModel,
    toModel,
    given.tenant ?? null,
  ]);
  const bills = await readOtherBills(sql, month, (plan) =>
    plan === fromPlan && toPlan ? toPlan : plan,
  );
  const rows = stored.map((row): WhatIfRow => {
    const price = { beforeNano: row.price, afterNano: row.new_price };
    return {
      tenant: { id: row.id, name: row.name },
      calls: row.calls,
      cost: { beforeNano: row.cost, afterNano: row.new_cost },
      price,
      bill: bills(row.id, price),
    };
  });
  return {
    month: month.month,
    rows,
    total: {
      calls: rows.reduce((sum, row) => sum + row.calls, 0),
      cost: sumOf(rows.map((row) => row.cost)),
      price: sumOf(rows.map((row) => row.price)),
      bill: sumOf(rows.map((row) => row.bill)),
    },
    unpriced: stored.reduce((sum, row) => sum + row.unpriced, 0),
  };
}

function sumOf(effects: readonly Effect[]): Effect {
  const sum = (of: keyof Effect) =>
    effects.reduce((total, each) => total + BigInt(each[of]), 0n).toString();
  return { beforeNano: sum('beforeNano'), afterNano: sum('afterNano') };
}
