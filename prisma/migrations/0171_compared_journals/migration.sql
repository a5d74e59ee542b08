-- The standing check compares journals too: what they book of statements and credit notes, and of costs, which is kept with
-- the file. One that was written before has none.
do $$
declare c text;
begin
  for c in select conname from pg_constraint where conrelid = 'finance_export'::regclass and contype = 'c'
    and pg_get_constraintdef(oid) like '%ledger_nano%' loop
    execute format('alter table finance_export drop constraint %I', c);
  end loop;
end $$;
alter table finance_export add constraint finance_export_done check (state <> 'done' or (row_count is not null
  and bytes is not null and sha256 is not null and ended_at is not null and file_nano is not distinct from ledger_nano
  and case dataset when 'ledger' then file_cost_nano is not null when 'journal' then true else file_cost_nano is null end));

grant create on schema tenancy to tenantry_definer;
set local role tenantry_definer;

-- Compares what files of a month's days say with what the ledger says of the same days now: price with price, cost with
-- cost. Of files of the same span the newest is compared: after a row that came late, one written anew agrees. Of a day
-- that was not over when its file was written more came later, and of a tenant that is erased since nothing is left to
-- compare with: such files are left out, and so are those of all tenants from before an erasure. Days are summed from what
-- is folded of them, which the check of the books compares with the ledger, and from rows where something waits or what
-- stands is for a month as a whole: years of all tenants are compared each minute. Of a journal the price is what the papers
-- come to that were issued on its days, which stay when a tenant is erased, and the cost is what its months are booked
-- with: each month's cost in the ledger, to the cent.
create or replace function tenancy.check_exports(month date) returns integer
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  found_differing jsonb;
  compared integer;
  wrong integer;
begin
  if not pg_try_advisory_xact_lock(hashtext('tenantry.exports')) then return null; end if;
  with newest as (
    select distinct on (e.dataset, e.from_day, e.to_day, e.subject_tenant) e.id, e.dataset, e.from_day, e.to_day,
      e.subject_tenant, e.requested_at, e.file_nano, e.file_cost_nano, x.erased
    from public.finance_export e cross join lateral (
      select exists (select from public.erased_tenant t where t.started_at >= e.requested_at
        and (e.subject_tenant is null or t.id = e.subject_tenant)) as erased) x
    where e.state = 'done' and e.to_day >= check_exports.month and e.to_day < check_exports.month + interval '1 month'
      and (e.to_day + 1)::timestamp at time zone 'UTC' <= e.requested_at
      and (not x.erased or e.dataset = 'journal')
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
  ), paper as materialized (
    -- While a tenant is being erased a paper may stand in both places.
    select i.day, sum(i.nano) as nano from range r join (
      select s.tenant_id, s.label, (s.issued_at at time zone 'UTC')::date as day, s.total_nano as nano
      from public.issued_statement s
      union
      select s.erased_id, s.label, (s.issued_at at time zone 'UTC')::date, s.total_nano from public.erased_statement s
    ) i on i.day between r.first and r.last
    where not exists (select from public.tenant t where t.id = i.tenant_id and t.canary) group by 1
  ), said as (
    select f.*, l.price, l.cost, l.booked, i.issued from file f cross join lateral (
      select coalesce(sum(p.nano), 0) as issued from paper p where p.day between f.from_day and f.to_day) i
    cross join lateral (
      select coalesce(sum(m.price), 0) as price, coalesce(sum(m.cost), 0) as cost,
        coalesce(sum(round(m.cost * 0.0000001) * 10000000), 0) as booked
      from (select sum(p.price) as price, sum(p.cost) as cost from (
        select d.account, d.day, d.price, d.cost from folded d
        where f.subject_tenant is null and d.day between f.from_day and f.to_day
        union all
        select u.account, u.bucket, u.price_nano, u.cost_nano from public.ledger_rollup u join customer c on c.id = u.tenant_id
        where u.tenant_id = f.subject_tenant and u.grain = 'day' and u.cut = 'all' and u.bucket between f.from_day and f.to_day
          and not exists (select from waits w where w.tenant_id = u.tenant_id and w.day = u.bucket)
        union all
        select x.account, x.day, x.price, x.cost from loose x
        where x.tenant_id = coalesce(f.subject_tenant, x.tenant_id) and x.day between f.from_day and f.to_day) p
      where f.dataset <> 'focus-allocated' or p.account = 'platform' group by date_trunc('month', p.day)) m) l
  ), compared as (
    select s.*, m.measure, m.file, m.ledger from said s cross join lateral (values
      ('price', case when s.dataset <> 'focus-allocated' then s.file_nano end,
        case s.dataset when 'journal' then s.issued else s.price end),
      ('cost', case when s.dataset = 'focus-allocated' then s.file_nano when not s.erased then s.file_cost_nano end,
        case s.dataset when 'journal' then s.booked else s.cost end)
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

reset role;
revoke create on schema tenancy from tenantry_definer;
