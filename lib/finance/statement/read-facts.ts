import type { Plan } from '@/lib/tenancy/schema';
import { type AddonVersion, addonsOf } from './addons-of';
import type { EarlierMonth, MonthFacts, PlanSpan, UsageSum } from './build-statement';
import { includedIn } from './build-statement';
import { type MonthSpan, monthSpan } from './month-of';
import { type PlanChange, planSpans } from './plan-spans';
import { readTerms } from './read-terms';

/** Runs a statement that names `:tenant`, which is bound to the one tenant that the statement is of. */
export type OfTenant = <Row extends object>(
  text: string,
  params?: readonly unknown[],
) => Promise<Row[]>;

export interface BilledTenant {
  id: string;
  slug: string;
  name: string;
  plan: Plan;
  zone: string;
  since: Date;
  /** When it went; absent while it is there. */
  until?: Date;
}

export async function readBilledTenant(sql: OfTenant): Promise<BilledTenant | undefined> {
  const [row] = await sql<Omit<BilledTenant, 'zone' | 'since'> & { zone: string; since: Date }>(
    'select id, slug, name, plan, time_zone as zone, created_at as since from tenant where id = :tenant',
  );
  return row;
}

/** Everything that the month's statement is made of. */
export async function readFacts(
  sql: OfTenant,
  tenant: BilledTenant,
  span: MonthSpan,
): Promise<MonthFacts> {
  const changes = await readPlans(sql);
  const terms = await readTerms((text) =>
    sql(`select t.* from (${text}) t where :tenant::uuid is not null`),
  );
  const spansOf = (month: MonthSpan) => planSpans(changes, terms, month, tenant);
  return {
    daysInMonth: span.days,
    spans: spansOf(span),
    usage: await readUsage(sql, span),
    addons: addonsOf(await readAddons(sql), span, tenant.zone),
    earlier: await readEarlier(sql, tenant, span, spansOf),
    adjustments: await readAdjustments(sql, span),
  };
}

function readPlans(sql: OfTenant): Promise<PlanChange[]> {
  return sql<PlanChange>('select since, plan from tenant_plan where tenant_id = :tenant');
}

async function readUsage(sql: OfTenant, span: MonthSpan): Promise<UsageSum[]> {
  const rows = await sql<{ model: string; calls: number; tokens: string; price: string }>(
    `select l.model, count(*) filter (where l.kind = 'call')::int as calls,
       sum(l.input_tokens + l.output_tokens + l.cache_read_tokens + l.cache_write_5m_tokens + l.cache_write_1h_tokens)::text
         as tokens, sum(l.price_nano)::text as price
     from ledger_entry l left join ledger_entry c on c.tenant_id = l.tenant_id and c.id = l.adjusts
     where l.tenant_id = :tenant and l.at >= $1 and l.at < $2 and (l.kind = 'call' or c.at >= $1) group by 1`,
    [span.start, span.end],
  );
  return rows.map((row) => ({
    model: row.model,
    calls: row.calls,
    tokens: BigInt(row.tokens),
    priceNano: BigInt(row.price),
  }));
}

async function readEarlier(
  sql: OfTenant,
  tenant: BilledTenant,
  span: MonthSpan,
  spansOf: (month: MonthSpan) => PlanSpan[],
): Promise<EarlierMonth[]> {
  const rows = await sql<{ month: string; change: string; usage: string }>(
    `with change as (
       select to_char(c.at at time zone $3, 'YYYY-MM') as month, sum(l.price_nano) as change
       from ledger_entry l join ledger_entry c on c.tenant_id = l.tenant_id and c.id = l.adjusts
       where l.tenant_id = :tenant and l.at >= $1 and l.at < $2 and c.at < $1 group by 1
     )
     select m.month, m.change::text as change, coalesce((
       select sum(x.price_nano) from ledger_entry x
       left join ledger_entry c on c.tenant_id = x.tenant_id and c.id = x.adjusts
       where x.tenant_id = :tenant and x.at >= (m.month || '-01')::timestamp at time zone $3 and x.at < $1
         and (x.kind = 'call' or x.adjusts is not null)
         and to_char(coalesce(c.at, x.at) at time zone $3, 'YYYY-MM') = m.month), 0)::text as usage
     from change m`,
    [span.start, span.end, tenant.zone],
  );
  return rows.map((row) => {
    const month = monthSpan(row.month, tenant.zone);
    return {
      month: row.month,
      usageNano: BigInt(row.usage),
      changeNano: BigInt(row.change),
      includedNano: includedIn({ spans: spansOf(month), daysInMonth: month.days }),
    };
  });
}

async function readAdjustments(sql: OfTenant, span: MonthSpan): Promise<MonthFacts['adjustments']> {
  const rows = await sql<{ id: string; month: string; reason: string; price: string }>(
    `select l.id, l.tags ->> 'month' as month, l.reason, l.price_nano::text as price from ledger_entry l
     where l.tenant_id = :tenant and l.at >= $1 and l.at < $2 and l.kind = 'adjustment' and l.adjusts is null`,
    [span.start, span.end],
  );
  return rows.map(({ price, ...row }) => ({ ...row, priceNano: BigInt(price) }));
}

function readAddons(sql: OfTenant): Promise<AddonVersion[]> {
  return sql<AddonVersion>(
    `select p.created_at as "since", coalesce(p.manifest -> 'addons', '[]') as addons from policy_version p
     where p.tenant_id = :tenant order by p.version`,
  );
}
