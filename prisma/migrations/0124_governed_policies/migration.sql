-- Policies are changed by proposals. What stays within the bounds is in force at once, or at its time; what goes beyond them waits
-- for a second operator. PostgreSQL alone measures, carries out, ends and takes back; operators write no policy themselves.

-- What a plan gives to those who begin with it or change to it.
create table plan_version (
  plan text not null check (plan in ('free', 'starter', 'professional', 'enterprise')),
  version integer not null check (version > 0),
  manifest jsonb not null check (jsonb_typeof(manifest) = 'object'),
  reason text not null check (length(reason) between 3 and 500),
  -- Null: shipped with the product.
  author_id uuid,
  created_at timestamptz not null,
  recorded_at timestamptz not null default now(),
  primary key (plan, version)
);
-- Bounds: {raisePercent, lowerPercent (null: none), tenants, fields}: how far one operator may move a limit in a day, of how
-- many tenants at once, and which parts are never moved alone.
create table policy_bounds (
  version integer primary key check (version > 0),
  bounds jsonb not null check (jsonb_typeof(bounds) = 'object'),
  reason text not null check (length(reason) between 3 and 500),
  author_id uuid,
  created_at timestamptz not null
);
insert into policy_bounds values
  (1, '{"raisePercent": 900, "lowerPercent": null, "tenants": 25, "fields": ["budgets", "models", "tools"]}', 'Shipped with the product.', null, now());

create table policy_change (
  id uuid primary key,
  kind text not null check (kind in ('tenants', 'plan', 'bounds')),
  plan text check (plan in ('free', 'starter', 'professional', 'enterprise')),
  -- Parts and what they become. `expects`: what they were, for a plan and the bounds; a tenant's are with its target.
  patch jsonb not null check (jsonb_typeof(patch) = 'object' and patch <> '{}' and length(patch::text) <= 100000),
  expects jsonb,
  reason text not null check (length(reason) between 3 and 500),
  proposed_by uuid not null,
  proposed_at timestamptz not null,
  starts_at timestamptz,
  ends_at timestamptz check (ends_at > coalesce(starts_at, proposed_at)),
  stages integer not null check (stages between 1 and 20),
  -- How many are in force.
  stage integer not null default 0 check (stage between 0 and stages),
  -- After which the next stage comes by itself; null: when an operator says so.
  stage_minutes integer check (stage_minutes between 1 and 43200),
  stage_at timestamptz,
  paused boolean not null default false,
  -- What is beyond the bounds.
  beyond text[] not null,
  state text not null check (state in ('waiting', 'ready', 'in_force', 'done', 'refused', 'withdrawn', 'undone')),
  decided_by uuid check (decided_by <> proposed_by),
  decided_at timestamptz,
  decision text check (length(decision) between 3 and 500),
  version integer,
  ended_version integer,
  ended_at timestamptz,
  check ((kind = 'plan') = (plan is not null)),
  check ((kind = 'tenants') = (expects is null)),
  check (kind = 'tenants' or stages = 1 and ends_at is null),
  -- Nothing beyond the bounds goes on without a second person.
  check (beyond = '{}' or decided_by is not null or state in ('waiting', 'withdrawn')),
  check ((state = 'refused') <= (decided_by is not null))
);
create index policy_change_listing on policy_change (proposed_at desc, id);
create index policy_change_open on policy_change (state) where state in ('waiting', 'ready', 'in_force');

create table policy_change_target (
  tenant_id uuid not null references tenant (id),
  change_id uuid not null,
  stage integer not null check (stage between 1 and 20),
  expects jsonb not null check (jsonb_typeof(expects) = 'object'),
  -- `overtaken`: its parts had been changed otherwise by then, so they were left as they are.
  state text not null check (state in ('waiting', 'in_force', 'ended', 'undone', 'overtaken')),
  version integer,
  ended_version integer,
  at timestamptz not null,
  primary key (tenant_id, change_id)
);
create index policy_change_target_of on policy_change_target (change_id, stage);

-- Tenants that are treated alike.
create table tenant_group (
  id uuid primary key,
  name text not null unique check (length(name) between 1 and 80),
  created_by uuid not null,
  created_at timestamptz not null
);
create table tenant_group_member (
  tenant_id uuid not null references tenant (id),
  group_id uuid not null,
  added_by uuid not null,
  added_at timestamptz not null,
  primary key (tenant_id, group_id)
);

-- When a version was written by the clock of the database, which no caller sets.
alter table policy_version add column recorded_at timestamptz not null default now();
alter table policy_version no force row level security;
update policy_version set recorded_at = least(created_at, now());
alter table policy_version force row level security;
revoke insert on policy_version from tenantry_operator;
drop policy policy_version_edit on policy_version;

do $$
declare
  r text;
  t text;
begin
  foreach t in array array['plan_version', 'policy_bounds', 'policy_change', 'policy_change_target', 'tenant_group',
    'tenant_group_member'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    foreach r in array array['operator', 'auditor'] loop
      execute format('create policy %I on %I for select to %I using ((select tenancy.platform_role()) = %L)',
        t || '_' || r, t, 'tenantry_' || r, r);
      execute format('grant select on %I to %I', t, 'tenantry_' || r);
    end loop;
    execute format('create policy %I on %I to tenantry_definer using (true) with check (true)', t || '_definer', t);
  end loop;
  foreach t in array array['policy_change_target', 'tenant_group_member'] loop
    execute format('create policy %I on %I as restrictive to tenantry_app using (tenant_id = (select tenancy.current_tenant()))
      with check (tenant_id = (select tenancy.current_tenant()))', t || '_own_tenant', t);
  end loop;
end $$;
grant select, insert on plan_version, policy_bounds to tenantry_definer;
grant select, insert, delete on policy_change to tenantry_definer;
grant update (stage, stage_at, paused, state, decided_by, decided_at, decision, version, ended_version, ended_at)
  on policy_change to tenantry_definer;
grant select, insert, delete, update (state, version, ended_version, at) on policy_change_target to tenantry_definer;
grant select, delete on tenant_group_member to tenantry_definer;
-- What a plan would give is no secret of the platform's.
create policy plan_version_read on plan_version for select to tenantry_app using (true);
grant select (plan, version, manifest) on plan_version to tenantry_app;

create policy tenant_group_add on tenant_group for insert to tenantry_operator
  with check ((select tenancy.platform_role()) = 'operator' and created_by = (select tenancy.current_principal()));
create policy tenant_group_remove on tenant_group for delete to tenantry_operator
  using ((select tenancy.platform_role()) = 'operator');
create policy tenant_group_member_add on tenant_group_member for insert to tenantry_operator
  with check ((select tenancy.platform_role()) = 'operator' and added_by = (select tenancy.current_principal()));
create policy tenant_group_member_remove on tenant_group_member for delete to tenantry_operator
  using ((select tenancy.platform_role()) = 'operator');
grant insert, delete on tenant_group, tenant_group_member to tenantry_operator;

create policy audit_entry_definer_policy on audit_entry for insert to tenantry_definer
  with check (action in ('policy.edit', 'policy.end', 'policy.undo') and object_kind = 'policy');

grant create on schema tenancy to tenantry_definer;
set local role tenantry_definer;

insert into public.plan_version (plan, version, manifest, reason, created_at)
  select p, 1, tenancy.plan_limits(p) || '{"usefulAnswerTokens": 300, "downgradeModel": true, "downgradeLength": true,
      "ownDowngradeModel": true, "ownDowngradeLength": true, "softPercent": 80, "budgets": [], "ownBudgets": [],
      "ownLimits": {}, "addons": [], "leaveDays": 14,
      "tools": ["search_library", "read_document", "list_documents", "read_usage", "http"]}',
    'Shipped with the product.', now()
  from unnest(array['free', 'starter', 'professional', 'enterprise']) p;

-- Beside a plan: what is agreed or chosen with each tenant.
create or replace function tenancy.plan_limits(plan text) returns jsonb language sql stable
set search_path = pg_catalog, pg_temp as $$
  select v.manifest - array['usefulAnswerTokens', 'downgradeModel', 'downgradeLength', 'ownDowngradeModel',
      'ownDowngradeLength', 'softPercent', 'budgets', 'ownBudgets', 'ownLimits', 'addons', 'leaveDays', 'tools']
  from public.plan_version v where v.plan = plan_limits.plan order by v.version desc limit 1
$$;
alter function tenancy.planned_policy(jsonb, text, text) stable;

-- A limit with what add-ons that are not over add to it, and a price with their fees; null where the policy says nothing of it.
create function tenancy.most_of(manifest jsonb, field text) returns numeric language sql stable
set search_path = pg_catalog, pg_temp as $$
  select case when manifest ->> field ~ '^[0-9]+(\.[0-9]+)?$' then (manifest ->> field)::numeric end + coalesce((
    select sum((a ->> case field when 'priceNanoPerMonth' then 'priceNano' else field end)::numeric
      + case field when 'priceNanoPerMonth' then coalesce((a ->> 'feeNano')::numeric, 0) else 0 end)
    from jsonb_array_elements(coalesce(manifest -> 'addons', '[]')) a where (a ->> 'until')::timestamptz > now()), 0)
$$;

-- Whether a budget is gone, no longer limits what it limited, or is moved too far; each by what and whom it counts.
create function tenancy.budgets_beyond(reference jsonb, wanted jsonb, bounds jsonb) returns boolean language sql immutable
set search_path = pg_catalog, pg_temp as $$
  select exists (
    select from jsonb_array_elements(coalesce(reference, '[]')) r cross join unnest(array['tokens', 'priceNano']) f
    left join jsonb_array_elements(coalesce(wanted, '[]')) w
      on w ->> 'scope' = r ->> 'scope' and w ->> 'period' = r ->> 'period' and w ->> 'subject' is not distinct from r ->> 'subject'
    where r ->> f is not null and coalesce(
      (w ->> f)::numeric > (r ->> f)::numeric * (100 + (bounds ->> 'raisePercent')::numeric) / 100
        or (w ->> f)::numeric < (r ->> f)::numeric * (100 - (bounds ->> 'lowerPercent')::numeric) / 100,
      w ->> f is null))
$$;

-- Which parts of a patch go beyond the bounds, measured against `reference`.
create function tenancy.beyond_bounds(reference jsonb, wanted jsonb, patch jsonb, bounds jsonb) returns text[] language sql stable
set search_path = pg_catalog, pg_temp as $$
  select coalesce(array_agg(f order by f), '{}') from (
    select k.f from jsonb_object_keys(patch) k (f)
    where bounds -> 'fields' ? k.f and wanted -> k.f is distinct from reference -> k.f
    union
    select k.f from jsonb_object_keys(patch || case when patch ? 'addons' then '{"requestsPerMinute": 0, "tokensPerDay": 0,
        "tokensPerMonth": 0, "priceNanoPerMonth": 0}' else '{}' end::jsonb) k (f)
    where (jsonb_typeof(wanted -> k.f) = 'number' or k.f = 'priceNanoPerMonth')
      and coalesce(tenancy.most_of(wanted, k.f) > tenancy.most_of(reference, k.f) * (100 + (bounds ->> 'raisePercent')::numeric) / 100
        or tenancy.most_of(wanted, k.f) < tenancy.most_of(reference, k.f) * (100 - (bounds ->> 'lowerPercent')::numeric) / 100,
        reference -> k.f is null)
    union
    select 'budgets' where patch ? 'budgets' and tenancy.budgets_beyond(reference -> 'budgets', wanted -> 'budgets', bounds)
  ) each (f)
$$;

create function tenancy.bounds_in_force() returns jsonb language sql stable
set search_path = pg_catalog, pg_temp as $$
  select b.bounds from public.policy_bounds b order by b.version desc limit 1
$$;

-- What a day's changes are measured against together: the version of a day ago, or the first one.
create function tenancy.day_old_policy(target uuid) returns jsonb language sql stable
set search_path = pg_catalog, pg_temp as $$
  select p.manifest from public.policy_version p
  where p.tenant_id = target and (p.version = 1 or p.recorded_at <= now() - interval '1 day')
  order by p.version desc limit 1
$$;
create function tenancy.day_old_plan(name text) returns jsonb language sql stable
set search_path = pg_catalog, pg_temp as $$
  select p.manifest from public.plan_version p
  where p.plan = name and (p.version = 1 or p.recorded_at <= now() - interval '1 day')
  order by p.version desc limit 1
$$;

-- The values of a manifest at the parts of a patch; null where it has none.
create function tenancy.parts_of(manifest jsonb, patch jsonb) returns jsonb language sql immutable
set search_path = pg_catalog, pg_temp as $$
  select coalesce(jsonb_object_agg(f, coalesce(manifest -> f, 'null')), '{}') from jsonb_object_keys(patch) f
$$;

create function tenancy.with_parts(manifest jsonb, parts jsonb) returns jsonb language sql immutable
set search_path = pg_catalog, pg_temp as $$
  select (manifest || parts) - coalesce((
    select array_agg(e.key) from jsonb_each(parts) e where jsonb_typeof(e.value) = 'null'), '{}')
$$;

-- What no policy may contradict, whatever was changed beside it meanwhile.
create function tenancy.policy_fits(manifest jsonb) returns boolean language sql immutable
set search_path = pg_catalog, pg_temp as $$
  select coalesce((manifest ->> 'tokensPerDay')::numeric <= (manifest ->> 'tokensPerMonth')::numeric
    and (manifest ->> 'answerTokens')::numeric < (manifest ->> 'contextTokens')::numeric
    and coalesce((manifest ->> 'usefulAnswerTokens')::numeric, 300) <= (manifest ->> 'answerTokens')::numeric
    and jsonb_array_length(manifest -> 'models') > 0, false)
$$;

-- A version that differs from the newest in these parts alone, with the entry in the tenant's log; null when the newest is not
-- what was expected there, or would contradict itself. For the functions below.
create function tenancy.put_parts(target uuid, expected jsonb, parts jsonb, act text, change uuid, actor uuid, actor_kind text,
  why text, at timestamptz) returns integer
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  newest record;
  wanted jsonb;
begin
  for attempt in 1 .. 5 loop
    select p.version, p.manifest into strict newest from public.policy_version p
      where p.tenant_id = target order by p.version desc limit 1;
    wanted := tenancy.with_parts(newest.manifest, parts);
    if tenancy.parts_of(newest.manifest, expected) <> expected or not tenancy.policy_fits(wanted) then return null; end if;
    insert into public.policy_version (tenant_id, version, manifest, reason, author_id, created_at)
      values (target, newest.version + 1, wanted, why, actor, at) on conflict do nothing;
    if found then
      insert into public.audit_entry (tenant_id, id, at, actor_kind, actor_id, action, object_kind, object_id, outcome, detail)
        values (target, gen_random_uuid(), at, actor_kind, actor, act, 'policy', change, 'ok',
          jsonb_build_object('version', newest.version + 1, 'fields', (select jsonb_agg(f order by f) from jsonb_object_keys(parts) f),
            'from', tenancy.parts_of(newest.manifest, parts), 'to', tenancy.parts_of(wanted, parts)));
      return newest.version + 1;
    end if;
  end loop;
  return null;
end $$;

-- The next stage of a change. For the functions below, which hold its row.
create function tenancy.carry_stage(change uuid, actor uuid, actor_kind text, at timestamptz) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  c public.policy_change;
  t record;
  put integer;
  becomes text;
begin
  select * into strict c from public.policy_change p where p.id = change;
  if c.kind = 'tenants' then
    for t in
      select g.tenant_id, g.expects, n.state from public.policy_change_target g join public.tenant n on n.id = g.tenant_id
      where g.change_id = c.id and g.stage = c.stage + 1 and g.state = 'waiting' order by g.tenant_id
    loop
      put := case when t.state in ('active', 'suspended') then
        tenancy.put_parts(t.tenant_id, t.expects, c.patch, 'policy.edit', c.id, actor, actor_kind, c.reason, at) end;
      update public.policy_change_target g set state = case when put is null then 'overtaken' else 'in_force' end, version = put,
        at = carry_stage.at where g.tenant_id = t.tenant_id and g.change_id = c.id;
    end loop;
  elsif c.kind = 'plan' then
    insert into public.plan_version (plan, version, manifest, reason, author_id, created_at)
      select c.plan, v.version + 1, v.manifest || c.patch, c.reason, c.proposed_by, at
      from (select * from public.plan_version p where p.plan = c.plan order by p.version desc limit 1) v
      where tenancy.parts_of(v.manifest, c.expects) = c.expects and tenancy.policy_fits(v.manifest || c.patch)
      returning version into put;
  else
    insert into public.policy_bounds (version, bounds, reason, author_id, created_at)
      select b.version + 1, b.bounds || c.patch, c.reason, c.proposed_by, at
      from (select * from public.policy_bounds p order by p.version desc limit 1) b
      where tenancy.parts_of(b.bounds, c.expects) = c.expects
      returning version into put;
  end if;
  becomes := case when c.kind <> 'tenants' and put is null then 'withdrawn'
    when c.stage + 1 = c.stages and c.ends_at is null then 'done' else 'in_force' end;
  update public.policy_change p set stage = c.stage + 1, stage_at = at, version = put, state = becomes,
    ended_at = case when becomes <> 'in_force' then at end where p.id = c.id;
end $$;

-- Gives tenants back what they had, where nothing else was said since. For the functions below.
create function tenancy.give_back(change uuid, becomes text, actor uuid, actor_kind text, why text, at timestamptz) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  c public.policy_change;
  t record;
  put integer;
begin
  select * into strict c from public.policy_change p where p.id = change;
  for t in
    select g.tenant_id, g.expects, n.state from public.policy_change_target g join public.tenant n on n.id = g.tenant_id
    where g.change_id = c.id and g.state = 'in_force' order by g.tenant_id
  loop
    put := case when t.state in ('active', 'suspended') then tenancy.put_parts(t.tenant_id, c.patch, t.expects,
      case becomes when 'undone' then 'policy.undo' else 'policy.end' end, c.id, actor, actor_kind, why, at) end;
    update public.policy_change_target g set state = case when put is null then 'overtaken' else becomes end, ended_version = put,
      at = give_back.at where g.tenant_id = t.tenant_id and g.change_id = c.id;
  end loop;
  if c.kind = 'plan' then
    insert into public.plan_version (plan, version, manifest, reason, author_id, created_at)
      select c.plan, v.version + 1, v.manifest || c.expects, why, actor, at
      from (select * from public.plan_version p where p.plan = c.plan order by p.version desc limit 1) v
      where tenancy.parts_of(v.manifest, c.patch) = c.patch returning version into put;
    update public.policy_change p set ended_version = put where p.id = c.id;
  end if;
end $$;

-- Proposes a change in the name of the signed operator: of the tenants, each in its stage; of a plan; or of the bounds. Where one
-- is named, `based_on` is the version that the operator looked at; another one since is a unique violation.
create function tenancy.propose_change(change uuid, kind text, plan text, targets uuid[], stage_of integer[], based_on integer,
  patch jsonb, why text, starts timestamptz, ends timestamptz, every_minutes integer, at timestamptz)
returns table (state text, version integer, beyond text[])
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  bounds jsonb := tenancy.bounds_in_force();
  past text[] := '{}';
  old jsonb;
  parts jsonb;
  newest integer;
  model jsonb;
  t record;
begin
  if tenancy.platform_role() is distinct from 'operator' then
    raise exception 'policies are for operators to change' using errcode = 'insufficient_privilege';
  end if;
  if kind = 'bounds' then
    select b.version, b.bounds into strict newest, model from public.policy_bounds b order by b.version desc limit 1;
    past := array['bounds'];
  elsif kind = 'plan' then
    select p.version, p.manifest into newest, model from public.plan_version p
      where p.plan = propose_change.plan order by p.version desc limit 1;
  elsif kind = 'tenants' then
    select p.manifest into model from public.plan_version p where p.plan = 'enterprise' order by p.version desc limit 1;
    if cardinality(targets) = 1 then
      -- Two operators at once: the second one waits here, and then sees the other's version.
      perform from public.tenant n where n.id = targets[1] for update;
      select max(p.version) into newest from public.policy_version p where p.tenant_id = targets[1];
    end if;
  end if;
  if model is null or patch is null or patch = '{}' or length(coalesce(trim(why), '')) not between 3 and 500
    or exists (select from jsonb_each(patch) f where model -> f.key is null or f.key <> 'lowerPercent'
      and jsonb_typeof(f.value) <> jsonb_typeof(model -> f.key)) then
    raise exception 'not a change with a reason' using errcode = 'check_violation';
  end if;
  if kind = 'tenants' and (coalesce(cardinality(targets), 0) not between 1 and 5000
    or cardinality(targets) <> cardinality(stage_of)
    or (select count(distinct u) <> count(*) from unnest(targets) u)) then
    raise exception 'not tenants with their stages' using errcode = 'check_violation';
  end if;
  if ends <= at or (kind = 'tenants' and cardinality(targets) > 1) <> (based_on is null) then
    raise exception 'not a time and a version' using errcode = 'check_violation';
  end if;
  if newest is not null and newest is distinct from based_on then
    raise exception 'version % is in force by now', newest using errcode = 'unique_violation';
  end if;
  if kind = 'plan' then
    if not tenancy.policy_fits(model || patch) then
      raise exception 'a plan would contradict itself' using errcode = 'check_violation';
    end if;
    past := tenancy.beyond_bounds(tenancy.day_old_plan(plan), model || patch, patch, bounds);
  elsif kind = 'tenants' then
    if cardinality(targets) > (bounds ->> 'tenants')::integer then past := array['tenants']; end if;
    for t in
      select u.id, u.stage, n.state, n.canary from unnest(targets, stage_of) u (id, stage) left join public.tenant n on n.id = u.id
      order by u.id
    loop
      if t.state is null or t.state not in ('active', 'suspended') then
        raise exception 'no such tenant' using errcode = 'no_data_found';
      end if;
      select p.manifest into strict old from public.policy_version p where p.tenant_id = t.id order by p.version desc limit 1;
      parts := tenancy.parts_of(old, patch);
      if not tenancy.policy_fits(old || patch) then
        raise exception 'a policy would contradict itself' using errcode = 'check_violation';
      end if;
      -- A canary is the platform's own, and its self-test asks for more than anybody's plan allows.
      if not t.canary then
        past := past || tenancy.beyond_bounds(tenancy.day_old_policy(t.id), old || patch, patch, bounds);
      end if;
      insert into public.policy_change_target (tenant_id, change_id, stage, expects, state, at)
        values (t.id, change, t.stage, parts, 'waiting', propose_change.at);
    end loop;
  end if;
  past := coalesce((select array_agg(distinct o order by o) from unnest(past) o), '{}');
  insert into public.policy_change (id, kind, plan, patch, expects, reason, proposed_by, proposed_at, starts_at, ends_at, stages,
      stage_minutes, beyond, state)
    values (change, propose_change.kind, propose_change.plan, propose_change.patch,
      case when propose_change.kind <> 'tenants' then tenancy.parts_of(model, propose_change.patch) end, trim(why),
      tenancy.current_principal(), propose_change.at, starts, ends, coalesce((select max(s) from unnest(stage_of) s), 1),
      every_minutes, past, case when past = '{}' then 'ready' else 'waiting' end);
  if past = '{}' and coalesce(starts <= propose_change.at, true) then
    perform tenancy.carry_stage(change, tenancy.current_principal(), 'operator', propose_change.at);
  end if;
  return query select c.state, coalesce(c.version, (select g.version from public.policy_change_target g
      where g.change_id = change and cardinality(targets) = 1 and g.tenant_id = targets[1])), c.beyond
    from public.policy_change c where c.id = change;
end $$;

-- The word of a second operator on what waits for one; what was proposed is carried out by it, or at its time.
create function tenancy.decide_change(change uuid, approve boolean, why text, at timestamptz) returns text
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  c public.policy_change;
begin
  if tenancy.platform_role() is distinct from 'operator' or approve is null then
    raise exception 'policies are for operators to change' using errcode = 'insufficient_privilege';
  end if;
  select * into c from public.policy_change p where p.id = change for update;
  if not found or c.state <> 'waiting' or approve and c.ends_at <= at then return null; end if;
  if c.proposed_by = tenancy.current_principal() then
    raise exception 'who proposes does not decide' using errcode = 'insufficient_privilege';
  end if;
  update public.policy_change p set state = case when approve then 'ready' else 'refused' end,
    decided_by = tenancy.current_principal(), decided_at = decide_change.at, decision = trim(why),
    ended_at = case when not approve then decide_change.at end where p.id = change;
  if approve and coalesce(c.starts_at <= at, true) then
    perform tenancy.carry_stage(change, tenancy.current_principal(), 'operator', at);
  end if;
  return (select p.state from public.policy_change p where p.id = change);
end $$;

-- withdraw: before it began. pause, go_on: of what has stages to come. next: the next stage now. undo: everything as it was.
-- Null when the change is not at such a point; `overtaken` when nobody has what it said any more, for the caller to roll back.
create function tenancy.steer_change(change uuid, step text, why text, at timestamptz) returns text
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  c public.policy_change;
begin
  if tenancy.platform_role() is distinct from 'operator' then
    raise exception 'policies are for operators to change' using errcode = 'insufficient_privilege';
  end if;
  if length(coalesce(trim(why), '')) not between 3 and 500 then
    raise exception 'not a step with a reason' using errcode = 'check_violation';
  end if;
  select * into c from public.policy_change p where p.id = change for update;
  if not found then return null; end if;
  if step = 'withdraw' and c.state in ('waiting', 'ready') then
    update public.policy_change p set state = 'withdrawn', ended_at = steer_change.at where p.id = change;
  elsif step in ('pause', 'go_on') and c.state in ('ready', 'in_force') and c.stage < c.stages and c.paused = (step = 'go_on') then
    update public.policy_change p set paused = (step = 'pause') where p.id = change;
  elsif step = 'next' and c.state = 'in_force' and c.stage < c.stages and not c.paused then
    perform tenancy.carry_stage(change, tenancy.current_principal(), 'operator', at);
  elsif step = 'undo' and c.state in ('in_force', 'done') and c.kind <> 'bounds' then
    perform tenancy.give_back(change, 'undone', tenancy.current_principal(), 'operator', trim(why), at);
    if not exists (select from public.policy_change_target g where g.change_id = change and g.state = 'undone')
      and not exists (select from public.policy_change p where p.id = change and p.ended_version is not null) then
      return 'overtaken';
    end if;
    update public.policy_change p set state = 'undone', ended_at = steer_change.at where p.id = change;
  else
    return null;
  end if;
  return (select p.state from public.policy_change p where p.id = change);
end $$;

-- What is due: what begins, what has its next stage, what ends. For the worker; a count.
create function tenancy.run_policy_changes(at timestamptz) returns integer
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  c record;
  ran integer := 0;
begin
  for c in
    select p.* from public.policy_change p
    where p.state in ('ready', 'in_force') and (p.ends_at <= run_policy_changes.at or not p.paused and (
      p.state = 'ready' and coalesce(p.starts_at, p.proposed_at) <= run_policy_changes.at
      or p.state = 'in_force' and p.stage < p.stages
        and p.stage_at + p.stage_minutes * interval '1 minute' <= run_policy_changes.at))
    order by coalesce(p.starts_at, p.proposed_at), p.id for update skip locked
  loop
    if c.ends_at <= at then
      perform tenancy.give_back(c.id, 'ended', c.proposed_by, 'system', 'Its time is over: ' || left(c.reason, 400), at);
      update public.policy_change p set state = case when c.stage = 0 then 'withdrawn' else 'done' end,
        ended_at = run_policy_changes.at where p.id = c.id;
    else
      perform tenancy.carry_stage(c.id, c.proposed_by, 'system', at);
    end if;
    ran := ran + 1;
  end loop;
  return ran;
end $$;

-- Every process asks PostgreSQL again what holds for the tenant. Nothing needs it while messages arrive; it mends what did not.
create function tenancy.announce_policy(target uuid) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  if tenancy.platform_role() is distinct from 'operator' then
    raise exception 'policies are for operators to announce' using errcode = 'insufficient_privilege';
  end if;
  if not exists (select from public.tenant t where t.id = target) then return false; end if;
  perform pg_notify('tenantry_keys', target::text), pg_notify('tenantry_contained', target::text);
  return true;
end $$;

-- A change of which no tenant is left, since they were erased, goes with them.
create function tenancy.forget_change() returns trigger language plpgsql security definer
set search_path = pg_catalog, pg_temp as $$
begin
  delete from public.policy_change c where c.id = old.change_id and not exists (
    select from public.policy_change_target g where g.change_id = old.change_id and g.tenant_id <> old.tenant_id);
  return null;
end $$;

revoke all on function tenancy.announce_policy(uuid), tenancy.forget_change(), tenancy.most_of(jsonb, text),
  tenancy.budgets_beyond(jsonb, jsonb, jsonb), tenancy.beyond_bounds(jsonb, jsonb, jsonb, jsonb), tenancy.bounds_in_force(),
  tenancy.day_old_policy(uuid), tenancy.day_old_plan(text), tenancy.parts_of(jsonb, jsonb), tenancy.with_parts(jsonb, jsonb),
  tenancy.policy_fits(jsonb), tenancy.put_parts(uuid, jsonb, jsonb, text, uuid, uuid, text, text, timestamptz),
  tenancy.carry_stage(uuid, uuid, text, timestamptz), tenancy.give_back(uuid, text, uuid, text, text, timestamptz),
  tenancy.propose_change(uuid, text, text, uuid[], integer[], integer, jsonb, text, timestamptz, timestamptz, integer, timestamptz),
  tenancy.decide_change(uuid, boolean, text, timestamptz), tenancy.steer_change(uuid, text, text, timestamptz),
  tenancy.run_policy_changes(timestamptz) from public;
grant execute on function tenancy.propose_change(uuid, text, text, uuid[], integer[], integer, jsonb, text, timestamptz,
  timestamptz, integer, timestamptz), tenancy.decide_change(uuid, boolean, text, timestamptz),
  tenancy.steer_change(uuid, text, text, timestamptz), tenancy.announce_policy(uuid) to tenantry_operator;
grant execute on function tenancy.run_policy_changes(timestamptz) to tenantry_worker;
grant execute on function tenancy.forget_change() to tenantry_owner;
reset role;
create trigger policy_change_forgotten after delete on policy_change_target
  for each row execute function tenancy.forget_change();
set local role tenantry_definer;
revoke execute on function tenancy.forget_change() from tenantry_owner;
reset role;
revoke create on schema tenancy from tenantry_definer;
