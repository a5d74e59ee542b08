import type { CountedNow } from './counted-months';
import type { MonthSpan } from './month-of';
import type { OfTenant } from './read-facts';

/**
 * What the ledger has until the month's end, by month and model, as one statement and so of one moment: what arrives meanwhile
 * is in none of the figures. Calls from `from` on and corrections of every month; without it, it goes back only to the first
 * month that a correction of this one touches. Of calls it reads what the index `ledger_entry_listing` holds and nothing else.
 */
export function readCounted(
  sql: OfTenant,
  span: Pick<MonthSpan, 'start' | 'end'>,
  zone: string,
  from: Date | '-infinity' | undefined,
): Promise<CountedNow[]> {
  return sql<CountedNow>(
    `with correction as materialized (
       select to_char(c.at at time zone $3, 'YYYY-MM') as month, l.model, l.at,
         l.input_tokens + l.output_tokens + l.cache_read_tokens + l.cache_write_5m_tokens + l.cache_write_1h_tokens as tokens,
         l.price_nano
       from ledger_entry l join ledger_entry c on c.tenant_id = l.tenant_id and c.id = l.adjusts
       where l.tenant_id = :tenant and l.adjusts is not null and l.at < $2
     ), begins as (
       select case when $4::timestamptz is not null then $4::timestamptz else least($1, (select min((c.month || '-01')::timestamp at time zone $3)
         from correction c where c.at >= $1)) end as at
     ), call as (
       select to_char(m.begins, 'YYYY-MM') as month, m.model, m.calls, m.tokens, m.price
       from (select date_trunc('month', l.at at time zone $3) as begins, l.model, count(*) as calls,
           sum(l.input_tokens + l.output_tokens + l.cache_read_tokens + l.cache_write_5m_tokens + l.cache_write_1h_tokens)
             as tokens, sum(l.price_nano) as price
         from ledger_entry l
         where l.tenant_id = :tenant and l.kind = 'call' and l.at < $2 and l.at >= (select b.at from begins b) group by 1, 2) m
     ), corrected as (
       select c.month, c.model, count(*) as corrections, count(*) filter (where c.at < $1) as before, sum(c.tokens) as tokens,
         sum(c.price_nano) as price, coalesce(sum(c.price_nano) filter (where c.at < $1), 0) as price_before
       from correction c where c.month >= to_char((select b.at from begins b) at time zone $3, 'YYYY-MM') or $4::timestamptz is not null group by 1, 2
     )
     select month, model, coalesce(a.calls, 0)::int as calls, coalesce(c.corrections, 0)::int as corrections,
       coalesce(c.before, 0)::int as "correctionsBefore", coalesce(a.tokens, 0)::text as "callTokens",
       coalesce(c.tokens, 0)::text as "correctionTokens", coalesce(a.price, 0)::text as "callNano",
       coalesce(c.price, 0)::text as "correctionNano", coalesce(c.price_before, 0)::text as "correctionNanoBefore"
     from call a full join corrected c using (month, model) order by month, model`,
    [span.start, span.end, zone, from ?? null],
  );
}
