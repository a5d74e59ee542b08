-- Rollups for the console's fleet: five minutes (kept 8 days), hours and quarters of a day (400 days) and days (for good), all
-- in UTC, with sketches that keep percentiles within 1%. Beside usage_rollup, which money is compared with: these are what a
-- thousand tenants are shown from at once. A minute that usage_rollup folds puts its five minutes into a queue in the same
-- transaction; whoever folds takes entries out and computes them anew, so a pass that is repeated changes nothing.

-- Calls that were made once more because the first attempt was not taken, and what retrieval found: numbers, never words.
alter table request add column retries smallint not null default 0 check (retries >= 0);
alter table request add column scores jsonb not null default '[]' check (jsonb_typeof(scores) = 'array');

create table fleet_rollup (
  tenant_id uuid not null references tenant (id),
  grain text not null check (grain in ('five', 'hour', 'six', 'day')),
  bucket timestamptz not null,
  feature text not null,
  -- Requests that began in the bucket, by outcome; refusals also by their code.
  ok bigint not null,
  stopped bigint not null,
  refused bigint not null,
  failed bigint not null,
  refused_by jsonb not null check (jsonb_typeof(refused_by) = 'object'),
  retries bigint not null,
  -- Milliseconds that they waited for a slot, how many of them for over 100, and for how long they held it.
  waited_ms double precision not null,
  waited bigint not null,
  held_ms double precision not null,
  -- Of ledger entries of the bucket, corrections of calls included; what is adjusted of a month is none of its days'.
  tokens bigint not null,
  cost_nano bigint not null,
  price_nano bigint not null,
  -- Sketches (tenancy.sketch_bucket): six bytes a bucket, its number and its count. Of what was not refused, and of first tokens.
  latency bytea not null,
  first_token bytea not null,
  primary key (tenant_id, grain, bucket, feature)
);
create index fleet_rollup_time on fleet_rollup (grain, bucket);

-- Five minutes whose rows changed.
create table fleet_touch (
  tenant_id uuid not null references tenant (id),
  bucket timestamptz not null,
  due timestamptz not null,
  primary key (tenant_id, bucket)
);

-- What is there already.
alter table request no force row level security;
alter table ledger_entry no force row level security;
insert into fleet_touch (tenant_id, bucket, due)
  select tenant_id, date_bin('5 minutes', at, timestamptz 'epoch'), clock_timestamp() from (
    select tenant_id, started_at as at from request union all select tenant_id, at from ledger_entry) r
  group by 1, 2;
alter table request force row level security;
alter table ledger_entry force row level security;

-- For the platform's people; a tenant sees its own use in usage_rollup.
do $$
declare
  r text;
  t text;
begin
  foreach t in array array['fleet_rollup', 'fleet_touch'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy %I on %I as restrictive to tenantry_app using (%s) with check (%3$s)',
      t || '_own_tenant', t, 'tenant_id = (select tenancy.current_tenant())');
    foreach r in array array['operator', 'auditor'] loop
      execute format('create policy %I on %I for select to %I using ((select tenancy.platform_role()) = %L)',
        t || '_' || r, t, 'tenantry_' || r, r);
      execute format('grant select on %I to %I', t, 'tenantry_' || r);
    end loop;
    execute format('create policy %I on %I to tenantry_definer using (true) with check (true)', t || '_definer', t);
    execute format('grant select, insert, delete on %I to tenantry_definer', t);
  end loop;
end $$;

grant create on schema tenancy to tenantry_definer;
set local role tenantry_definer;

-- The bucket of a time in milliseconds, as lib/metering/fleet/sketch.ts describes it.
create function tenancy.sketch_bucket(ms double precision) returns smallint language sql immutable strict
set search_path = pg_catalog, pg_temp as $$
  select case when ms > 0.001 then least(ceil(ln(ms * 1000) / ln(1.0198::float8)), 1500) else 0 end::smallint
$$;

-- The buckets of a sketch and their counts.
create function tenancy.sketch_parts(sketch bytea) returns table (at smallint, n bigint) language sql immutable
set search_path = pg_catalog, pg_temp as $$
  select (get_byte(sketch, i) * 256 + get_byte(sketch, i + 1))::smallint,
    get_byte(sketch, i + 2)::bigint * 16777216 + get_byte(sketch, i + 3) * 65536 + get_byte(sketch, i + 4) * 256
      + get_byte(sketch, i + 5)
  from generate_series(0, length(sketch) - 6, 6) i
$$;

-- What was folded: a minute, and of times of which no minutes or no quarter-hours are made, those that are.
create function tenancy.touch_fleet() returns trigger language plpgsql security definer
set search_path = pg_catalog, pg_temp as $$
begin
  insert into public.fleet_touch (tenant_id, bucket, due)
    select distinct a.tenant_id, date_bin('5 minutes', f.at, timestamptz 'epoch'), clock_timestamp() + interval '5 seconds'
    from added a, lateral generate_series(a.bucket, a.ends - interval '1 minute', interval '1 hour') f (at)
    where a.grain = 'minute' or a.grain = 'quarter' and a.bucket < clock_timestamp() - interval '12 days'
      or a.grain = 'day' and a.bucket < clock_timestamp() - interval '398 days'
    on conflict do nothing;
  return null;
end $$;

-- Makes one tenant's rollups of these buckets from the rows.
create function tenancy.put_fleet_rows(target uuid, grain text, width interval, buckets timestamptz[]) returns void
language sql volatile set search_path = pg_catalog, pg_temp as $$
  with span as (select b as bucket, b + width as ends from unnest(buckets) b),
  req as materialized (
    select s.bucket, r.* from span s cross join lateral (
      select q.feature, q.outcome, q.error_code, q.repeats, q.retries, tenancy.sketch_bucket(q.latency_ms) as latency,
        tenancy.sketch_bucket(q.first_token_ms) as first, w.waited, w.held
      from public.request q cross join lateral (
        select coalesce(sum((e ->> 'ms')::float8) filter (where e ->> 'stage' = 'queue'), 0) as waited,
          coalesce(sum((e ->> 'ms')::float8) filter (where e ->> 'stage' = 'generate'), 0) as held
        from jsonb_array_elements(case jsonb_typeof(q.stages) when 'array' then q.stages else '[]' end) e) w
      where q.tenant_id = target and q.started_at >= s.bucket and q.started_at < s.ends offset 0) r
  ), counted as (
    select r.bucket, r.feature, count(*) filter (where r.outcome = 'ok') as ok,
      count(*) filter (where r.outcome = 'stopped') as stopped,
      coalesce(sum(r.repeats) filter (where r.outcome = 'refused'), 0)::bigint as refused,
      count(*) filter (where r.outcome = 'error') as failed, sum(r.retries)::bigint as retries, sum(r.waited) as waited_ms,
      count(*) filter (where r.waited > 100) as waited, sum(r.held) as held_ms
    from req r group by 1, 2
  ), coded as (
    select c.bucket, c.feature, jsonb_object_agg(c.code, c.n) as codes from (
      select r.bucket, r.feature, coalesce(r.error_code, 'refused') as code, sum(r.repeats)::bigint as n from req r
      where r.outcome = 'refused' group by 1, 2, 3) c group by 1, 2
  ), latency as (
    select x.bucket, x.feature, string_agg(int2send(x.at) || int4send(x.n), ''::bytea order by x.at) as sketch from (
      select r.bucket, r.feature, r.latency as at, count(*)::integer as n from req r
      where r.outcome <> 'refused' group by 1, 2, 3) x group by 1, 2
  ), first_token as (
    select x.bucket, x.feature, string_agg(int2send(x.at) || int4send(x.n), ''::bytea order by x.at) as sketch from (
      select r.bucket, r.feature, r.first as at, count(*)::integer as n from req r
      where r.first is not null group by 1, 2, 3) x group by 1, 2
  ), paid as (
    select s.bucket, l.feature, sum(l.tokens)::bigint as tokens, sum(l.cost_nano)::bigint as cost, sum(l.price_nano)::bigint as price
    from span s cross join lateral (
      select e.feature, e.input_tokens + e.output_tokens + e.cache_read_tokens + e.cache_write_5m_tokens
          + e.cache_write_1h_tokens as tokens, e.cost_nano, e.price_nano
      from public.ledger_entry e where e.tenant_id = target and e.at >= s.bucket and e.at < s.ends
        and (e.kind = 'call' or e.adjusts is not null) offset 0) l
    group by 1, 2
  )
  insert into public.fleet_rollup
    select target, put_fleet_rows.grain, bucket, feature, coalesce(c.ok, 0), coalesce(c.stopped, 0), coalesce(c.refused, 0),
      coalesce(c.failed, 0), coalesce(d.codes, '{}'), coalesce(c.retries, 0), coalesce(c.waited_ms, 0), coalesce(c.waited, 0),
      coalesce(c.held_ms, 0), coalesce(p.tokens, 0), coalesce(p.cost, 0), coalesce(p.price, 0), coalesce(l.sketch, ''),
      coalesce(f.sketch, '')
    from counted c full join paid p using (bucket, feature) left join coded d using (bucket, feature)
      left join latency l using (bucket, feature) left join first_token f using (bucket, feature)
$$;

-- The same from rollups of a finer grain.
create function tenancy.put_fleet_sums(target uuid, grain text, width interval, finer text, buckets timestamptz[]) returns void
language sql volatile set search_path = pg_catalog, pg_temp as $$
  with part as materialized (
    select s.bucket as whole, r.* from unnest(buckets) s (bucket) cross join lateral (
      select * from public.fleet_rollup u where u.tenant_id = target and u.grain = finer and u.bucket >= s.bucket
        and u.bucket < s.bucket + width offset 0) r
  ), coded as (
    select c.whole, c.feature, jsonb_object_agg(c.key, c.n) as codes from (
      select p.whole, p.feature, e.key, sum(e.value::bigint)::bigint as n from part p, jsonb_each_text(p.refused_by) e
      group by 1, 2, 3) c group by 1, 2
  ), latency as (
    select x.whole, x.feature, string_agg(int2send(x.at) || int4send(x.n), ''::bytea order by x.at) as sketch from (
      select p.whole, p.feature, k.at, sum(k.n)::integer as n from part p, tenancy.sketch_parts(p.latency) k
      group by 1, 2, 3) x group by 1, 2
  ), first_token as (
    select x.whole, x.feature, string_agg(int2send(x.at) || int4send(x.n), ''::bytea order by x.at) as sketch from (
      select p.whole, p.feature, k.at, sum(k.n)::integer as n from part p, tenancy.sketch_parts(p.first_token) k
      group by 1, 2, 3) x group by 1, 2
  )
  insert into public.fleet_rollup
    select target, put_fleet_sums.grain, whole, feature, sum(p.ok), sum(p.stopped), sum(p.refused), sum(p.failed),
      coalesce((array_agg(d.codes))[1], '{}'), sum(p.retries), sum(p.waited_ms), sum(p.waited), sum(p.held_ms), sum(p.tokens),
      sum(p.cost_nano), sum(p.price_nano), coalesce((array_agg(l.sketch))[1], ''), coalesce((array_agg(f.sketch))[1], '')
    from part p left join coded d using (whole, feature) left join latency l using (whole, feature)
      left join first_token f using (whole, feature)
    group by whole, feature
$$;

-- Folds what waits of the signed tenant, at most so many five minutes, and the hours, quarters and days that they lie in. One
-- at a time in each tenant. Returns how many five minutes; 0 also while another is at it.
create function tenancy.fold_fleet(how_many integer) returns integer
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  target uuid := tenancy.current_tenant();
  -- Less than is kept, so that nothing is computed from parts of which some are gone.
  fives_from timestamptz := date_bin('1 day', clock_timestamp() - interval '7 days', timestamptz 'epoch');
  hours_from timestamptz := date_bin('1 day', clock_timestamp() - interval '399 days', timestamptz 'epoch');
  five timestamptz[];
  hour timestamptz[];
  six timestamptz[];
  day timestamptz[];
begin
  if target is null or tenancy.current_role_name() is distinct from 'worker' then
    raise exception 'folding is for the worker' using errcode = 'insufficient_privilege';
  end if;
  if not pg_try_advisory_xact_lock(hashtextextended('tenantry.fleet', 0) # hashtextextended(target::text, 0)) then return 0; end if;
  -- What is taken out is committed; the statements below see at least the rows that it stands for.
  with taken as (
    delete from public.fleet_touch w where w.tenant_id = target and w.bucket in (
      select x.bucket from public.fleet_touch x where x.tenant_id = target and x.due <= clock_timestamp()
      order by x.bucket limit how_many) returning w.bucket
  ) select array_agg(t.bucket) into five from taken t;
  if five is null then return 0; end if;
  select array_agg(distinct date_bin('1 hour', b, timestamptz 'epoch')) into hour from unnest(five) b;
  select array_agg(distinct date_bin('6 hours', b, timestamptz 'epoch')) into six from unnest(five) b;
  select array_agg(distinct date_bin('1 day', b, timestamptz 'epoch')) into day from unnest(five) b;
  delete from public.fleet_rollup u where u.tenant_id = target and (u.grain = 'five' and u.bucket = any (five)
    or u.grain = 'hour' and u.bucket = any (hour) or u.grain = 'six' and u.bucket = any (six)
    or u.grain = 'day' and u.bucket = any (day));
  perform tenancy.put_fleet_rows(target, 'five', interval '5 minutes', array(select b from unnest(five) b where b >= fives_from));
  perform tenancy.put_fleet_sums(target, 'hour', interval '1 hour', 'five', array(select b from unnest(hour) b where b >= fives_from));
  perform tenancy.put_fleet_rows(target, 'hour', interval '1 hour',
    array(select b from unnest(hour) b where b < fives_from and b >= hours_from));
  perform tenancy.put_fleet_sums(target, 'six', interval '6 hours', 'hour', array(select b from unnest(six) b where b >= hours_from));
  perform tenancy.put_fleet_sums(target, 'day', interval '1 day', 'six', array(select b from unnest(day) b where b >= hours_from));
  perform tenancy.put_fleet_rows(target, 'day', interval '1 day', array(select b from unnest(day) b where b < hours_from));
  return cardinality(five);
end $$;

-- Tenants of which something waits, each with a context to fold it under.
create function tenancy.due_fleet(how_many integer)
returns table (tenant_id uuid, policy_version integer, time_zone text, plan text, context text)
language sql volatile security definer set search_path = pg_catalog, pg_temp as $$
  select t.id, (select max(p.version) from public.policy_version p where p.tenant_id = t.id), t.time_zone, t.plan,
    tenancy.sign_context(t.id::text, t.id, 'worker', 'worker', interval '60 seconds')
  from (select w.tenant_id, min(w.due) as due from public.fleet_touch w where w.due <= clock_timestamp() group by 1) w
    join public.tenant t on t.id = w.tenant_id
  where t.state in ('active', 'suspended') order by w.due limit how_many
$$;

-- Removes what is kept no longer; coarser ones answer for it. Returns how many.
create function tenancy.expire_fleet() returns integer
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  gone integer;
begin
  delete from public.fleet_rollup u where u.grain = 'five' and u.bucket < clock_timestamp() - interval '8 days'
    or u.grain in ('hour', 'six') and u.bucket < clock_timestamp() - interval '400 days';
  get diagnostics gone = row_count;
  return gone;
end $$;

revoke all on function tenancy.sketch_bucket(double precision), tenancy.sketch_parts(bytea), tenancy.touch_fleet(),
  tenancy.put_fleet_rows(uuid, text, interval, timestamptz[]), tenancy.put_fleet_sums(uuid, text, interval, text, timestamptz[]),
  tenancy.fold_fleet(integer), tenancy.due_fleet(integer), tenancy.expire_fleet() from public;
grant execute on function tenancy.fold_fleet(integer) to tenantry_app;
grant execute on function tenancy.due_fleet(integer), tenancy.expire_fleet() to tenantry_worker;
grant execute on function tenancy.touch_fleet() to tenantry_owner;
reset role;
create trigger usage_rollup_touches_fleet after insert on usage_rollup referencing new table as added
  for each statement execute function tenancy.touch_fleet();
set local role tenantry_definer;
revoke execute on function tenancy.touch_fleet() from tenantry_owner;
reset role;
revoke create on schema tenancy from tenantry_definer;
