-- What contains a tenant whose own requests go wrong: rules that operators edit, and what is in force because of them. A
-- containment is no policy version: it lies over the policy and ends by itself.

create table containment_rule (
  id uuid primary key,
  name text not null check (length(name) between 1 and 80),
  enabled boolean not null,
  metric text not null check (metric in ('error_share', 'spend_factor', 'refused', 'injection_attempts')),
  -- Over so many minutes the metric reaches the threshold, of at least so many requests (spend: nano-dollars).
  window_minutes integer not null check (window_minutes between 1 and 1440),
  threshold double precision not null check (threshold > 0),
  at_least bigint not null check (at_least >= 0),
  -- [{kind: notify} | {kind: weight, percent} | {kind: cap, requestsPerMinute, tokensPerMinute} | {kind: pause}]
  actions jsonb not null check (jsonb_typeof(actions) = 'array' and jsonb_array_length(actions) between 1 and 4),
  minutes integer not null check (minutes between 1 and 10080),
  edited_at timestamptz not null,
  edited_by uuid,
  reason text not null
);
insert into containment_rule values
  ('0c0a1700-0000-4000-8000-000000000001', 'Most answers fail', true, 'error_share', 5, 0.5, 20,
    '[{"kind": "weight", "percent": 25}, {"kind": "notify"}]', 15, now(), null, 'Shipped with the product.'),
  ('0c0a1700-0000-4000-8000-000000000002', 'Spending far above its usual', true, 'spend_factor', 60, 10, 5000000000,
    '[{"kind": "cap", "requestsPerMinute": 30, "tokensPerMinute": 100000}, {"kind": "notify"}]', 60, now(), null,
    'Shipped with the product.'),
  ('0c0a1700-0000-4000-8000-000000000003', 'Hammering after refusals', true, 'refused', 5, 1000, 0,
    '[{"kind": "weight", "percent": 50}, {"kind": "notify"}]', 15, now(), null, 'Shipped with the product.'),
  ('0c0a1700-0000-4000-8000-000000000004', 'Many attempts to steer the assistant', true, 'injection_attempts', 10, 50, 0,
    '[{"kind": "cap", "requestsPerMinute": 10, "tokensPerMinute": 50000}, {"kind": "notify"}]', 30, now(), null,
    'Shipped with the product.');

create table containment (
  tenant_id uuid not null references tenant (id),
  id uuid not null,
  rule_id uuid not null,
  rule_name text not null,
  metric text not null,
  value double precision not null,
  threshold double precision not null,
  actions jsonb not null,
  since timestamptz not null,
  until timestamptz not null check (until > since),
  ended_at timestamptz,
  -- Null where it ended by itself.
  ended_by uuid,
  end_reason text check (length(end_reason) between 3 and 500),
  primary key (tenant_id, id),
  check (ended_at is not null or ended_by is null and end_reason is null)
);
create unique index containment_in_force on containment (tenant_id, rule_id) where ended_at is null;
create index containment_listing on containment (tenant_id, since desc);

do $$
declare
  r text;
  t text;
begin
  foreach t in array array['containment_rule', 'containment'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    foreach r in array array['operator', 'auditor'] loop
      execute format('create policy %I on %I for select to %I using ((select tenancy.platform_role()) = %L)',
        t || '_' || r, t, 'tenantry_' || r, r);
      execute format('grant select on %I to %I', t, 'tenantry_' || r);
    end loop;
    execute format('create policy %I on %I for select to tenantry_definer using (true)', t || '_definer', t);
    execute format('grant select on %I to tenantry_definer', t);
  end loop;
end $$;

create policy containment_rule_watch on containment_rule for select to tenantry_app
  using ((select tenancy.current_role_name()) = 'worker');
grant select on containment_rule to tenantry_app;
create policy containment_rule_edit on containment_rule for update to tenantry_operator
  using ((select tenancy.platform_role()) = 'operator')
  with check ((select tenancy.platform_role()) = 'operator' and edited_by = (select tenancy.current_principal()));
grant update (enabled, window_minutes, threshold, at_least, actions, minutes, edited_at, edited_by, reason)
  on containment_rule to tenantry_operator;

create policy containment_own_tenant on containment as restrictive to tenantry_app
  using (tenant_id = (select tenancy.current_tenant())) with check (tenant_id = (select tenancy.current_tenant()));
create policy containment_read on containment for select to tenantry_app using (true);
-- What binds and until when; the figures are the operators'.
grant select (tenant_id, id, rule_id, metric, actions, since, until, ended_at) on containment to tenantry_app;
create policy containment_end on containment for update to tenantry_operator
  using ((select tenancy.platform_role()) = 'operator' and ended_at is null)
  with check ((select tenancy.platform_role()) = 'operator' and ended_by = (select tenancy.current_principal()));
grant update (ended_at, ended_by, end_reason) on containment to tenantry_operator;

grant insert, update (ended_at), delete on containment to tenantry_definer;
create policy containment_definer_start on containment for insert to tenantry_definer with check (true);
create policy containment_definer_end on containment for update to tenantry_definer using (true) with check (true);
create policy containment_definer_remove on containment for delete to tenantry_definer using (true);
grant update (state) on tenant to tenantry_definer;
create policy tenant_definer_pause on tenant for update to tenantry_definer
  using (state in ('active', 'suspended')) with check (state in ('active', 'suspended'));
create policy audit_entry_definer_contain on audit_entry for insert to tenantry_definer
  with check (actor_kind = 'system' and action in ('containment.start', 'containment.end'));

grant create on schema tenancy to tenantry_definer;
set local role tenantry_definer;

create function tenancy.pauses(actions jsonb) returns boolean language sql immutable
set search_path = pg_catalog, pg_temp as $$
  select actions @> '[{"kind": "pause"}]'
$$;

-- Puts a rule in force for the signed tenant, as it stands, unless it is already; what it did and when it ends come from
-- the rule and not from the caller. For the worker that watches the tenant. Canaries are attacked on purpose.
create function tenancy.start_containment(containment uuid, entry uuid, rule uuid, value double precision, at timestamptz)
returns boolean language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  target uuid := tenancy.current_tenant();
  r public.containment_rule;
begin
  if target is null or tenancy.current_role_name() is distinct from 'worker' then
    raise exception 'containing is for the worker' using errcode = 'insufficient_privilege';
  end if;
  select c.* into r from public.containment_rule c where c.id = rule and c.enabled;
  if not found or exists (select from public.tenant t where t.id = target and t.canary) then return false; end if;
  insert into public.containment (tenant_id, id, rule_id, rule_name, metric, value, threshold, actions, since, until)
    values (target, containment, r.id, r.name, r.metric, start_containment.value, r.threshold, r.actions, start_containment.at,
      start_containment.at + r.minutes * interval '1 minute')
    on conflict (tenant_id, rule_id) where ended_at is null do nothing;
  if not found then return false; end if;
  if tenancy.pauses(r.actions) then
    update public.tenant t set state = 'suspended' where t.id = target and t.state = 'active';
  end if;
  insert into public.audit_entry (tenant_id, id, at, actor_kind, actor_id, action, object_kind, object_id, outcome, detail)
    values (target, entry, start_containment.at, 'system', r.id, 'containment.start', 'tenant', containment, 'ok',
      jsonb_build_object('metric', r.metric, 'actions', r.actions, 'minutes', r.minutes));
  return true;
end $$;

-- Ends what is over, and resumes whom nothing else pauses. For the worker; nothing that is not over ends by it.
create function tenancy.end_containments(at timestamptz) returns integer
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  over record;
  ended integer := 0;
begin
  for over in
    select c.tenant_id, c.id, c.rule_id, c.metric, c.actions from public.containment c
    where c.ended_at is null and c.until <= end_containments.at order by c.tenant_id, c.id for update skip locked
  loop
    update public.containment c set ended_at = end_containments.at where c.tenant_id = over.tenant_id and c.id = over.id;
    if tenancy.pauses(over.actions) and not exists (select from public.containment c
        where c.tenant_id = over.tenant_id and c.ended_at is null and tenancy.pauses(c.actions)) then
      update public.tenant t set state = 'active' where t.id = over.tenant_id and t.state = 'suspended';
    end if;
    insert into public.audit_entry (tenant_id, id, at, actor_kind, actor_id, action, object_kind, object_id, outcome, detail)
      values (over.tenant_id, gen_random_uuid(), end_containments.at, 'system', over.rule_id, 'containment.end', 'tenant', over.id,
        'ok', jsonb_build_object('metric', over.metric));
    ended := ended + 1;
  end loop;
  return ended;
end $$;

-- Something for the self-test to look for: a canary's own containment, once, that is over as it begins.
create function tenancy.plant_containment(containment uuid, at timestamptz) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  target uuid := tenancy.current_tenant();
begin
  if not exists (select from public.tenant t where t.id = target and t.canary) then
    raise exception 'planting is for canaries' using errcode = 'insufficient_privilege';
  end if;
  insert into public.containment (tenant_id, id, rule_id, rule_name, metric, value, threshold, actions, since, until, ended_at)
    select target, containment, r.id, r.name, r.metric, r.threshold, r.threshold, '[{"kind": "weight", "percent": 99}]',
      plant_containment.at, plant_containment.at + interval '1 second', plant_containment.at
    from (select * from public.containment_rule order by id limit 1) r
    where not exists (select from public.containment c where c.tenant_id = target);
  return found;
end $$;

-- Every process forgets what it knew of the tenant.
create function tenancy.tell_contained() returns trigger language plpgsql security definer
set search_path = pg_catalog, pg_temp as $$
begin
  perform pg_notify('tenantry_contained', new.tenant_id::text);
  return null;
end $$;

revoke all on function tenancy.pauses(jsonb), tenancy.start_containment(uuid, uuid, uuid, double precision, timestamptz),
  tenancy.end_containments(timestamptz), tenancy.plant_containment(uuid, timestamptz), tenancy.tell_contained() from public;
grant execute on function tenancy.start_containment(uuid, uuid, uuid, double precision, timestamptz),
  tenancy.plant_containment(uuid, timestamptz) to tenantry_app;
grant execute on function tenancy.end_containments(timestamptz) to tenantry_worker;
grant execute on function tenancy.tell_contained() to tenantry_owner;
reset role;
create trigger containment_told after insert or update on containment
  for each row execute function tenancy.tell_contained();
set local role tenantry_definer;
revoke execute on function tenancy.tell_contained() from tenantry_owner;
reset role;
revoke create on schema tenancy from tenantry_definer;
