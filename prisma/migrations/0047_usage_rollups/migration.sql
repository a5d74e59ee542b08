-- Rollups of requests and ledger entries: per minute (kept 14 days), quarter-hour (400 days) and day of the tenant's own
-- zone (for good). A row that commits puts its minute into a queue in the same transaction; whoever folds takes entries
-- out and computes their minutes anew from the rows, all in one transaction. So a row that commits late is not missed, a
-- pass that is repeated changes nothing, and what waits in the queue tells readers which rollups not to use.

create table usage_rollup (
  tenant_id uuid not null references tenant (id),
  grain text not null check (grain in ('minute', 'quarter', 'day')),
  bucket timestamptz not null,
  ends timestamptz not null check (ends > bucket),
  feature text not null,
  -- Empty for requests that were refused before a model was chosen.
  model text not null,
  -- Requests that began in the bucket, by outcome.
  ok bigint not null,
  stopped bigint not null,
  refused bigint not null,
  failed bigint not null,
  -- Ledger entries of the bucket: calls, those that were their request's first, those at an estimate; sums with adjustments.
  calls bigint not null,
  first_calls bigint not null,
  estimated bigint not null,
  input_tokens bigint not null,
  output_tokens bigint not null,
  cache_read_tokens bigint not null,
  cache_write_5m_tokens bigint not null,
  cache_write_1h_tokens bigint not null,
  cost_nano bigint not null,
  price_nano bigint not null,
  -- Histograms (tenancy.time_bucket): of what was not refused, and of first tokens.
  latency_at smallint[] not null,
  latency_n bigint[] not null,
  first_at smallint[] not null,
  first_n bigint[] not null,
  primary key (tenant_id, grain, bucket, feature, model)
);

-- Minutes whose rows changed, one entry a statement: entries of several transactions must not wait for each other, nor
-- may one stand for a row that is not committed yet. Days wait here for their end.
create table rollup_touch (
  tenant_id uuid not null references tenant (id),
  id bigint generated always as identity,
  grain text not null check (grain in ('minute', 'day')),
  bucket timestamptz not null,
  due timestamptz not null,
  primary key (tenant_id, id)
);
create index rollup_touch_bucket on rollup_touch (tenant_id, bucket);

-- What is there already.
alter table request no force row level security;
alter table ledger_entry no force row level security;
insert into rollup_touch (tenant_id, grain, bucket, due)
  select tenant_id, 'minute', date_bin('1 minute', at, timestamptz 'epoch'), clock_timestamp() from (
    select tenant_id, started_at as at from request union all select tenant_id, at from ledger_entry) r
  group by 1, 3;
alter table request force row level security;
alter table ledger_entry force row level security;

do $$
declare t text;
begin
  foreach t in array array['usage_rollup', 'rollup_touch'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy %I on %I as restrictive to tenantry_app using (%s) with check (%3$s)',
      t || '_own_tenant', t, 'tenant_id = (select tenancy.current_tenant())');
  end loop;
end $$;

do $$
declare
  r text;
  t text;
begin
  foreach t in array array['usage_rollup', 'rollup_touch'] loop
    execute format('create policy %I on %I for select to tenantry_app using ((select tenancy.current_role_name()) <> %L)',
      t || '_read', t, 'hold');
    execute format('grant select on %I to tenantry_app', t);
    foreach r in array array['operator', 'finance', 'auditor'] loop
      execute format('create policy %I on %I for select to %I using ((select tenancy.platform_role()) = %L)',
        t || '_' || r, t, 'tenantry_' || r, r);
      execute format('grant select on %I to %I', t, 'tenantry_' || r);
    end loop;
    execute format('create policy %I on %I to tenantry_definer using (true) with check (true)', t || '_definer', t);
    execute format('grant select, insert, delete on %I to tenantry_definer', t);
  end loop;
end $$;
create policy request_definer_fold on request for select to tenantry_definer using (true);
grant select on request to tenantry_definer;
-- Times are figures, which finance may see like the counts.
grant select (latency_ms, first_token_ms) on request to tenantry_finance;

-- Sums of one span: `place` says which of the caller's. All are additive, the histograms too.
create type tenancy.usage_sums as (place integer, feature text, model text, ok bigint, stopped bigint, refused bigint,
  failed bigint, calls bigint, first_calls bigint, estimated bigint, input_tokens bigint, output_tokens bigint,
  cache_read_tokens bigint, cache_write_5m_tokens bigint, cache_write_1h_tokens bigint, cost_nano bigint, price_nano bigint,
  latency_at smallint[], latency_n bigint[], first_at smallint[], first_n bigint[]);
revoke all on type tenancy.usage_sums from public;
grant usage on type tenancy.usage_sums to tenantry_definer, tenantry_app, tenantry_operator, tenantry_finance,
  tenantry_auditor;

grant create on schema tenancy to tenantry_definer;
set local role tenantry_definer;

-- The bucket of a time in milliseconds, as lib/metering/rollups/histogram.ts describes it.
create function tenancy.time_bucket(ms double precision) returns smallint language sql immutable
set search_path = pg_catalog, pg_temp as $$
  select case when octave = 0 then micros else (octave - 1) * 16 + (micros >> (octave - 1)) end::smallint
  from (select floor(greatest(ms, 0) * 1000)::bigint as micros) m, lateral (select width_bucket(micros,
    array[16, 32, 64, 128, 256, 512, 1024, 2048, 4096, 8192, 16384, 32768, 65536, 131072, 262144, 524288, 1048576, 2097152,
      4194304, 8388608, 16777216, 33554432, 67108864, 134217728, 268435456, 536870912, 1073741824, 2147483648, 4294967296,
      8589934592, 17179869184, 34359738368, 68719476736, 137438953472, 274877906944, 549755813888]::bigint[]) as octave) o
$$;

-- Adds up parts of the same place; of the same feature and model too, or of all of them.
create function tenancy.merge_usage(parts tenancy.usage_sums[], apart boolean) returns setof tenancy.usage_sums
language sql stable set search_path = pg_catalog, pg_temp as $$
  with part as (
    select p.*, case when apart then p.feature else '' end as f, case when apart then p.model else '' end as m from unnest(parts) p
  ), latency as (
    select x.place, x.f, x.m, array_agg(x.at order by x.at) as at, array_agg(x.n order by x.at) as n from (
      select p.place, p.f, p.m, u.at, sum(u.n)::bigint as n from part p, unnest(p.latency_at, p.latency_n) u (at, n)
      group by 1, 2, 3, 4) x group by 1, 2, 3
  ), first_token as (
    select x.place, x.f, x.m, array_agg(x.at order by x.at) as at, array_agg(x.n order by x.at) as n from (
      select p.place, p.f, p.m, u.at, sum(u.n)::bigint as n from part p, unnest(p.first_at, p.first_n) u (at, n)
      group by 1, 2, 3, 4) x group by 1, 2, 3
  ), sums as (
    select p.place, p.f, p.m, sum(p.ok)::bigint as ok, sum(p.stopped)::bigint as stopped, sum(p.refused)::bigint as refused,
      sum(p.failed)::bigint as failed, sum(p.calls)::bigint as calls, sum(p.first_calls)::bigint as first_calls,
      sum(p.estimated)::bigint as estimated, sum(p.input_tokens)::bigint as input, sum(p.output_tokens)::bigint as output,
      sum(p.cache_read_tokens)::bigint as cached, sum(p.cache_write_5m_tokens)::bigint as write_5m,
      sum(p.cache_write_1h_tokens)::bigint as write_1h, sum(p.cost_nano)::bigint as cost, sum(p.price_nano)::bigint as price
    from part p group by 1, 2, 3
  )
  select s.place, s.f, s.m, s.ok, s.stopped, s.refused, s.failed, s.calls, s.first_calls, s.estimated, s.input, s.output,
    s.cached, s.write_5m, s.write_1h, s.cost, s.price, coalesce(l.at, '{}'), coalesce(l.n, '{}'), coalesce(t.at, '{}'),
    coalesce(t.n, '{}')
  from sums s left join latency l on l.place = s.place and l.f = s.f and l.m = s.m
    left join first_token t on t.place = s.place and t.f = s.f and t.m = s.m
$$;

-- The sums of spans from the rows themselves, as far as the caller may read them. The places count from 1.
create function tenancy.usage_of_rows(tenants uuid[], starts timestamptz[], ends timestamptz[])
returns setof tenancy.usage_sums language sql stable set search_path = pg_catalog, pg_temp as $$
  with span as (
    select s.tenant_id, s.starts, s.ends, s.place::integer as place
    from unnest(usage_of_rows.tenants, usage_of_rows.starts, usage_of_rows.ends) with ordinality s (tenant_id, starts, ends, place)
  ), req as materialized (
    select s.place, r.* from span s cross join lateral (
      select q.feature, coalesce(q.model, '') as model, q.outcome,
        case when q.outcome <> 'refused' then tenancy.time_bucket(q.latency_ms) end as latency,
        tenancy.time_bucket(q.first_token_ms) as first
      from public.request q where q.tenant_id = s.tenant_id and q.started_at >= s.starts and q.started_at < s.ends offset 0) r
  ), part as (
    select r.place, r.feature, r.model, count(*) filter (where r.outcome = 'ok'), count(*) filter (where r.outcome = 'stopped'),
      count(*) filter (where r.outcome = 'refused'), count(*) filter (where r.outcome = 'error'), 0::bigint, 0::bigint, 0::bigint,
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

-- The sums of one tenant's spans from rollups of one grain.
create function tenancy.usage_of_rollups(target uuid, finer text, starts timestamptz[], ends timestamptz[])
returns setof tenancy.usage_sums language sql stable set search_path = pg_catalog, pg_temp as $$
  select m.* from (
    select array_agg(row(s.place::integer, r.feature, r.model, r.ok, r.stopped, r.refused, r.failed, r.calls, r.first_calls,
      r.estimated, r.input_tokens, r.output_tokens, r.cache_read_tokens, r.cache_write_5m_tokens, r.cache_write_1h_tokens,
      r.cost_nano, r.price_nano, r.latency_at, r.latency_n, r.first_at, r.first_n)::tenancy.usage_sums) as parts
    from unnest(usage_of_rollups.starts, usage_of_rollups.ends) with ordinality s (starts, ends, place)
    cross join lateral (select * from public.usage_rollup u where u.tenant_id = target and u.grain = finer
      and u.bucket >= s.starts and u.bucket < s.ends and u.ends <= s.ends offset 0) r
  ) a cross join lateral tenancy.merge_usage(a.parts, true) m
$$;

-- The sums of any spans, exact at the statement's snapshot: days, quarters and minutes that lie within the span and of
-- which no row waits to be folded, the largest first, and the rows themselves for all that these do not cover.
create function tenancy.usage_in(tenants uuid[], starts timestamptz[], ends timestamptz[], apart boolean)
returns setof tenancy.usage_sums language sql stable set search_path = pg_catalog, pg_temp as $$
  with span as materialized (
    select s.tenant_id, s.starts, s.ends, s.place::integer as place
    from unnest(usage_in.tenants, usage_in.starts, usage_in.ends) with ordinality s (tenant_id, starts, ends, place)
  ), days as materialized (
    select s.place, s.starts, r.* from span s cross join lateral (select u.* from public.usage_rollup u
      where u.tenant_id = s.tenant_id and u.grain = 'day' and u.bucket >= s.starts and u.bucket < s.ends and u.ends <= s.ends
        and not exists (select from public.rollup_touch w where w.tenant_id = u.tenant_id and w.bucket >= u.bucket
          and w.bucket < u.ends) offset 0) r
  ), beside_days as materialized (
    select * from (
      select e.tenant_id, e.place, e.ends as starts, lead(e.bucket) over (partition by e.place order by e.bucket, e.ends) as ends
      from (select s.tenant_id, s.place, s.starts as bucket, s.starts as ends from span s
        union select d.tenant_id, d.place, d.bucket, d.ends from days d
        union select s.tenant_id, s.place, s.ends, s.ends from span s) e) g where g.starts < g.ends
  ), quarters as materialized (
    select s.place, s.starts, r.* from beside_days s cross join lateral (select u.* from public.usage_rollup u
      where u.tenant_id = s.tenant_id and u.grain = 'quarter' and u.bucket >= s.starts and u.bucket < s.ends and u.ends <= s.ends
        and not exists (select from public.rollup_touch w where w.tenant_id = u.tenant_id and w.grain = 'minute'
          and w.bucket >= u.bucket and w.bucket < u.ends) offset 0) r
  ), beside_quarters as materialized (
    select * from (
      select e.tenant_id, e.place, e.ends as starts,
        lead(e.bucket) over (partition by e.place, e.span order by e.bucket, e.ends) as ends
      from (select s.tenant_id, s.place, s.starts as span, s.starts as bucket, s.starts as ends from beside_days s
        union select d.tenant_id, d.place, d.starts, d.bucket, d.ends from quarters d
        union select s.tenant_id, s.place, s.starts, s.ends, s.ends from beside_days s) e) g where g.starts < g.ends
  ), minutes as materialized (
    select s.place, s.starts, r.* from beside_quarters s cross join lateral (select u.* from public.usage_rollup u
      where u.tenant_id = s.tenant_id and u.grain = 'minute' and u.bucket >= s.starts and u.bucket < s.ends and u.ends <= s.ends
        and not exists (select from public.rollup_touch w where w.tenant_id = u.tenant_id and w.grain = 'minute'
          and w.bucket = u.bucket) offset 0) r
  ), uncovered as materialized (
    select *, row_number() over (order by g.tenant_id, g.starts, g.place) as n from (
      select e.tenant_id, e.place, e.ends as starts,
        lead(e.bucket) over (partition by e.place, e.span order by e.bucket, e.ends) as ends
      from (select s.tenant_id, s.place, s.starts as span, s.starts as bucket, s.starts as ends from beside_quarters s
        union select d.tenant_id, d.place, d.starts, d.bucket, d.ends from minutes d
        union select s.tenant_id, s.place, s.starts, s.ends, s.ends from beside_quarters s) e) g where g.starts < g.ends
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

-- A minute whose rows changed waits for a second, so that a busy one is not computed for each of them.
create function tenancy.touch_usage() returns trigger language plpgsql security definer
set search_path = pg_catalog, pg_temp as $$
begin
  if tg_table_name = 'request' then
    insert into public.rollup_touch (tenant_id, grain, bucket, due)
      select distinct a.tenant_id, 'minute', date_bin('1 minute', a.started_at, timestamptz 'epoch'),
        clock_timestamp() + interval '1 second' from added a;
  else
    insert into public.rollup_touch (tenant_id, grain, bucket, due)
      select distinct a.tenant_id, 'minute', date_bin('1 minute', a.at, timestamptz 'epoch'),
        clock_timestamp() + interval '1 second' from added a;
  end if;
  return null;
end $$;

-- Replaces the rollups of one grain of these buckets.
create function tenancy.put_rollups(target uuid, grain text, begins timestamptz[], until timestamptz[], from_rows boolean)
returns void language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
begin
  if begins is null then return; end if;
  -- Where the tenant's zone was changed, days of both overlap: the new ones take their place.
  delete from public.usage_rollup u where u.tenant_id = target and u.grain = put_rollups.grain
    and exists (select from unnest(begins, until) s (starts, ends) where u.bucket < s.ends and u.ends > s.starts);
  insert into public.usage_rollup
    select target, put_rollups.grain, begins[s.place], until[s.place], s.feature, s.model, s.ok, s.stopped, s.refused, s.failed,
      s.calls, s.first_calls, s.estimated, s.input_tokens, s.output_tokens, s.cache_read_tokens, s.cache_write_5m_tokens,
      s.cache_write_1h_tokens, s.cost_nano, s.price_nano, s.latency_at, s.latency_n, s.first_at, s.first_n
    from tenancy.usage_of_rows(array_fill(target, array[cardinality(begins)]), begins, until) s where from_rows
    union all
    select target, put_rollups.grain, begins[s.place], until[s.place], s.feature, s.model, s.ok, s.stopped, s.refused, s.failed,
      s.calls, s.first_calls, s.estimated, s.input_tokens, s.output_tokens, s.cache_read_tokens, s.cache_write_5m_tokens,
      s.cache_write_1h_tokens, s.cost_nano, s.price_nano, s.latency_at, s.latency_n, s.first_at, s.first_n
    from tenancy.usage_of_rollups(target, case put_rollups.grain when 'day' then 'quarter' else 'minute' end, begins, until) s
    where not from_rows;
end $$;

-- Folds what waits of the signed tenant, at most so many minutes: those minutes, their quarters, and days that are over.
-- One at a time in each tenant. Returns how many minutes and days; 0 also while another is at it.
create function tenancy.fold_usage(how_many integer) returns integer
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  target uuid := tenancy.current_tenant();
  -- A day less than is kept, so that nothing is computed from rows of which some are gone.
  minutes_from timestamptz := clock_timestamp() - interval '13 days';
  quarters_from timestamptz := clock_timestamp() - interval '399 days';
  zone text;
  minute timestamptz[];
  day timestamptz[];
  one record;
begin
  if target is null or tenancy.current_role_name() is distinct from 'worker' then
    raise exception 'folding is for the worker' using errcode = 'insufficient_privilege';
  end if;
  if not pg_try_advisory_xact_lock(hashtextextended('tenantry.rollup', 0) # hashtextextended(target::text, 0)) then return 0; end if;
  select t.time_zone into zone from public.tenant t where t.id = target;
  -- What is taken out is committed; the statements below see at least the rows that it stands for.
  with taken as (
    delete from public.rollup_touch w where w.tenant_id = target and w.grain = 'minute' and w.bucket in (
      select distinct x.bucket from public.rollup_touch x where x.tenant_id = target and x.grain = 'minute'
      order by x.bucket limit how_many) returning w.bucket
  ) select array_agg(distinct t.bucket) into minute from taken t;
  -- Also of minutes and quarters that are too old to be computed again: the rows answer for them.
  delete from public.usage_rollup u where u.tenant_id = target and (u.grain = 'minute' and u.bucket = any (minute)
    or u.grain = 'quarter' and u.bucket = any (array(select date_bin('15 minutes', m, timestamptz 'epoch') from unnest(minute) m)));
  perform tenancy.put_rollups(target, 'minute', array_agg(m), array_agg(m + interval '1 minute'), true)
    from unnest(minute) m where m >= minutes_from;
  for one in
    select array_agg(q.q) as starts, array_agg(q.q + interval '15 minutes') as ends, q.q < minutes_from as from_rows
    from (select distinct date_bin('15 minutes', m, timestamptz 'epoch') as q from unnest(minute) m) q
    where q.q >= quarters_from group by 3
  loop
    perform tenancy.put_rollups(target, 'quarter', one.starts, one.ends, one.from_rows);
  end loop;
  insert into public.rollup_touch (tenant_id, grain, bucket, due)
    select target, 'day', d.starts, d.ends + interval '1 minute' from (
      select distinct l.d at time zone zone as starts, (l.d + interval '1 day') at time zone zone as ends
      from unnest(minute) m, lateral (select date_trunc('day', m at time zone zone) as d) l) d
    where not exists (select from public.rollup_touch x where x.tenant_id = target and x.grain = 'day' and x.bucket = d.starts)
      -- A zone of the past that does not begin at a quarter-hour has no rollups by day.
      and date_bin('15 minutes', d.starts, timestamptz 'epoch') = d.starts
      and date_bin('15 minutes', d.ends, timestamptz 'epoch') = d.ends;
  with taken as (
    delete from public.rollup_touch w where w.tenant_id = target and w.ctid in (
      select x.ctid from public.rollup_touch x where x.tenant_id = target and x.grain = 'day' and x.due <= clock_timestamp()
      order by x.bucket limit 31) returning w.bucket
  ) select array_agg(distinct t.bucket) into day from taken t;
  for one in
    select array_agg(d.starts) as starts, array_agg(d.ends) as ends, d.starts < quarters_from as from_rows from (
      select distinct l.d at time zone zone as starts, (l.d + interval '1 day') at time zone zone as ends
      from unnest(day) x, lateral (select date_trunc('day', x at time zone zone) as d) l) d
    where d.ends <= clock_timestamp() and date_bin('15 minutes', d.starts, timestamptz 'epoch') = d.starts
      and date_bin('15 minutes', d.ends, timestamptz 'epoch') = d.ends
    group by 3
  loop
    perform tenancy.put_rollups(target, 'day', one.starts, one.ends, one.from_rows);
  end loop;
  return coalesce(cardinality(minute), 0) + coalesce(cardinality(day), 0);
end $$;

-- Tenants of which something waits, each with a context to fold it under.
create function tenancy.due_rollups(how_many integer)
returns table (tenant_id uuid, policy_version integer, time_zone text, plan text, context text)
language sql volatile security definer set search_path = pg_catalog, pg_temp as $$
  select t.id, (select max(p.version) from public.policy_version p where p.tenant_id = t.id), t.time_zone, t.plan,
    tenancy.sign_context(t.id::text, t.id, 'worker', 'worker', interval '60 seconds')
  from (select w.tenant_id, min(w.due) as due from public.rollup_touch w where w.due <= clock_timestamp() group by 1) w
    join public.tenant t on t.id = w.tenant_id
  where t.state in ('active', 'suspended') order by w.due limit how_many
$$;

-- Removes what is kept no longer; rows and coarser rollups answer for it. Returns how many.
create function tenancy.expire_rollups() returns integer
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  gone integer;
begin
  delete from public.usage_rollup u where u.grain = 'minute' and u.bucket < clock_timestamp() - interval '14 days'
    or u.grain = 'quarter' and u.bucket < clock_timestamp() - interval '400 days';
  get diagnostics gone = row_count;
  return gone;
end $$;

revoke all on function tenancy.time_bucket(double precision), tenancy.merge_usage(tenancy.usage_sums[], boolean),
  tenancy.usage_of_rows(uuid[], timestamptz[], timestamptz[]), tenancy.usage_of_rollups(uuid, text, timestamptz[], timestamptz[]),
  tenancy.usage_in(uuid[], timestamptz[], timestamptz[], boolean), tenancy.touch_usage(),
  tenancy.put_rollups(uuid, text, timestamptz[], timestamptz[], boolean), tenancy.fold_usage(integer),
  tenancy.due_rollups(integer), tenancy.expire_rollups() from public;
-- They run with the rights of whoever calls them and show nothing that row-level security does not.
grant execute on function tenancy.time_bucket(double precision), tenancy.merge_usage(tenancy.usage_sums[], boolean),
  tenancy.usage_of_rows(uuid[], timestamptz[], timestamptz[]),
  tenancy.usage_in(uuid[], timestamptz[], timestamptz[], boolean)
  to tenantry_app, tenantry_operator, tenantry_finance, tenantry_auditor;
grant execute on function tenancy.fold_usage(integer) to tenantry_app;
grant execute on function tenancy.due_rollups(integer), tenancy.expire_rollups() to tenantry_worker;
grant execute on function tenancy.touch_usage() to tenantry_owner;
reset role;
create trigger request_touched after insert on request referencing new table as added
  for each statement execute function tenancy.touch_usage();
create trigger ledger_entry_touched after insert on ledger_entry referencing new table as added
  for each statement execute function tenancy.touch_usage();
set local role tenantry_definer;
revoke execute on function tenancy.touch_usage() from tenantry_owner;
reset role;
revoke create on schema tenancy from tenantry_definer;
