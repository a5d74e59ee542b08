-- The ledger by day and month (UTC), for finance: by account, by feature and model, by who asked, by tag. A minute that
-- usage_rollup folds puts its day into a queue in the same transaction, and so does an entry that forgets its person; whoever
-- folds takes days out and computes them anew from the ledger, so a pass that is repeated changes nothing. Readers take what
-- is folded where nothing waits and the ledger's rows where something does, in one statement: sums are exact at every moment.
-- Charges and credits for a month as a whole are no usage and are in none of it.

create table ledger_rollup (
  tenant_id uuid not null references tenant (id),
  grain text not null check (grain in ('day', 'month')),
  -- What it is apart by beside its day: 'all' account; 'use' feature, model and account; 'who' who; 'tag' tag and value. The
  -- columns of the others are empty.
  cut text not null check (cut in ('all', 'use', 'who', 'tag')),
  bucket date not null,
  feature text not null,
  model text not null,
  account text not null,
  who text not null,
  tag text not null,
  value text not null,
  entries bigint not null,
  calls bigint not null,
  -- Requests of which a call was booked: first calls.
  requests bigint not null,
  input_tokens bigint not null,
  output_tokens bigint not null,
  cost_nano bigint not null,
  price_nano bigint not null,
  primary key (tenant_id, grain, cut, bucket, feature, model, account, who, tag, value),
  check (grain = 'day' or extract(day from bucket) = 1)
);
create index ledger_rollup_time on ledger_rollup (cut, grain, bucket);

-- Days whose entries changed.
create table ledger_touch (
  tenant_id uuid not null references tenant (id),
  day date not null,
  due timestamptz not null,
  primary key (tenant_id, day)
);

-- What is there already.
alter table ledger_entry no force row level security;
insert into ledger_touch (tenant_id, day, due)
  select distinct tenant_id, (at at time zone 'UTC')::date, clock_timestamp() from ledger_entry;
alter table ledger_entry force row level security;

-- For the platform's people; a tenant sees its own use in usage_rollup.
do $$
declare
  r text;
  t text;
begin
  foreach t in array array['ledger_rollup', 'ledger_touch'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy %I on %I as restrictive to tenantry_app using (%s) with check (%3$s)',
      t || '_own_tenant', t, 'tenant_id = (select tenancy.current_tenant())');
    foreach r in array array['operator', 'finance', 'auditor'] loop
      execute format('create policy %I on %I for select to %I using ((select tenancy.platform_role()) = %L)',
        t || '_' || r, t, 'tenantry_' || r, r);
      execute format('grant select on %I to %I', t, 'tenantry_' || r);
    end loop;
    execute format('create policy %I on %I to tenantry_definer using (true) with check (true)', t || '_definer', t);
    execute format('grant select, insert, update, delete on %I to tenantry_definer', t);
  end loop;
end $$;

grant create on schema tenancy to tenantry_definer;
set local role tenantry_definer;

-- Who asked, for those who may know nobody: of the same person another one in each tenant, and none of who was erased.
create function tenancy.pseudonym(tenant uuid, kind text, id uuid) returns text language sql immutable strict
set search_path = pg_catalog, pg_temp as $$
  select kind || ':' || case id when '00000000-0000-0000-0000-000000000000' then 'erased'
    else substr(encode(sha256(convert_to(tenant::text || ':' || id::text, 'UTF8')), 'hex'), 1, 20) end
$$;

-- What was folded, as for the fleet: a minute, and of times of which no minutes or no quarter-hours are made, those that are.
-- Of the day that it is now seldom: all of it is made anew each time, and its rows are few enough to be read until then.
create function tenancy.touch_ledger_days() returns trigger language plpgsql security definer
set search_path = pg_catalog, pg_temp as $$
begin
  insert into public.ledger_touch (tenant_id, day, due)
    select distinct a.tenant_id, d.at::date, clock_timestamp()
      + case when d.at::date < (now() at time zone 'UTC')::date then interval '20 seconds' else interval '10 minutes' end
    from added a, lateral generate_series(date_trunc('day', a.bucket at time zone 'UTC'),
      (a.ends - interval '1 microsecond') at time zone 'UTC', interval '1 day') d (at)
    -- What was refused is in no ledger.
    where exists (select from public.ledger_entry l where l.tenant_id = a.tenant_id and l.at >= a.bucket and l.at < a.ends)
    on conflict do nothing;
  return null;
end $$;

-- Entries that changed in place (a person who is forgotten). Whoever folds the day waits for this to end.
create function tenancy.touch_changed_days() returns trigger language plpgsql security definer
set search_path = pg_catalog, pg_temp as $$
begin
  insert into public.ledger_touch (tenant_id, day, due)
    select a.tenant_id, (a.at at time zone 'UTC')::date, clock_timestamp() from changed a group by 1, 2 order by 1, 2
    on conflict (tenant_id, day) do update set due = excluded.due;
  return null;
end $$;

-- Makes one tenant's days from the ledger's entries.
create function tenancy.put_ledger_days(target uuid, days date[]) returns void
language sql volatile set search_path = pg_catalog, pg_temp as $$
  with entry as materialized (
    select d.day, l.* from unnest(days) d (day) cross join lateral (
      select e.feature, e.model, e.account, tenancy.pseudonym(e.tenant_id, e.principal_kind, e.principal_id) as who, e.tags,
        (e.kind = 'call')::integer as call, (e.kind = 'call' and e.call_ordinal = 0)::integer as request,
        e.input_tokens + e.cache_read_tokens + e.cache_write_5m_tokens + e.cache_write_1h_tokens as input,
        e.output_tokens as output, e.cost_nano as cost, e.price_nano as price
      from public.ledger_entry e
      where e.tenant_id = target and e.at >= d.day::timestamp at time zone 'UTC'
        and e.at < (d.day + 1)::timestamp at time zone 'UTC' and (e.kind = 'call' or e.adjusts is not null)
      offset 0) l
  )
  insert into public.ledger_rollup
    select target, 'day', case when grouping(e.who) = 0 then 'who' when grouping(e.feature) = 0 then 'use' else 'all' end, e.day,
      coalesce(e.feature, ''), coalesce(e.model, ''), coalesce(e.account, ''), coalesce(e.who, ''), '', '', count(*), sum(e.call),
      sum(e.request), sum(e.input), sum(e.output), sum(e.cost), sum(e.price)
    from entry e group by grouping sets ((e.day, e.account), (e.day, e.feature, e.model, e.account), (e.day, e.who))
    union all
    select target, 'day', 'tag', e.day, '', '', '', '', t.key, t.value, count(*), sum(e.call), sum(e.request), sum(e.input),
      sum(e.output), sum(e.cost), sum(e.price)
    from entry e cross join lateral jsonb_each_text(e.tags) t group by e.day, t.key, t.value
$$;

-- Makes months from their days; writes what differs from before alone, since one day changes few of a month's sums.
create function tenancy.put_ledger_months(target uuid, months date[]) returns void
language sql volatile set search_path = pg_catalog, pg_temp as $$
  with made as materialized (
    select r.cut, m.month, r.feature, r.model, r.account, r.who, r.tag, r.value, sum(r.entries) as entries, sum(r.calls) as calls,
      sum(r.requests) as requests, sum(r.input_tokens) as input, sum(r.output_tokens) as output, sum(r.cost_nano) as cost,
      sum(r.price_nano) as price
    from unnest(months) m (month) join public.ledger_rollup r on r.tenant_id = target and r.grain = 'day'
      and r.bucket >= m.month and r.bucket < (m.month + interval '1 month')::date
    group by r.cut, m.month, r.feature, r.model, r.account, r.who, r.tag, r.value
  ), gone as (
    delete from public.ledger_rollup u where u.tenant_id = target and u.grain = 'month' and u.bucket = any (months)
      and not exists (select from made d where d.cut = u.cut and d.month = u.bucket and d.feature = u.feature
        and d.model = u.model and d.account = u.account and d.who = u.who and d.tag = u.tag and d.value = u.value)
  )
  insert into public.ledger_rollup as u
    select target, 'month', d.cut, d.month, d.feature, d.model, d.account, d.who, d.tag, d.value, d.entries, d.calls, d.requests,
      d.input, d.output, d.cost, d.price from made d
  on conflict on constraint ledger_rollup_pkey do update set entries = excluded.entries, calls = excluded.calls,
      requests = excluded.requests, input_tokens = excluded.input_tokens, output_tokens = excluded.output_tokens,
      cost_nano = excluded.cost_nano, price_nano = excluded.price_nano
    where (u.entries, u.calls, u.requests, u.input_tokens, u.output_tokens, u.cost_nano, u.price_nano) is distinct from
      (excluded.entries, excluded.calls, excluded.requests, excluded.input_tokens, excluded.output_tokens, excluded.cost_nano,
        excluded.price_nano)
$$;

-- Folds what waits of the signed tenant, at most so many days, and the months that they lie in. One at a time in each tenant.
-- Returns how many days; 0 also while another is at it.
create function tenancy.fold_ledger(how_many integer) returns integer
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  target uuid := tenancy.current_tenant();
  days date[];
  months date[];
begin
  if target is null or tenancy.current_role_name() is distinct from 'worker' then
    raise exception 'folding is for the worker' using errcode = 'insufficient_privilege';
  end if;
  if not pg_try_advisory_xact_lock(hashtextextended('tenantry.ledger_days', 0) # hashtextextended(target::text, 0)) then
    return 0;
  end if;
  -- What is taken out is committed; the statements below see at least the entries that it stands for.
  with taken as (
    delete from public.ledger_touch w where w.tenant_id = target and w.day in (
      select x.day from public.ledger_touch x where x.tenant_id = target and x.due <= clock_timestamp()
      order by x.day limit how_many) returning w.day
  ) select array_agg(t.day) into days from taken t;
  if days is null then return 0; end if;
  select array_agg(distinct date_trunc('month', d)::date) into months from unnest(days) d;
  delete from public.ledger_rollup u where u.tenant_id = target and u.grain = 'day' and u.bucket = any (days);
  perform tenancy.put_ledger_days(target, days);
  perform tenancy.put_ledger_months(target, months);
  return cardinality(days);
end $$;

-- Tenants of which something waits, each with a context to fold it under.
create function tenancy.due_ledger(how_many integer)
returns table (tenant_id uuid, policy_version integer, time_zone text, plan text, context text)
language sql volatile security definer set search_path = pg_catalog, pg_temp as $$
  select t.id, (select max(p.version) from public.policy_version p where p.tenant_id = t.id), t.time_zone, t.plan,
    tenancy.sign_context(t.id::text, t.id, 'worker', 'worker', interval '60 seconds')
  from (select w.tenant_id, min(w.due) as due from public.ledger_touch w where w.due <= clock_timestamp() group by 1) w
    join public.tenant t on t.id = w.tenant_id
  where t.state in ('active', 'suspended') order by w.due limit how_many
$$;

-- Days and whole months (UTC) of one month that say something else than the ledger, of those of which nothing waits.
create function tenancy.compare_ledger_days(month date) returns table (tenant_id uuid, grain text, bucket date, cut text)
language sql stable set search_path = pg_catalog, pg_temp as $$
  with waiting as materialized (
    select w.tenant_id, w.day from public.ledger_touch w
    union
    select w.tenant_id, d.at::date from public.rollup_touch w, lateral generate_series(
      date_trunc('day', w.bucket at time zone 'UTC'), date_trunc('day', w.bucket at time zone 'UTC')
        + case w.grain when 'day' then interval '1 day' else interval '0' end, interval '1 day') d (at)
    -- Days that wait for their end are folded already, but those of times of which no finer sums are made.
    where w.grain = 'minute' or w.bucket < now() - interval '398 days'
  ), entry as materialized (
    select l.tenant_id, (l.at at time zone 'UTC')::date as day, count(*) as entries, sum(l.cost_nano) as cost,
      sum(l.price_nano) as price
    from public.ledger_entry l
    where l.at >= compare_ledger_days.month::timestamp at time zone 'UTC'
      and l.at < (compare_ledger_days.month + interval '1 month') at time zone 'UTC' and (l.kind = 'call' or l.adjusts is not null)
    group by 1, 2
  ), said as materialized (
    select r.tenant_id, r.grain, r.bucket, r.cut, sum(r.entries) as entries, sum(r.cost_nano) as cost, sum(r.price_nano) as price
    from public.ledger_rollup r where r.cut <> 'tag' and r.bucket >= compare_ledger_days.month
      and r.bucket < compare_ledger_days.month + interval '1 month' group by 1, 2, 3, 4
  ), booked as (
    select e.tenant_id, 'day' as grain, e.day as bucket, c.cut, e.entries, e.cost, e.price
    from entry e cross join unnest(array['all', 'use', 'who']) c (cut)
    union all
    select e.tenant_id, 'month', compare_ledger_days.month, c.cut, sum(e.entries), sum(e.cost), sum(e.price)
    from entry e cross join unnest(array['all', 'use', 'who']) c (cut) group by 1, 4
  )
  select coalesce(b.tenant_id, s.tenant_id), coalesce(b.grain, s.grain), coalesce(b.bucket, s.bucket), coalesce(b.cut, s.cut)
  from booked b full join said s on s.tenant_id = b.tenant_id and s.grain = b.grain and s.bucket = b.bucket and s.cut = b.cut
  where (b.entries, b.cost, b.price) is distinct from (s.entries, s.cost, s.price)
    and not exists (select from waiting w where w.tenant_id = coalesce(b.tenant_id, s.tenant_id)
      and case coalesce(b.grain, s.grain) when 'day' then w.day = coalesce(b.bucket, s.bucket)
        else date_trunc('month', w.day)::date = coalesce(b.bucket, s.bucket) end)
$$;

-- Days (UTC) of one month of which a sum that the console shows says something else than the ledger, of those of which
-- nothing waits. Of five minutes the days of which all are kept.
create function tenancy.compare_fleet(month date) returns table (tenant_id uuid, grain text, day date)
language sql stable set search_path = pg_catalog, pg_temp as $$
  with waiting as materialized (
    select w.tenant_id, (w.bucket at time zone 'UTC')::date as day from public.fleet_touch w
    union
    select w.tenant_id, d.at::date from public.rollup_touch w, lateral generate_series(
      date_trunc('day', w.bucket at time zone 'UTC'), date_trunc('day', w.bucket at time zone 'UTC')
        + case w.grain when 'day' then interval '1 day' else interval '0' end, interval '1 day') d (at)
    -- Days that wait for their end are folded already, but those of times of which no finer sums are made.
    where w.grain = 'minute' or w.bucket < now() - interval '398 days'
  ), entry as materialized (
    select l.tenant_id, (l.at at time zone 'UTC')::date as day, sum(l.cost_nano) as cost, sum(l.price_nano) as price,
      sum(l.input_tokens + l.output_tokens + l.cache_read_tokens + l.cache_write_5m_tokens + l.cache_write_1h_tokens) as tokens
    from public.ledger_entry l
    where l.at >= compare_fleet.month::timestamp at time zone 'UTC'
      and l.at < (compare_fleet.month + interval '1 month') at time zone 'UTC' and (l.kind = 'call' or l.adjusts is not null)
    group by 1, 2
  ), grains (grain, since) as (
    values ('five', (clock_timestamp() at time zone 'UTC')::date - 6), ('hour', compare_fleet.month),
      ('six', compare_fleet.month), ('day', compare_fleet.month)
  ), booked as (
    select e.tenant_id, g.grain, e.day, e.cost, e.price, e.tokens from entry e join grains g on e.day >= g.since
  ), said as materialized (
    select f.tenant_id, f.grain, (f.bucket at time zone 'UTC')::date as day, sum(f.cost_nano) as cost, sum(f.price_nano) as price,
      sum(f.tokens) as tokens
    from grains g join public.fleet_rollup f on f.grain = g.grain
      and f.bucket >= greatest(g.since, compare_fleet.month)::timestamp at time zone 'UTC'
      and f.bucket < (compare_fleet.month + interval '1 month') at time zone 'UTC' group by 1, 2, 3
  )
  select coalesce(b.tenant_id, s.tenant_id), coalesce(b.grain, s.grain), coalesce(b.day, s.day)
  from booked b full join said s on s.tenant_id = b.tenant_id and s.grain = b.grain and s.day = b.day
  -- Days on which nothing was paid have rows of their requests.
  where (coalesce(b.cost, 0), coalesce(b.price, 0), coalesce(b.tokens, 0))
      <> (coalesce(s.cost, 0), coalesce(s.price, 0), coalesce(s.tokens, 0))
    and not exists (select from waiting w where w.tenant_id = coalesce(b.tenant_id, s.tenant_id)
      and w.day = coalesce(b.day, s.day))
$$;

-- The standing check says so too.
do $$
declare
  change record;
  body text := pg_get_functiondef('tenancy.check_books(date)'::regprocedure);
begin
  for change in select * from (values
    ('), compared as (', '), daily as (
    select d.tenant_id, count(*) as days from tenancy.compare_ledger_days(check_books.month) d group by 1
  ), fleet as (
    select d.tenant_id, count(*) as days from tenancy.compare_fleet(check_books.month) d group by 1
  ), compared as ('),
    ('select b.*, n.differing, n.first, ', 'select b.*, n.differing, n.first, y.days, f.days as fleet, '),
    ('or n.differing is not null as differs', 'or n.differing is not null or y.days is not null or f.days is not null as differs'),
    ('left join counter n on n.tenant_id = b.tenant_id', 'left join counter n on n.tenant_id = b.tenant_id
      left join daily y on y.tenant_id = b.tenant_id left join fleet f on f.tenant_id = b.tenant_id'),
    ('array[''differs'', ''differing'', ''first'']', 'array[''differs'', ''differing'', ''first'', ''days'', ''fleet'']'),
    ('''counters'', coalesce(c.first, ''[]'')', '''counters'', coalesce(c.first, ''[]''), ''days_differing'', coalesce(c.days, 0),
        ''fleet_differing'', coalesce(c.fleet, 0)')
  ) c (was, becomes) loop
    if strpos(body, change.was) = 0 then raise exception 'not as expected: %', change.was; end if;
    body := replace(body, change.was, change.becomes);
  end loop;
  execute body;
end $$;

revoke all on function tenancy.pseudonym(uuid, text, uuid), tenancy.touch_ledger_days(), tenancy.touch_changed_days(),
  tenancy.put_ledger_days(uuid, date[]), tenancy.put_ledger_months(uuid, date[]), tenancy.fold_ledger(integer),
  tenancy.due_ledger(integer), tenancy.compare_ledger_days(date), tenancy.compare_fleet(date) from public;
-- Of what its caller names, and of nothing else.
grant execute on function tenancy.pseudonym(uuid, text, uuid) to tenantry_operator, tenantry_finance, tenantry_auditor;
grant execute on function tenancy.fold_ledger(integer) to tenantry_app;
grant execute on function tenancy.due_ledger(integer) to tenantry_worker;
grant execute on function tenancy.touch_ledger_days(), tenancy.touch_changed_days() to tenantry_owner;
reset role;
create trigger usage_rollup_touches_ledger_days after insert on usage_rollup referencing new table as added
  for each statement execute function tenancy.touch_ledger_days();
create trigger ledger_entry_changed after update on ledger_entry referencing new table as changed
  for each statement execute function tenancy.touch_changed_days();
set local role tenantry_definer;
revoke execute on function tenancy.touch_ledger_days(), tenancy.touch_changed_days() from tenantry_owner;
reset role;
revoke create on schema tenancy from tenantry_definer;
