-- What was done about a difference between ledger and provider: each row is the next state of its difference, and none is
-- changed. It is closed at the amounts that were seen; other amounts are another difference of the same place.
create table difference_note (
  id uuid primary key,
  day date not null,
  model text not null check (length(model) <= 200),
  batch boolean not null,
  token_type text not null check (length(token_type) <= 60),
  kind text not null check (length(kind) <= 40),
  tokens text check (tokens ~ '^-?[0-9]{1,30}$'),
  cost_usd text check (cost_usd ~ '^-?[0-9]{1,20}(\.[0-9]{1,20})?$'),
  state text not null check (state in ('open', 'closed')),
  assigned_to uuid references app_user (id),
  note text not null check (length(note) between 3 and 500),
  by_id uuid not null references app_user (id),
  at timestamptz not null
);
create index difference_note_place on difference_note (day, model, token_type, kind, at desc);

-- What the provider's invoice of a month says, as finance read it; a later row of the same number replaces what it said.
create table provider_invoice (
  id uuid primary key,
  month date not null check (extract(day from month) = 1),
  number text not null check (length(number) between 1 and 60),
  amount_cents bigint not null check (amount_cents between -1000000000000 and 1000000000000),
  note text not null default '' check (length(note) <= 500),
  entered_by uuid not null references app_user (id),
  entered_at timestamptz not null
);
create index provider_invoice_month on provider_invoice (month, number, entered_at desc);

do $$
declare
  r text;
  t text;
begin
  foreach t in array array['difference_note', 'provider_invoice'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    foreach r in array array['operator', 'finance', 'auditor'] loop
      execute format('create policy %I on %I for select to %I using ((select tenancy.platform_role()) = %L)',
        t || '_' || r, t, 'tenantry_' || r, r);
      execute format('grant select on %I to %I', t, 'tenantry_' || r);
    end loop;
  end loop;
end $$;
create policy difference_note_add on difference_note for insert to tenantry_finance
  with check ((select tenancy.platform_role()) = 'finance' and by_id = (select tenancy.current_principal()));
create policy provider_invoice_add on provider_invoice for insert to tenantry_finance
  with check ((select tenancy.platform_role()) = 'finance' and entered_by = (select tenancy.current_principal()));
grant insert on difference_note, provider_invoice to tenantry_finance;

-- What the standing check last found of the files that were given out.
create table export_check (
  month date primary key,
  at timestamptz not null,
  exports integer not null,
  -- Files that say something else than the ledger does now.
  differing jsonb not null
);
alter table export_check enable row level security;
alter table export_check force row level security;
do $$
declare
  r text;
begin
  foreach r in array array['operator', 'finance', 'auditor'] loop
    execute format('create policy %I on export_check for select to %I using ((select tenancy.platform_role()) = %L)',
      'export_check_' || r, 'tenantry_' || r, r);
    execute format('grant select on export_check to %I', 'tenantry_' || r);
  end loop;
end $$;
create policy export_check_definer on export_check for all to tenantry_definer using (true) with check (true);
grant select, insert, update on export_check to tenantry_definer;

grant create on schema tenancy to tenantry_definer;
set local role tenantry_definer;

-- Compares what files of a month's days say with what the ledger says of the same days now: price with price, cost with
-- cost. Of files of the same span the newest is compared: after a row that came late, one written anew agrees. Of a day
-- that was not over when its file was written more came later, and of a tenant that is erased since nothing is left to
-- compare with: such files are left out, and so are those of all tenants from before an erasure. Days are summed from what
-- is folded of them, which the check of the books compares with the ledger, and from rows where something waits or what
-- stands is for a month as a whole: years of all tenants are compared each minute.
create function tenancy.check_exports(month date) returns integer
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  found_differing jsonb;
  compared integer;
  wrong integer;
begin
  if not pg_try_advisory_xact_lock(hashtext('tenantry.exports')) then return null; end if;
  with newest as (
    select distinct on (e.dataset, e.from_day, e.to_day, e.subject_tenant) e.id, e.dataset, e.from_day, e.to_day,
      e.subject_tenant, e.requested_at, e.file_nano, e.file_cost_nano
    from public.finance_export e
    where e.state = 'done' and e.to_day >= check_exports.month and e.to_day < check_exports.month + interval '1 month'
      and e.dataset in ('focus', 'focus-allocated', 'ledger')
      and (e.to_day + 1)::timestamp at time zone 'UTC' <= e.requested_at
      and not exists (select from public.erased_tenant x where x.started_at >= e.requested_at
        and (e.subject_tenant is null or x.id = e.subject_tenant))
    order by e.dataset, e.from_day, e.to_day, e.subject_tenant, e.requested_at desc, e.id desc
  ), file as materialized (
    select * from newest n order by n.requested_at desc limit 200
  ), range as (
    select min(f.from_day) as first, max(f.to_day) as last from file f
  ), customer as materialized (
    select t.id from public.tenant t where not t.canary
  ), waits as materialized (
    select w.tenant_id, w.day from range r join public.ledger_touch w on w.day between r.first and r.last
    union
    select w.tenant_id, d.at::date from range r cross join public.rollup_touch w cross join lateral generate_series(
      date_trunc('day', w.bucket at time zone 'UTC'), date_trunc('day', w.bucket at time zone 'UTC')
        + case w.grain when 'day' then interval '1 day' else interval '0' end, interval '1 day') d (at)
    where d.at::date between r.first and r.last
  ), loose as materialized (
    select l.tenant_id, (l.at at time zone 'UTC')::date as day, l.account, sum(l.price_nano) as price, sum(l.cost_nano) as cost
    from waits w join customer c on c.id = w.tenant_id join public.ledger_entry l on l.tenant_id = w.tenant_id
      and l.at >= w.day::timestamp at time zone 'UTC' and l.at < (w.day + 1)::timestamp at time zone 'UTC'
      and (l.kind = 'call' or l.adjusts is not null)
    group by 1, 2, 3
    union all
    select l.tenant_id, (l.at at time zone 'UTC')::date, l.account, sum(l.price_nano), sum(l.cost_nano)
    from range r join public.ledger_entry l on l.kind = 'adjustment' and l.adjusts is null
      and l.at >= r.first::timestamp at time zone 'UTC' and l.at < (r.last + 1)::timestamp at time zone 'UTC'
      join customer c on c.id = l.tenant_id
    group by 1, 2, 3
  ), folded as materialized (
    -- Of all tenants together.
    select u.bucket as day, u.account, sum(u.price_nano) as price, sum(u.cost_nano) as cost
    from range r join public.ledger_rollup u on u.cut = 'all' and u.grain = 'day' and u.bucket between r.first and r.last
      join customer c on c.id = u.tenant_id
    where not exists (select from waits w where w.tenant_id = u.tenant_id and w.day = u.bucket)
    group by 1, 2
  ), said as (
    select f.*, l.price, l.cost from file f cross join lateral (
      select coalesce(sum(p.price), 0) as price, coalesce(sum(p.cost), 0) as cost from (
        select d.account, d.price, d.cost from folded d
        where f.subject_tenant is null and d.day between f.from_day and f.to_day
        union all
        select u.account, u.price_nano, u.cost_nano from public.ledger_rollup u join customer c on c.id = u.tenant_id
        where u.tenant_id = f.subject_tenant and u.grain = 'day' and u.cut = 'all' and u.bucket between f.from_day and f.to_day
          and not exists (select from waits w where w.tenant_id = u.tenant_id and w.day = u.bucket)
        union all
        select x.account, x.price, x.cost from loose x
        where x.tenant_id = coalesce(f.subject_tenant, x.tenant_id) and x.day between f.from_day and f.to_day) p
      where f.dataset <> 'focus-allocated' or p.account = 'platform') l
  ), compared as (
    select s.*, m.measure, m.file, m.ledger from said s cross join lateral (values
      ('price', case when s.dataset <> 'focus-allocated' then s.file_nano end, s.price),
      ('cost', case s.dataset when 'focus-allocated' then s.file_nano else s.file_cost_nano end, s.cost)
    ) m (measure, file, ledger) where m.file is not null
  )
  select count(distinct c.id), count(distinct c.id) filter (where c.file <> c.ledger),
      coalesce(jsonb_agg(jsonb_build_object('id', c.id, 'dataset', c.dataset, 'from', c.from_day, 'to', c.to_day,
        'measure', c.measure, 'fileNano', c.file::text, 'ledgerNano', c.ledger::text) order by c.from_day, c.id, c.measure)
        filter (where c.file <> c.ledger), '[]')
    into compared, wrong, found_differing from compared c;
  insert into public.export_check (month, at, exports, differing)
    values (check_exports.month, clock_timestamp(), compared, found_differing)
    on conflict on constraint export_check_pkey do update set at = excluded.at, exports = excluded.exports,
      differing = excluded.differing;
  return wrong;
end $$;

revoke all on function tenancy.check_exports(date) from public;
grant execute on function tenancy.check_exports(date) to tenantry_worker;
reset role;
revoke create on schema tenancy from tenantry_definer;
