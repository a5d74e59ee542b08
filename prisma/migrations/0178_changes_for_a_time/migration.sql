-- Changes for a time, of a plan or of tenants: one that could not go back, or never begin, because of another is refused when it is
-- proposed; what ended by itself is not taken back once more; and the end of a plan's change gives back each part for itself.

grant create on schema tenancy to tenantry_definer;
set local role tenantry_definer;

-- A change with a beginning or an end knows what its parts are when it is proposed. By another one they are something else at its
-- times: while that one is in force it ends no later, or it would bring back what is over; and it overlaps none that is to come.
create function tenancy.refuse_crossing() returns trigger
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  from_then timestamptz := coalesce(new.starts_at, new.proposed_at);
  to_then timestamptz := coalesce(new.ends_at, 'infinity');
begin
  -- Two at once: the second one waits here, and then sees the first.
  perform pg_advisory_xact_lock(hashtextextended('tenantry.changes_for_a_time', 0));
  if exists (
    select from public.policy_change o left join public.policy_change_target g on g.change_id = o.id
    where o.id <> new.id and o.kind = new.kind and o.state in ('ready', 'in_force')
      and exists (select from jsonb_object_keys(o.patch) f where new.patch ? f)
      and case when new.kind = 'plan' then o.plan = new.plan
        else exists (select from public.policy_change_target n where n.change_id = new.id and n.tenant_id = g.tenant_id) end
      and case when coalesce(g.state, o.state) = 'in_force' then from_then >= o.ends_at or new.ends_at > o.ends_at
        when coalesce(g.state, 'waiting') = 'waiting' then to_then > coalesce(o.starts_at, o.proposed_at)
          and from_then < coalesce(o.ends_at, 'infinity') end
  ) then
    raise exception 'another change of its parts is for a time' using errcode = 'object_in_use';
  end if;
  return null;
end $$;

-- As before, and what ended by itself went back then.
create or replace function tenancy.steer_change(change uuid, step text, why text, at timestamptz) returns text
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
  elsif step = 'undo' and (c.state = 'in_force' or c.state = 'done' and c.ends_at is null)
    and c.kind not in ('bounds', 'placement') then
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

-- As before, and of a plan each part for itself.
create or replace function tenancy.give_back(change uuid, becomes text, actor uuid, actor_kind text, why text, at timestamptz)
returns void language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  c public.policy_change;
  t record;
  put integer;
  newest integer;
  given jsonb;
  still jsonb;
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
    select p.version, p.manifest into strict newest, given from public.plan_version p
      where p.plan = c.plan order by p.version desc limit 1;
    -- Of the parts, those that are still what this change made of them.
    select coalesce(jsonb_object_agg(f, c.expects -> f), '{}') into still from jsonb_object_keys(c.patch) f
      where given -> f = c.patch -> f;
    if still <> '{}' and tenancy.policy_fits(given || still) then
      insert into public.plan_version (plan, version, manifest, reason, author_id, created_at)
        values (c.plan, newest + 1, given || still, why, actor, at);
      update public.policy_change p set ended_version = newest + 1 where p.id = c.id;
    end if;
  end if;
end $$;

-- As before, and the platform's log says too where nothing of a plan began or went back.
create or replace function tenancy.run_policy_changes(at timestamptz) returns integer
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  c record;
  what text;
  ran integer := 0;
begin
  -- One after the other, in all processes: what ends within another change ends before it.
  perform pg_advisory_xact_lock(hashtextextended('tenantry.run_policy_changes', 0));
  for c in
    select p.* from public.policy_change p
    where p.state in ('ready', 'in_force') and (p.ends_at <= run_policy_changes.at or not p.paused and (
      p.state = 'ready' and coalesce(p.starts_at, p.proposed_at) <= run_policy_changes.at
      or p.state = 'in_force' and p.stage < p.stages
        and p.stage_at + p.stage_minutes * interval '1 minute' <= run_policy_changes.at))
    -- As they would have come, had nobody been away: of two that end at once, the one that began within the other.
    order by case when p.ends_at <= run_policy_changes.at then p.ends_at
        when p.state = 'in_force' then p.stage_at + p.stage_minutes * interval '1 minute' else coalesce(p.starts_at, p.proposed_at) end,
      coalesce(p.ends_at <= run_policy_changes.at, false) desc, coalesce(p.starts_at, p.proposed_at) desc, p.id
    for update skip locked
  loop
    if c.ends_at <= at then
      perform tenancy.give_back(c.id, 'ended', c.proposed_by, 'system', 'Its time is over: ' || left(c.reason, 400), at);
      update public.policy_change p set state = case when c.stage = 0 then 'withdrawn' else 'done' end,
        ended_at = run_policy_changes.at where p.id = c.id;
      what := case when c.stage = 0 then 'plan.begin' else 'plan.end' end;
    else
      perform tenancy.carry_stage(c.id, c.proposed_by, 'system', at);
      what := 'plan.begin';
    end if;
    insert into public.platform_audit (id, at, actor_id, actor_role, action, reason, detail)
      select gen_random_uuid(), run_policy_changes.at, '00000000-0000-0000-0000-000000000000', 'system', what, p.reason,
        jsonb_build_object('change', p.id, 'plan', p.plan, 'version', case what when 'plan.end' then p.ended_version else p.version end)
      from public.policy_change p where p.id = c.id and p.kind = 'plan';
    ran := ran + 1;
  end loop;
  return ran;
end $$;
reset role;

create trigger policy_change_crossing after insert on policy_change for each row
  when (new.kind in ('plan', 'tenants') and (new.starts_at is not null or new.ends_at is not null))
  execute function tenancy.refuse_crossing();
set local role tenantry_definer;
revoke all on function tenancy.refuse_crossing() from public;
reset role;
revoke create on schema tenancy from tenantry_definer;
