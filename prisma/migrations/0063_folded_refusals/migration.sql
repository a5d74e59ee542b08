-- A refused request costs less than an admitted one: those of one person or key for one reason that follow within a
-- minute are one row, with their number.

alter table request add column repeats integer not null default 1 check (repeats > 0 and (repeats = 1 or outcome = 'refused'));
grant select (repeats) on request to tenantry_finance;

grant create on schema tenancy to tenantry_definer;
set local role tenantry_definer;

-- The sums of spans from the rows themselves, as far as the caller may read them. The places count from 1.
create or replace function tenancy.usage_of_rows(tenants uuid[], starts timestamptz[], ends timestamptz[])
returns setof tenancy.usage_sums language sql stable set search_path = pg_catalog, pg_temp as $$
  with span as (
    select s.tenant_id, s.starts, s.ends, s.place::integer as place
    from unnest(usage_of_rows.tenants, usage_of_rows.starts, usage_of_rows.ends) with ordinality s (tenant_id, starts, ends, place)
  ), req as materialized (
    select s.place, r.* from span s cross join lateral (
      select q.feature, coalesce(q.model, '') as model, q.outcome, q.repeats,
        case when q.outcome <> 'refused' then tenancy.time_bucket(q.latency_ms) end as latency,
        tenancy.time_bucket(q.first_token_ms) as first
      from public.request q where q.tenant_id = s.tenant_id and q.started_at >= s.starts and q.started_at < s.ends offset 0) r
  ), part as (
    select r.place, r.feature, r.model, count(*) filter (where r.outcome = 'ok'), count(*) filter (where r.outcome = 'stopped'),
      coalesce(sum(r.repeats) filter (where r.outcome = 'refused'), 0)::bigint,
      count(*) filter (where r.outcome = 'error'), 0::bigint, 0::bigint, 0::bigint,
      0::bigint, 0::bigint, 0::bigint, 0::bigint, 0::bigint, 0::bigint, 0::bigint, '{}'::smallint[], '{}'::bigint[],
      '{}'::smallint[], '{}'::bigint[]
    from req r group by 1, 2, 3
    union all
    select r.place, r.feature, r.model, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, array[r.latency], array[count(*)], '{}', '{}'
    from req r where r.latency is not null group by 1, 2, 3, r.latency
    union all
    select r.place, r.feature, r.model, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, '{}', '{}', array[r.first], array[count(*)]
    from req r where r.first is not null group by 1, 2, 3, r.first
    union all
    select s.place, l.feature, l.model, 0, 0, 0, 0, count(*) filter (where l.kind = 'call'),
      count(*) filter (where l.kind = 'call' and l.call_ordinal = 0), count(*) filter (where l.kind = 'call' and l.estimated),
      sum(l.input_tokens)::bigint, sum(l.output_tokens)::bigint, sum(l.cache_read_tokens)::bigint,
      sum(l.cache_write_5m_tokens)::bigint, sum(l.cache_write_1h_tokens)::bigint, sum(l.cost_nano)::bigint,
      sum(l.price_nano)::bigint, '{}', '{}', '{}', '{}'
    from span s cross join lateral (
      select e.feature, e.model, e.kind, e.call_ordinal, e.estimated, e.input_tokens, e.output_tokens, e.cache_read_tokens,
        e.cache_write_5m_tokens, e.cache_write_1h_tokens, e.cost_nano, e.price_nano
      from public.ledger_entry e where e.tenant_id = s.tenant_id and e.at >= s.starts and e.at < s.ends offset 0) l
    group by 1, 2, 3
  )
  select m.* from (select array_agg(row(p.*)::tenancy.usage_sums) as parts from part p) a
    cross join lateral tenancy.merge_usage(a.parts, true) m
$$;

reset role;
revoke create on schema tenancy from tenantry_definer;
