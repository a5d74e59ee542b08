-- What a plan gives may change for a time, as a tenant's policy may. What begins or ends by itself has an entry in the platform's log.

alter table policy_change drop constraint policy_change_check5,
  add constraint policy_change_once_check check (kind = 'tenants' or stages = 1 and (kind = 'plan' or ends_at is null));
create policy platform_audit_definer_plan on platform_audit for insert to tenantry_definer
  with check (action in ('plan.begin', 'plan.end') and actor_role = 'system');

grant create on schema tenancy to tenantry_definer;
set local role tenantry_definer;

-- As before, and of a plan only what it came to have by this change, where nothing beside it contradicts that by now.
create or replace function tenancy.give_back(change uuid, becomes text, actor uuid, actor_kind text, why text, at timestamptz)
returns void language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
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
  if c.kind = 'plan' and c.version is not null then
    insert into public.plan_version (plan, version, manifest, reason, author_id, created_at)
      select c.plan, v.version + 1, tenancy.with_parts(v.manifest, c.expects), why, actor, at
      from (select * from public.plan_version p where p.plan = c.plan order by p.version desc limit 1) v
      where tenancy.parts_of(v.manifest, c.patch) = c.patch and tenancy.policy_fits(tenancy.with_parts(v.manifest, c.expects))
      returning version into put;
    update public.policy_change p set ended_version = put where p.id = c.id;
  end if;
end $$;

-- As before, and the platform's log says which version of a plan came by it.
create or replace function tenancy.run_policy_changes(at timestamptz) returns integer
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  c record;
  what text;
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
      what := 'plan.end';
    else
      perform tenancy.carry_stage(c.id, c.proposed_by, 'system', at);
      what := 'plan.begin';
    end if;
    insert into public.platform_audit (id, at, actor_id, actor_role, action, reason, detail)
      select gen_random_uuid(), run_policy_changes.at, '00000000-0000-0000-0000-000000000000', 'system', what, p.reason,
        jsonb_build_object('change', p.id, 'plan', p.plan, 'version', v.version)
      from public.policy_change p cross join lateral (select case what when 'plan.end' then p.ended_version else p.version end) v (version)
      where p.id = c.id and p.kind = 'plan' and v.version is not null;
    ran := ran + 1;
  end loop;
  return ran;
end $$;
reset role;
revoke create on schema tenancy from tenantry_definer;
