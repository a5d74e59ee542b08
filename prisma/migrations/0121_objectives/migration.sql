-- What operators promise of latency and errors, by plan and operation; how much of it was kept; and alerts where an error
-- budget burns too fast. Figures of all tenants together, and no tenant's own.

create table objective (
  id uuid primary key,
  name text not null check (length(name) between 1 and 80),
  enabled boolean not null,
  kind text not null check (kind in ('errors', 'latency', 'first_token')),
  -- Milliseconds that count as kept; of errors none.
  threshold_ms double precision check (threshold_ms > 0 and threshold_ms <= 3600000),
  -- The share that is promised, over so many days.
  target double precision not null check (target >= 0.5 and target <= 0.9999),
  days integer not null check (days between 1 and 90),
  -- Null: of every plan, of every operation.
  plan text check (plan in ('free', 'starter', 'professional', 'enterprise')),
  feature text check (feature ~ '^[a-z][a-z0-9_-]{0,39}$'),
  -- Minutes until an urgent alert that nobody acknowledged is told again.
  escalate_minutes integer not null check (escalate_minutes between 1 and 1440),
  edited_at timestamptz not null,
  edited_by uuid,
  reason text not null check (length(reason) between 3 and 500),
  check ((kind = 'errors') = (threshold_ms is null))
);
insert into objective values
  ('0b1ec700-0000-4000-8000-000000000001', 'Answers do not fail', true, 'errors', null, 0.995, 28, null, 'chat', 15, now(), null,
    'Shipped with the product.'),
  ('0b1ec700-0000-4000-8000-000000000002', 'Answers are whole within 30 seconds', true, 'latency', 30000, 0.95, 28, null,
    'chat', 15, now(), null, 'Shipped with the product.'),
  ('0b1ec700-0000-4000-8000-000000000003', 'Enterprise answers begin within 5 seconds', true, 'first_token', 5000, 0.95, 28,
    'enterprise', 'chat', 15, now(), null, 'Shipped with the product.');

-- What counted and what of it broke the promise, by five minutes.
create table objective_bucket (
  objective_id uuid not null references objective (id),
  bucket timestamptz not null,
  total bigint not null check (total >= 0),
  bad bigint not null check (bad between 0 and total),
  primary key (objective_id, bucket)
);

create table objective_alert (
  id uuid primary key,
  objective_id uuid not null references objective (id),
  severity text not null check (severity in ('urgent', 'slow')),
  -- How many times faster than allowed the budget burnt when it was told.
  burn double precision not null,
  started_at timestamptz not null,
  ended_at timestamptz,
  escalated_at timestamptz,
  acknowledged_at timestamptz,
  acknowledged_by uuid,
  note text check (length(note) between 3 and 500),
  check ((acknowledged_at is null) = (acknowledged_by is null))
);
create unique index objective_alert_open on objective_alert (objective_id, severity) where ended_at is null;
create index objective_alert_listing on objective_alert (started_at desc);

do $$
declare
  r text;
  t text;
begin
  foreach t in array array['objective', 'objective_bucket', 'objective_alert'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    foreach r in array array['operator', 'auditor'] loop
      execute format('create policy %I on %I for select to %I using ((select tenancy.platform_role()) = %L)',
        t || '_' || r, t, 'tenantry_' || r, r);
      execute format('grant select on %I to %I', t, 'tenantry_' || r);
    end loop;
    execute format('create policy %I on %I to tenantry_definer using (true) with check (true)', t || '_definer', t);
    execute format('grant select on %I to tenantry_definer', t);
  end loop;
end $$;
create policy objective_add on objective for insert to tenantry_operator
  with check ((select tenancy.platform_role()) = 'operator' and edited_by = (select tenancy.current_principal()));
create policy objective_edit on objective for update to tenantry_operator
  using ((select tenancy.platform_role()) = 'operator')
  with check ((select tenancy.platform_role()) = 'operator' and edited_by = (select tenancy.current_principal()));
grant insert on objective to tenantry_operator;
grant update (name, enabled, target, days, escalate_minutes, edited_at, edited_by, reason) on objective to tenantry_operator;
create policy objective_alert_acknowledge on objective_alert for update to tenantry_operator
  using ((select tenancy.platform_role()) = 'operator' and acknowledged_at is null)
  with check ((select tenancy.platform_role()) = 'operator' and acknowledged_by = (select tenancy.current_principal()));
grant update (acknowledged_at, acknowledged_by, note) on objective_alert to tenantry_operator;
grant insert, update, delete on objective_bucket to tenantry_definer;
grant insert, update (ended_at, escalated_at) on objective_alert to tenantry_definer;

alter table notice drop constraint notice_kind_check;
alter table notice add constraint notice_kind_check check (kind ~ '^[a-z]+(_[a-z]+)*$' and length(kind) <= 40);

grant create on schema tenancy to tenantry_definer;
set local role tenantry_definer;

-- What counted and what of it broke one promise, by five minutes, from the fleet's rollups of the platform's customers.
create function tenancy.put_objective(target uuid, since timestamptz, until timestamptz) returns void
language sql volatile set search_path = pg_catalog, pg_temp as $$
  with promised as (
    select * from public.objective o where o.id = put_objective.target
  ), part as (
    select f.bucket, o.kind, o.threshold_ms, f.ok + f.stopped + f.failed as ended, f.failed,
      case o.kind when 'latency' then f.latency when 'first_token' then f.first_token end as sketch
    from promised o cross join public.fleet_rollup f join public.tenant t on t.id = f.tenant_id and not t.canary
    where f.grain = 'five' and f.bucket >= since and f.bucket < until and (o.plan is null or t.plan = o.plan)
      and (o.feature is null or f.feature = o.feature)
  ), counted as (
    select p.bucket, sum(p.ended)::bigint as total, sum(p.failed)::bigint as bad from part p where p.kind = 'errors' group by 1
    union all
    select p.bucket, sum(k.n)::bigint, coalesce(sum(k.n) filter (where k.at > tenancy.sketch_bucket(p.threshold_ms)), 0)::bigint
    from part p, tenancy.sketch_parts(p.sketch) k where p.kind <> 'errors' group by 1
  )
  insert into public.objective_bucket (objective_id, bucket, total, bad)
    select put_objective.target, c.bucket, c.total, c.bad from counted c where c.total > 0
    on conflict (objective_id, bucket) do update set total = excluded.total, bad = excluded.bad
    where (objective_bucket.total, objective_bucket.bad) is distinct from (excluded.total, excluded.bad)
$$;

-- How fast each error budget burns, by pairs of windows of which both must burn: of the short one alone, a moment would
-- alert; of the long one alone, what is long over ("The Site Reliability Workbook", chapter 5). 1 uses the budget up exactly.
create function tenancy.objective_burn(at timestamptz)
returns table (objective_id uuid, severity text, burn double precision, events bigint, firing boolean)
language sql stable set search_path = pg_catalog, pg_temp as $$
  with pair (severity, long, short, factor) as (values
    ('urgent', interval '1 hour', interval '5 minutes', 14.4), ('urgent', interval '6 hours', interval '30 minutes', 6.0),
    ('slow', interval '1 day', interval '2 hours', 3.0), ('slow', interval '3 days', interval '6 hours', 1.0)
  ), share as (
    select o.id, p.severity, p.factor, l.total,
      coalesce(l.bad::float8 / nullif(l.total, 0), 0) / (1 - o.target) as long_burn,
      coalesce(s.bad::float8 / nullif(s.total, 0), 0) / (1 - o.target) as short_burn
    from public.objective o cross join pair p
      cross join lateral (select coalesce(sum(b.total), 0)::bigint as total, coalesce(sum(b.bad), 0)::bigint as bad
        from public.objective_bucket b where b.objective_id = o.id and b.bucket >= at - p.long and b.bucket < at) l
      cross join lateral (select coalesce(sum(b.total), 0)::bigint as total, coalesce(sum(b.bad), 0)::bigint as bad
        from public.objective_bucket b where b.objective_id = o.id and b.bucket > at - p.short - interval '5 minutes'
          and b.bucket < at) s
    where o.enabled
  )
  select s.id, s.severity, max(least(s.long_burn, s.short_burn)), max(s.total),
    -- Of a handful one failure is a large share.
    bool_or(s.long_burn >= s.factor and s.short_burn >= s.factor and s.total >= 20)
  from share s group by 1, 2
$$;

-- Counts what was added, begins and ends alerts, and tells again of urgent ones that nobody acknowledged in time. One at a
-- time. Returns how many notices were put into the outbox.
create function tenancy.watch_objectives(at timestamptz) returns integer
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  told integer := 0;
  one record;
  known timestamptz;
begin
  if not pg_try_advisory_xact_lock(hashtextextended('tenantry.objectives', 0)) then return 0; end if;
  for one in select o.id from public.objective o where o.enabled loop
    select max(b.bucket) into known from public.objective_bucket b where b.objective_id = one.id;
    -- A quarter of an hour again: requests are counted where they began, when they end. Of a new one the last six hours, of one
    -- that was not watched a day: more would hold everything up that is to be watched now.
    perform tenancy.put_objective(one.id,
      greatest(coalesce(known, at - interval '6 hours') - interval '15 minutes', at - interval '1 day'), at);
  end loop;
  delete from public.objective_bucket b where b.bucket < at - interval '91 days';
  for one in
    select b.*, o.name, o.kind, o.target, o.plan, o.feature from tenancy.objective_burn(at) b join public.objective o on o.id = b.objective_id
    where b.firing and not exists (select from public.objective_alert a where a.objective_id = b.objective_id
      and a.severity = b.severity and a.ended_at is null)
  loop
    insert into public.objective_alert (id, objective_id, severity, burn, started_at)
      values (gen_random_uuid(), one.objective_id, one.severity, one.burn, at);
    perform tenancy.put_notice('objective_burning', null, jsonb_build_object('objective', one.name, 'kind', one.kind,
      'target', one.target, 'plan', one.plan, 'operation', one.feature, 'severity', one.severity, 'burn', one.burn), at);
    told := told + 1;
  end loop;
  for one in
    update public.objective_alert a set ended_at = at from public.objective o
    where o.id = a.objective_id and a.ended_at is null and not coalesce((select b.firing from tenancy.objective_burn(at) b
      where b.objective_id = a.objective_id and b.severity = a.severity), false)
    returning o.name, o.kind, o.target, o.plan, o.feature, a.severity, a.burn
  loop
    perform tenancy.put_notice('objective_kept', null, jsonb_build_object('objective', one.name, 'kind', one.kind,
      'target', one.target, 'plan', one.plan, 'operation', one.feature, 'severity', one.severity, 'burn', one.burn), at);
    told := told + 1;
  end loop;
  for one in
    update public.objective_alert a set escalated_at = at from public.objective o
    where o.id = a.objective_id and a.severity = 'urgent' and a.ended_at is null and a.acknowledged_at is null
      and a.escalated_at is null and a.started_at <= at - make_interval(mins => o.escalate_minutes)
    returning o.name, o.kind, o.target, o.plan, o.feature, a.severity, a.burn, a.started_at
  loop
    perform tenancy.put_notice('objective_escalated', null, jsonb_build_object('objective', one.name, 'kind', one.kind,
      'target', one.target, 'plan', one.plan, 'operation', one.feature, 'severity', one.severity, 'burn', one.burn,
      'since', one.started_at), at);
    told := told + 1;
  end loop;
  return told;
end $$;

revoke all on function tenancy.put_objective(uuid, timestamptz, timestamptz), tenancy.objective_burn(timestamptz),
  tenancy.watch_objectives(timestamptz) from public;
grant execute on function tenancy.watch_objectives(timestamptz) to tenantry_worker;
reset role;
revoke create on schema tenancy from tenantry_definer;
