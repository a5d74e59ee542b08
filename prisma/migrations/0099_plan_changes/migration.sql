-- A workspace's owner changes its plan: up at once, down with the next month, which can be undone until then. What a plan
-- consists of is said here and in the code alike, so that no caller brings limits of its own; a test compares the two.
create table plan_change (
  tenant_id uuid not null references tenant (id),
  id uuid not null,
  from_plan text not null check (from_plan in ('free', 'starter', 'professional', 'enterprise')),
  to_plan text not null check (to_plan in ('free', 'starter', 'professional', 'enterprise')),
  asked_by uuid not null,
  asked_at timestamptz not null,
  reason text not null check (length(reason) between 3 and 500),
  effective_at timestamptz not null,
  state text not null check (state in ('scheduled', 'undone', 'done')),
  ended_at timestamptz,
  primary key (tenant_id, id),
  check (from_plan <> to_plan),
  check ((state = 'scheduled') = (ended_at is null))
);
create unique index plan_change_scheduled on plan_change (tenant_id) where state = 'scheduled';
create index plan_change_listing on plan_change (tenant_id, asked_at desc);

alter table plan_change enable row level security;
alter table plan_change force row level security;
create policy plan_change_own_tenant on plan_change as restrictive to tenantry_app
  using (tenant_id = (select tenancy.current_tenant())) with check (tenant_id = (select tenancy.current_tenant()));
create policy plan_change_read on plan_change for select to tenantry_app
  using ((select tenancy.current_role_name()) in ('owner', 'admin') or (select tenancy.exporting()));
create policy plan_change_schedule on plan_change for insert to tenantry_app
  with check ((select tenancy.current_role_name()) = 'owner' and asked_by = (select tenancy.current_principal())
    and state = 'scheduled' and effective_at > asked_at);
create policy plan_change_undo on plan_change for update to tenantry_app
  using ((select tenancy.current_role_name()) = 'owner' and state = 'scheduled')
  with check ((select tenancy.current_role_name()) = 'owner' and state = 'undone');
grant select, insert on plan_change to tenantry_app;
grant update (state, ended_at) on plan_change to tenantry_app;
do $$
declare r text;
begin
  foreach r in array array['operator', 'finance', 'auditor'] loop
    execute format('create policy %I on plan_change for select to %I using ((select tenancy.platform_role()) = %L)',
      'plan_change_' || r, 'tenantry_' || r, r);
    execute format('grant select on plan_change to %I', 'tenantry_' || r);
  end loop;
end $$;
create policy plan_change_definer on plan_change to tenantry_definer using (true) with check (true);
grant select, insert, delete, update (state, ended_at) on plan_change to tenantry_definer;
grant update (plan) on tenant to tenantry_definer;
create policy audit_entry_definer_plan on audit_entry for insert to tenantry_definer with check (action = 'plan.change');

grant create on schema tenancy to tenantry_definer;
set local role tenantry_definer;

-- What a plan sets in a policy; everything else in one is agreed or chosen beside it.
create function tenancy.plan_limits(plan text) returns jsonb language sql immutable
set search_path = pg_catalog, pg_temp as $$
  select (case plan
    when 'free' then '{"models":["claude-haiku-5-5"],"requestsPerMinute":10,"inFlight":2,"tokensPerDay":50000,
      "tokensPerMonth":1000000,"priceNanoPerMonth":"5000000000","contextTokens":8000,"answerTokens":1024,
      "conversationDays":30,"weight":1,"maxUploadBytes":10485760,"maxDocuments":100,"burstPerSecond":10,
      "tokensPerMinute":40000,"openStreams":5,"queueSeconds":20,"fallback":"retrieval_only","storedBytes":268435456,
      "pagesPerDay":1000,"ingestCpuSecondsPerDay":900,"bytesOutPerDay":1073741824,"ownRaisePercent":0}'
    when 'starter' then '{"models":["claude-haiku-5-5","claude-sonnet-5-5"],"requestsPerMinute":30,"inFlight":5,"tokensPerDay":200000,
      "tokensPerMonth":4000000,"priceNanoPerMonth":"50000000000","contextTokens":16000,"answerTokens":2048,
      "conversationDays":60,"weight":2,"maxUploadBytes":26214400,"maxDocuments":1000,"burstPerSecond":10,
      "tokensPerMinute":100000,"openStreams":10,"queueSeconds":30,"fallback":"cheaper_model",
      "storedBytes":4294967296,"pagesPerDay":10000,"ingestCpuSecondsPerDay":7200,"bytesOutPerDay":21474836480,
      "ownRaisePercent":50}'
    when 'professional' then '{"models":["claude-sonnet-5-5","claude-haiku-5-5"],"requestsPerMinute":60,"inFlight":10,"tokensPerDay":500000,
      "tokensPerMonth":10000000,"priceNanoPerMonth":"200000000000","contextTokens":32000,"answerTokens":4096,
      "conversationDays":90,"weight":4,"maxUploadBytes":52428800,"maxDocuments":10000,"burstPerSecond":20,
      "tokensPerMinute":300000,"openStreams":20,"queueSeconds":30,"fallback":"cheaper_model",
      "storedBytes":42949672960,"pagesPerDay":50000,"ingestCpuSecondsPerDay":36000,"bytesOutPerDay":214748364800,
      "ownRaisePercent":50}'
    when 'enterprise' then '{"models":["claude-sonnet-5-5","claude-haiku-5-5","claude-opus-5-5"],"requestsPerMinute":600,"inFlight":10,
      "tokensPerDay":10000000,"tokensPerMonth":200000000,"priceNanoPerMonth":"5000000000000","contextTokens":200000,
      "answerTokens":8192,"conversationDays":365,"weight":16,"maxUploadBytes":52428800,"maxDocuments":100000,
      "burstPerSecond":100,"tokensPerMinute":4000000,"openStreams":100,"queueSeconds":60,"fallback":"cheaper_model",
      "storedBytes":429496729600,"pagesPerDay":500000,"ingestCpuSecondsPerDay":360000,
      "bytesOutPerDay":2147483648000,"ownRaisePercent":100}'
  end)::jsonb
$$;

create function tenancy.plan_rank(plan text) returns integer language sql immutable
set search_path = pg_catalog, pg_temp as $$
  select array_position(array['free', 'starter', 'professional', 'enterprise'], plan)
$$;

-- The policy after a change of plan: the new plan's limits in place of the old one's, except that going up lowers none that
-- was agreed higher. What the workspace had moved within the old plan's range begins anew.
create function tenancy.planned_policy(current jsonb, from_plan text, to_plan text) returns jsonb language sql immutable
set search_path = pg_catalog, pg_temp as $$
  select current || jsonb_object_agg(l.key, case
      when tenancy.plan_rank(to_plan) > tenancy.plan_rank(from_plan) and l.key not in ('models', 'fallback')
        and (current ->> l.key)::numeric > (l.value #>> '{}')::numeric then current -> l.key
      else l.value end) || '{"ownLimits": {}}'
  from jsonb_each(tenancy.plan_limits(to_plan)) l
$$;

-- Gives a tenant the plan and its policy, with the entry in its audit log. For the functions below alone.
create function tenancy.put_plan(target uuid, to_plan text, actor uuid, kind text, why text, at timestamptz) returns integer
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  old text;
  newest record;
begin
  select t.plan into strict old from public.tenant t where t.id = target for update;
  select p.version, p.manifest into strict newest from public.policy_version p
    where p.tenant_id = target order by p.version desc limit 1;
  update public.tenant t set plan = to_plan where t.id = target;
  insert into public.policy_version (tenant_id, version, manifest, reason, author_id, created_at)
    values (target, newest.version + 1, tenancy.planned_policy(newest.manifest, old, to_plan), why, actor, at);
  insert into public.audit_entry (tenant_id, id, at, actor_kind, actor_id, action, object_kind, outcome, detail)
    values (target, gen_random_uuid(), at, kind, actor, 'plan.change', 'policy', 'ok',
      jsonb_build_object('from', old, 'to', to_plan, 'version', newest.version + 1));
  return newest.version + 1;
end $$;

-- A higher plan, at once, for the owner of the signed tenant; a lower one that was scheduled is undone by it. `based_on` is the
-- policy that the owner looked at: another one since is a unique violation. Returns the new policy's number.
create function tenancy.raise_plan(change uuid, to_plan text, based_on integer, why text, at timestamptz) returns integer
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  target uuid := tenancy.current_tenant();
  old text;
  newest integer;
begin
  if target is null or tenancy.current_role_name() is distinct from 'owner' then
    raise exception 'a plan is for the owner to change' using errcode = 'insufficient_privilege';
  end if;
  select t.plan into strict old from public.tenant t where t.id = target for update;
  if tenancy.plan_rank(to_plan) is null or tenancy.plan_rank(to_plan) <= tenancy.plan_rank(old)
    or length(coalesce(trim(why), '')) not between 3 and 500 then
    raise exception 'not a higher plan with a reason' using errcode = 'check_violation';
  end if;
  select max(p.version) into newest from public.policy_version p where p.tenant_id = target;
  if newest <> based_on then
    raise exception 'version % is in force by now', newest using errcode = 'unique_violation';
  end if;
  update public.plan_change c set state = 'undone', ended_at = at where c.tenant_id = target and c.state = 'scheduled';
  insert into public.plan_change (tenant_id, id, from_plan, to_plan, asked_by, asked_at, reason, effective_at, state, ended_at)
    values (target, change, old, to_plan, tenancy.current_principal(), at, trim(why), at, 'done', at);
  return tenancy.put_plan(target, to_plan, tenancy.current_principal(), 'user', trim(why), at);
end $$;

-- Carries out what was scheduled and is due; returns how many. A tenant that is being erased keeps its plan.
create function tenancy.apply_plan_changes(at timestamptz) returns integer
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  due record;
  applied integer := 0;
begin
  for due in
    select c.tenant_id, c.id, c.to_plan, c.asked_by, c.reason, t.plan from public.plan_change c
    join public.tenant t on t.id = c.tenant_id and t.state in ('active', 'suspended')
    where c.state = 'scheduled' and c.effective_at <= at order by c.tenant_id for update of c skip locked
  loop
    update public.plan_change c set state = 'done', ended_at = at where c.tenant_id = due.tenant_id and c.id = due.id;
    if due.plan <> due.to_plan then
      perform tenancy.put_plan(due.tenant_id, due.to_plan, due.asked_by, 'system', due.reason, at);
    end if;
    applied := applied + 1;
  end loop;
  return applied;
end $$;

revoke all on function tenancy.plan_limits(text), tenancy.plan_rank(text), tenancy.planned_policy(jsonb, text, text),
  tenancy.put_plan(uuid, text, uuid, text, text, timestamptz), tenancy.raise_plan(uuid, text, integer, text, timestamptz),
  tenancy.apply_plan_changes(timestamptz) from public;
grant execute on function tenancy.raise_plan(uuid, text, integer, text, timestamptz) to tenantry_app;
grant execute on function tenancy.apply_plan_changes(timestamptz) to tenantry_worker;
reset role;
revoke create on schema tenancy from tenantry_definer;
