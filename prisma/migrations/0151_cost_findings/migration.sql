-- What each tenant's days cost the platform beside what they should have cost, episodes that are out of the ordinary with their
-- causes, and what the month will come to. Whole days in UTC, from the fleet's rollups; the platform's figures, no tenant's.

create table cost_day (
  tenant_id uuid not null references tenant (id),
  day date not null,
  cost_nano bigint not null,
  -- What the days before it said, and how far from that is ordinary; null while they said nothing.
  expected_nano bigint check (expected_nano >= 0),
  band_nano bigint check (band_nano >= 0),
  anomalous boolean not null default false,
  primary key (tenant_id, day)
);

create table cost_anomaly (
  tenant_id uuid not null references tenant (id),
  id uuid not null,
  first_day date not null,
  last_day date not null check (last_day >= first_day),
  peak_day date not null check (peak_day between first_day and last_day),
  -- Whether it cost more than it should have, or less.
  more boolean not null,
  -- Of the peak.
  cost_nano bigint not null,
  expected_nano bigint not null,
  -- What moved: parts that sum exactly to the change, by ids and codes (lib/finance/anomalies/decompose.ts).
  causes jsonb not null check (jsonb_typeof(causes) = 'object'),
  found_at timestamptz not null,
  -- Since when late rows say that it was none.
  gone_at timestamptz,
  escalated_at timestamptz,
  acknowledged_at timestamptz,
  acknowledged_by uuid,
  note text check (length(note) between 3 and 500),
  primary key (tenant_id, id),
  check ((acknowledged_at is null) = (acknowledged_by is null))
);
create index cost_anomaly_days on cost_anomaly (tenant_id, last_day desc);

create table cost_forecast (
  tenant_id uuid not null references tenant (id),
  -- Its first day; and the last day that was known.
  month date not null,
  through date not null,
  spent_nano bigint not null,
  expected_nano bigint not null,
  low_nano bigint not null check (low_nano <= expected_nano),
  high_nano bigint not null check (high_nano >= expected_nano),
  straight_nano bigint not null,
  -- Mean absolute errors of past months on the same day, shares of what they came to; null of no month.
  error double precision,
  straight_error double precision,
  months integer not null check (months between 0 and 12),
  primary key (tenant_id)
);

do $$
declare
  r text;
  t text;
begin
  foreach t in array array['cost_day', 'cost_anomaly', 'cost_forecast'] loop
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
create policy cost_anomaly_acknowledge on cost_anomaly for update to tenantry_finance
  using ((select tenancy.platform_role()) = 'finance' and acknowledged_at is null)
  with check ((select tenancy.platform_role()) = 'finance' and acknowledged_by = (select tenancy.current_principal()));
grant update (acknowledged_at, acknowledged_by, note) on cost_anomaly to tenantry_finance;
grant update (payload) on notice to tenantry_definer;

grant create on schema tenancy to tenantry_definer;
set local role tenantry_definer;

-- The first day that is not over, or was only just: what ended last is folded some seconds later.
create function tenancy.cost_today(at timestamptz) returns date language sql immutable set search_path = pg_catalog, pg_temp as $$
  select ((at - interval '10 minutes') at time zone 'UTC')::date
$$;

-- Tenants with days that were not judged yet, or that late rows changed within a hundred days; each with a context to do it under: those
-- that come after one.
create function tenancy.due_costs(at timestamptz, after uuid, how_many integer)
returns table (tenant_id uuid, policy_version integer, time_zone text, plan text, context text)
language sql volatile security definer set search_path = pg_catalog, pg_temp as $$
  with rolled as (
    select f.tenant_id, (f.bucket at time zone 'UTC')::date as day, sum(f.cost_nano) as cost from public.fleet_rollup f
    where f.grain = 'day' and f.bucket >= (tenancy.cost_today(at) - 100)::timestamp at time zone 'UTC'
      and f.bucket < tenancy.cost_today(at)::timestamp at time zone 'UTC' group by 1, 2
  ), due as (
    select r.tenant_id from rolled r left join public.cost_day c on c.tenant_id = r.tenant_id and c.day = r.day
    where c.cost_nano is distinct from r.cost
    union
    select c.tenant_id from public.cost_day c group by 1 having max(c.day) < tenancy.cost_today(at) - 1
  )
  select t.id, (select max(p.version) from public.policy_version p where p.tenant_id = t.id), t.time_zone, t.plan,
    tenancy.sign_context(t.id::text, t.id, 'worker', 'worker', interval '60 seconds')
  from due d join public.tenant t on t.id = d.tenant_id
  where t.state in ('active', 'suspended') and not t.canary and t.id > due_costs.after order by t.id limit how_many
$$;

-- Writes down what each whole day of the signed tenant cost, days without use too, and returns the last four hundred in order;
-- none while another process is at it.
create function tenancy.fill_cost_days(at timestamptz) returns table (day date, cost_nano bigint)
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  target uuid := tenancy.current_tenant();
  today date := tenancy.cost_today(at);
  since date;
begin
  if target is null or tenancy.current_role_name() is distinct from 'worker' then
    raise exception 'costs are for the worker' using errcode = 'insufficient_privilege';
  end if;
  if not pg_try_advisory_xact_lock(hashtextextended('tenantry.costs', 0) # hashtextextended(target::text, 0)) then return; end if;
  select greatest(today - 400, (min(f.bucket) at time zone 'UTC')::date) into since from public.fleet_rollup f
    where f.tenant_id = target and f.grain = 'day';
  insert into public.cost_day (tenant_id, day, cost_nano)
    select target, d::date, coalesce((select sum(f.cost_nano) from public.fleet_rollup f where f.tenant_id = target
      and f.grain = 'day' and f.bucket = d at time zone 'UTC'), 0)
    from generate_series(since::timestamp, (today - 1)::timestamp, interval '1 day') d
    on conflict on constraint cost_day_pkey do update set cost_nano = excluded.cost_nano
    where cost_day.cost_nano <> excluded.cost_nano;
  return query select c.day, c.cost_nano from public.cost_day c where c.tenant_id = target and c.day >= since and c.day < today
    order by c.day;
end $$;

-- What a call costs by one version of the provider's prices; null where that has no line for it.
create function tenancy.cost_by(at_version integer, model text, input bigint, output bigint, read bigint, write_5m bigint,
  write_1h bigint, batch boolean) returns bigint language sql stable set search_path = pg_catalog, pg_temp as $$
  select case when batch then (x.full_nano * l.batch_percent + 99) / 100 else x.full_nano end from public.price_line l
    cross join lateral (select input * l.input_nano + output * l.output_nano + read * l.cache_read_nano
      + write_5m * l.cache_write_5m_nano + write_1h * l.cache_write_1h_nano as full_nano) x
  where l.version = at_version and l.kind = 'cost' and l.model = cost_by.model
    and (l.input_over = 0 or l.input_over < input + read + write_5m + write_1h)
  order by l.input_over desc limit 1
$$;

-- The signed tenant's costs of one day (`based` false) and of those that it is compared with, by feature, model, person's or key's
-- pseudonym and version of the provider's prices. `repriced_nano`: by the latest version of the days that it is compared with.
create function tenancy.cost_cells(target_day date, base date[])
returns table (based boolean, feature text, model text, who text, version integer, calls bigint, cost_nano text,
  repriced_nano text)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
  target uuid := tenancy.current_tenant();
  before integer;
begin
  if target is null or tenancy.current_role_name() is distinct from 'worker' then
    raise exception 'costs are for the worker' using errcode = 'insufficient_privilege';
  end if;
  select max(e.cost_version) into before from unnest(base) b (day) join public.ledger_entry e on e.tenant_id = target
    and e.at >= b.day::timestamp at time zone 'UTC' and e.at < (b.day + 1)::timestamp at time zone 'UTC';
  return query
    select d.day <> target_day, e.feature, e.model, tenancy.pseudonym(target, e.principal_kind, e.principal_id), e.cost_version,
      count(*) filter (where e.kind = 'call'), sum(e.cost_nano)::text,
      sum(e.cost_nano - case when e.kind = 'call' and d.day = target_day and e.cost_version <> before then coalesce(
        tenancy.cost_by(e.cost_version, e.model, e.input_tokens, e.output_tokens, e.cache_read_tokens, e.cache_write_5m_tokens,
          e.cache_write_1h_tokens, e.batch)
        - tenancy.cost_by(before, e.model, e.input_tokens, e.output_tokens, e.cache_read_tokens, e.cache_write_5m_tokens,
          e.cache_write_1h_tokens, e.batch), 0) else 0 end)::text
    from unnest(base || target_day) d (day) join public.ledger_entry e on e.tenant_id = target
      and e.at >= d.day::timestamp at time zone 'UTC' and e.at < (d.day + 1)::timestamp at time zone 'UTC'
    group by 1, 2, 3, 4, 5;
end $$;

-- Keeps what was found in the signed tenant's days: an episode that is known and goes on is the same one, what late rows made
-- ordinary is gone, and of a new one that is not long over finance is told once.
create function tenancy.put_cost_findings(findings jsonb, at timestamptz) returns integer
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  target uuid := tenancy.current_tenant();
  today date := tenancy.cost_today(at);
  one record;
  known uuid;
  kept uuid[] := '{}';
  told integer := 0;
begin
  if target is null or tenancy.current_role_name() is distinct from 'worker' then
    raise exception 'costs are for the worker' using errcode = 'insufficient_privilege';
  end if;
  update public.cost_day c set expected_nano = j.expected, band_nano = j.band, anomalous = j.anomalous
    from jsonb_to_recordset(findings -> 'days') j (day date, expected bigint, band bigint, anomalous boolean)
    where c.tenant_id = target and c.day = j.day
      and (c.expected_nano, c.band_nano, c.anomalous) is distinct from (j.expected, j.band, j.anomalous);
  for one in select * from jsonb_to_recordset(findings -> 'episodes')
    e (first date, last date, peak date, more boolean, cost bigint, expected bigint, causes jsonb) order by 1
  loop
    select a.id into known from public.cost_anomaly a where a.tenant_id = target and a.more = one.more and a.id <> all (kept)
      and a.first_day <= one.last and a.last_day >= one.first order by a.first_day limit 1;
    if known is null then
      known := gen_random_uuid();
      insert into public.cost_anomaly (tenant_id, id, first_day, last_day, peak_day, more, cost_nano, expected_nano, causes, found_at)
        values (target, known, one.first, one.last, one.peak, one.more, one.cost, one.expected, one.causes, at);
      if one.last >= today - 7 then
        perform tenancy.put_notice('cost_anomaly', target, jsonb_build_object('anomaly', known, 'from', one.first, 'to', one.last,
          'peak', one.peak, 'more', one.more, 'costNano', one.cost::text, 'expectedNano', one.expected::text,
          'causes', one.causes), at);
        told := told + 1;
      end if;
    else
      update public.cost_anomaly a set first_day = one.first, last_day = one.last, peak_day = one.peak, cost_nano = one.cost,
        expected_nano = one.expected, causes = one.causes, gone_at = null
      where a.tenant_id = target and a.id = known;
    end if;
    kept := kept || known;
  end loop;
  update public.cost_anomaly a set gone_at = at where a.tenant_id = target and a.id <> all (kept) and a.gone_at is null
    and a.first_day >= (findings ->> 'since')::date;
  delete from public.cost_forecast f where f.tenant_id = target;
  insert into public.cost_forecast select target, j.month, j.through, j.spent, j.expected, j.low, j.high, j.straight, j.error,
      j.straight_error, j.months
    from jsonb_to_recordset(findings -> 'forecast') j (month date, through date, spent bigint, expected bigint, low bigint,
      high bigint, straight bigint, error double precision, straight_error double precision, months integer);
  return told;
end $$;

-- Tells again, once, of what nobody acknowledged within a day. Returns how many.
create function tenancy.escalate_costs(at timestamptz) returns integer
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  one record;
  told integer := 0;
begin
  for one in
    update public.cost_anomaly a set escalated_at = at
    where a.acknowledged_at is null and a.gone_at is null and a.escalated_at is null
      and a.found_at <= escalate_costs.at - interval '1 day' and a.last_day >= tenancy.cost_today(escalate_costs.at) - 9
    returning a.*
  loop
    perform tenancy.put_notice('cost_escalated', one.tenant_id, jsonb_build_object('anomaly', one.id, 'from', one.first_day,
      'to', one.last_day, 'peak', one.peak_day, 'more', one.more, 'costNano', one.cost_nano::text,
      'expectedNano', one.expected_nano::text, 'causes', one.causes, 'since', one.found_at), at);
    told := told + 1;
  end loop;
  return told;
end $$;

-- Of a person who is forgotten findings keep no pseudonym either, nor do notices of them.
do $$
declare
  body text := pg_get_functiondef('tenancy.forget_person(uuid,uuid)'::regprocedure);
  before constant text := '  update public.reservation r set principal_id = nobody';
begin
  if strpos(body, before) = 0 then raise exception 'not as expected: %', before; end if;
  execute replace(body, before, '  update public.cost_anomaly a
    set causes = replace(a.causes::text, tenancy.pseudonym(target, ''user'', person), ''user:erased'')::jsonb
    where a.tenant_id = target and strpos(a.causes::text, tenancy.pseudonym(target, ''user'', person)) > 0;
  update public.notice o
    set payload = replace(o.payload::text, tenancy.pseudonym(target, ''user'', person), ''user:erased'')::jsonb
    where o.subject_tenant = target and o.kind in (''cost_anomaly'', ''cost_escalated'')
      and strpos(o.payload::text, tenancy.pseudonym(target, ''user'', person)) > 0;
' || before);
end $$;

revoke all on function tenancy.cost_today(timestamptz), tenancy.due_costs(timestamptz, uuid, integer),
  tenancy.fill_cost_days(timestamptz), tenancy.cost_cells(date, date[]), tenancy.put_cost_findings(jsonb, timestamptz),
  tenancy.cost_by(integer, text, bigint, bigint, bigint, bigint, bigint, boolean), tenancy.escalate_costs(timestamptz) from public;
grant execute on function tenancy.due_costs(timestamptz, uuid, integer), tenancy.escalate_costs(timestamptz) to tenantry_worker;
grant execute on function tenancy.fill_cost_days(timestamptz), tenancy.cost_cells(date, date[]),
  tenancy.put_cost_findings(jsonb, timestamptz) to tenantry_app;
reset role;
revoke create on schema tenancy from tenantry_definer;
