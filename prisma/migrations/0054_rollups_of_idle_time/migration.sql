-- Most tenants are idle most of the time, and nothing is stored of idle time: reading a span looked for rows in all of it,
-- span by span. That there are none is known without looking, from what is kept and what waits.

grant create on schema tenancy to tenantry_definer;
set local role tenantry_definer;

-- As before, but rows are looked for only where there may be some, and days and quarters only in spans that can hold one.
create or replace function tenancy.usage_in(tenants uuid[], starts timestamptz[], ends timestamptz[], apart boolean)
returns setof tenancy.usage_sums language sql stable set search_path = pg_catalog, pg_temp as $$
  with span as materialized (
    select s.tenant_id, s.starts, s.ends, s.place::integer as place
    from unnest(usage_in.tenants, usage_in.starts, usage_in.ends) with ordinality s (tenant_id, starts, ends, place)
  ), days as materialized (
    select s.place, s.starts, r.* from span s cross join lateral (select u.* from public.usage_rollup u
      where s.ends - s.starts >= interval '15 minutes' and u.tenant_id = s.tenant_id and u.grain = 'day'
        and u.bucket >= s.starts and u.bucket < s.ends and u.ends <= s.ends
        and not exists (select from public.rollup_touch w where w.tenant_id = u.tenant_id and w.bucket >= u.bucket
          and w.bucket < u.ends) offset 0) r
  ), beside_days as materialized (
    select * from (
      select e.tenant_id, e.place, e.ends as starts, lead(e.bucket) over (partition by e.place order by e.bucket, e.ends) as ends
      from (select s.tenant_id, s.place, s.starts as bucket, s.starts as ends from span s
        union all select d.tenant_id, d.place, d.bucket, d.ends from days d
        union all select s.tenant_id, s.place, s.ends, s.ends from span s) e) g where g.starts < g.ends
  ), quarters as materialized (
    select s.place, s.starts, r.* from beside_days s cross join lateral (select u.* from public.usage_rollup u
      where s.ends - s.starts >= interval '15 minutes' and u.tenant_id = s.tenant_id and u.grain = 'quarter'
        and u.bucket >= s.starts and u.bucket < s.ends and u.ends <= s.ends
        and not exists (select from public.rollup_touch w where w.tenant_id = u.tenant_id and w.grain = 'minute'
          and w.bucket >= u.bucket and w.bucket < u.ends) offset 0) r
  ), beside_quarters as materialized (
    select * from (
      select e.tenant_id, e.place, e.ends as starts,
        lead(e.bucket) over (partition by e.place, e.span order by e.bucket, e.ends) as ends
      from (select s.tenant_id, s.place, s.starts as span, s.starts as bucket, s.starts as ends from beside_days s
        union all select d.tenant_id, d.place, d.starts, d.bucket, d.ends from quarters d
        union all select s.tenant_id, s.place, s.starts, s.ends, s.ends from beside_days s) e) g where g.starts < g.ends
  ), minutes as materialized (
    select s.place, s.starts, r.* from beside_quarters s cross join lateral (select u.* from public.usage_rollup u
      where u.tenant_id = s.tenant_id and u.grain = 'minute' and u.bucket >= s.starts and u.bucket < s.ends and u.ends <= s.ends
        and not exists (select from public.rollup_touch w where w.tenant_id = u.tenant_id and w.grain = 'minute'
          and w.bucket = u.bucket) offset 0) r
  ), gap as materialized (
    -- What no rollup covers. A row is in a rollup of its minute and one of its quarter for as long as those are kept, or its
    -- minute waits: of whole minutes (quarters), those that wait alone may have rows.
    select g.tenant_id, g.place, g.starts, g.ends, g.grain,
      date_bin(g.grain, g.starts + g.grain - interval '1 microsecond', timestamptz 'epoch') as whole_from,
      date_bin(g.grain, g.ends, timestamptz 'epoch') as whole_until
    from (select e.tenant_id, e.place, e.ends as starts,
        lead(e.bucket) over (partition by e.place, e.span order by e.bucket, e.ends) as ends,
        -- A day less than fold_usage computes anew, which is a day less than is kept.
        case when e.ends > now() - interval '12 days' then interval '1 minute'
          when e.ends > now() - interval '398 days' then interval '15 minutes' end as grain
      from (select s.tenant_id, s.place, s.starts as span, s.starts as bucket, s.starts as ends from beside_quarters s
        union all select d.tenant_id, d.place, d.starts, d.bucket, d.ends from minutes d
        union all select s.tenant_id, s.place, s.starts, s.ends, s.ends from beside_quarters s) e) g where g.starts < g.ends
  ), uncovered as materialized (
    select *, row_number() over (order by p.tenant_id, p.starts, p.place) as n from (
      select g.tenant_id, g.place, g.starts, g.ends from gap g where g.grain is null or g.whole_from > g.whole_until
      union all
      select g.tenant_id, g.place, g.starts, g.whole_from from gap g
      where g.starts < g.whole_from and g.whole_from <= g.whole_until
      union all
      select g.tenant_id, g.place, g.whole_until, g.ends from gap g
      where g.whole_until < g.ends and g.whole_from <= g.whole_until
      union all
      select distinct g.tenant_id, g.place, b.bucket, b.bucket + g.grain
      from (select distinct w.tenant_id, w.bucket from public.rollup_touch w
          where w.tenant_id in (select g.tenant_id from gap g) and w.grain = 'minute'
            and w.bucket >= (select min(g.starts) from gap g) and w.bucket < (select max(g.ends) from gap g)) w
        join gap g on g.tenant_id = w.tenant_id and w.bucket >= g.whole_from and w.bucket < g.whole_until
        cross join lateral (select date_bin(g.grain, w.bucket, timestamptz 'epoch') as bucket) b
    ) p
  ), part as (
    select row(r.place, r.feature, r.model, r.ok, r.stopped, r.refused, r.failed, r.calls, r.first_calls, r.estimated,
      r.input_tokens, r.output_tokens, r.cache_read_tokens, r.cache_write_5m_tokens, r.cache_write_1h_tokens, r.cost_nano,
      r.price_nano, r.latency_at, r.latency_n, r.first_at, r.first_n)::tenancy.usage_sums as sums
    from (select * from days union all select * from quarters union all select * from minutes) r
    union all
    select row(g.place, r.feature, r.model, r.ok, r.stopped, r.refused, r.failed, r.calls, r.first_calls, r.estimated,
      r.input_tokens, r.output_tokens, r.cache_read_tokens, r.cache_write_5m_tokens, r.cache_write_1h_tokens, r.cost_nano,
      r.price_nano, r.latency_at, r.latency_n, r.first_at, r.first_n)::tenancy.usage_sums
    from (select array_agg(g.tenant_id order by g.n) as t, array_agg(g.starts order by g.n) as s,
        array_agg(g.ends order by g.n) as e from uncovered g) a
      cross join lateral tenancy.usage_of_rows(a.t, a.s, a.e) r join uncovered g on g.n = r.place
  )
  select m.* from (select array_agg(p.sums) as parts from part p) a cross join lateral tenancy.merge_usage(a.parts, apart) m
$$;

reset role;
revoke create on schema tenancy from tenantry_definer;
