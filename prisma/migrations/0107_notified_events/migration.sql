-- What becomes an event, in the transaction in which it happens, and how the worker comes to it.

grant create on schema tenancy to tenantry_definer;
set local role tenantry_definer;

-- For functions and triggers of the definer alone. `facts`: ids, codes and figures, never content.
create function tenancy.put_event(target uuid, kind text, person uuid, facts jsonb, at timestamptz) returns void
language sql volatile security definer set search_path = pg_catalog, pg_temp as $$
  insert into public.tenant_event (tenant_id, id, kind, at, person_id, facts)
    values (put_event.target, gen_random_uuid(), put_event.kind, put_event.at, put_event.person, put_event.facts)
$$;

create function tenancy.wake_events() returns trigger language plpgsql security definer
set search_path = pg_catalog, pg_temp as $$
begin
  perform pg_notify('tenantry_events', '');
  return null;
end $$;

create function tenancy.event_of_budget() returns trigger language plpgsql security definer
set search_path = pg_catalog, pg_temp as $$
begin
  perform tenancy.put_event(new.tenant_id, 'budget.threshold',
    case when new.scope = 'user' and new.scope_id ~ '^[0-9a-f-]{36}$' then new.scope_id::uuid end,
    jsonb_build_object('scope', new.scope, 'scopeId', new.scope_id, 'period', new.period, 'periodStart', new.period_start,
      'unit', new.unit, 'percent', new.percent), new.at);
  return null;
end $$;

create function tenancy.event_of_key() returns trigger language plpgsql security definer
set search_path = pg_catalog, pg_temp as $$
begin
  perform tenancy.put_event(new.tenant_id, 'key.created', null,
    jsonb_build_object('keyId', new.id, 'createdBy', new.created_by, 'replaces', new.replaces), new.created_at);
  return null;
end $$;

-- Somebody manages the workspace from now on. Its first owner is no news to anybody.
create function tenancy.event_of_admin() returns trigger language plpgsql security definer
set search_path = pg_catalog, pg_temp as $$
begin
  if new.role not in ('owner', 'admin') or new.accepted_at is null
    or tg_op = 'UPDATE' and old.accepted_at is not null and old.role = new.role
    or not exists (select from public.membership m where m.tenant_id = new.tenant_id and m.user_id <> new.user_id
      and m.role in ('owner', 'admin') and m.accepted_at is not null) then
    return null;
  end if;
  perform tenancy.put_event(new.tenant_id, 'admin.added', new.user_id,
    jsonb_build_object('userId', new.user_id, 'role', new.role), clock_timestamp());
  return null;
end $$;

-- A session on a device that its person was never signed in on, unless it is the person's first.
create function tenancy.event_of_device() returns trigger language plpgsql security definer
set search_path = pg_catalog, pg_temp as $$
begin
  if new.device is null or not exists (select from public.user_session s where s.user_id = new.user_id and s.id <> new.id)
    or exists (select from public.user_session s where s.user_id = new.user_id and s.id <> new.id and s.device = new.device) then
    return null;
  end if;
  perform tenancy.put_event(m.tenant_id, 'sign_in.new_device', new.user_id,
    jsonb_build_object('userId', new.user_id, 'device', new.device), new.created_at)
  from public.membership m join public.tenant t on t.id = m.tenant_id and t.state = 'active'
  where m.user_id = new.user_id and m.accepted_at is not null;
  return null;
end $$;

create function tenancy.event_of_plan() returns trigger language plpgsql security definer
set search_path = pg_catalog, pg_temp as $$
declare
  former text := (select p.plan from public.tenant_plan p where p.tenant_id = new.tenant_id and p.since < new.since
    order by p.since desc limit 1);
begin
  if former is not null then
    perform tenancy.put_event(new.tenant_id, 'plan.changed', null,
      jsonb_build_object('from', former, 'to', new.plan), new.since);
  end if;
  return null;
end $$;

-- What the workspace feels of a containment; that operators look at it is theirs.
create function tenancy.event_of_containment() returns trigger language plpgsql security definer
set search_path = pg_catalog, pg_temp as $$
declare
  effects jsonb := (select jsonb_agg(distinct k) from jsonb_path_query(new.actions, '$[*].kind') k where k <> '"notify"');
begin
  if effects is not null and (tg_op = 'INSERT' or old.ended_at is null and new.ended_at is not null) then
    perform tenancy.put_event(new.tenant_id, 'workspace.contained', null,
      jsonb_build_object('state', case tg_op when 'INSERT' then 'began' else 'ended' end, 'effects', effects, 'until', new.until),
      coalesce(new.ended_at, new.since));
  end if;
  return null;
end $$;

create function tenancy.event_of_support() returns trigger language plpgsql security definer
set search_path = pg_catalog, pg_temp as $$
begin
  perform tenancy.put_event(new.tenant_id, 'support.granted', new.person_id,
    jsonb_build_object('grantId', new.id, 'kind', new.kind, 'operatorId', new.operator_id, 'until', new.expires_at), new.granted_at);
  return null;
end $$;

-- Who left is told nothing more, and nothing of them is kept among the events.
create function tenancy.forget_notified() returns trigger language plpgsql security definer
set search_path = pg_catalog, pg_temp as $$
begin
  update public.notification_setting s set people = array_remove(s.people, old.user_id)
    where s.tenant_id = old.tenant_id and old.user_id = any (s.people);
  delete from public.tenant_event e where e.tenant_id = old.tenant_id and e.person_id = old.user_id;
  return null;
end $$;

-- Workspaces with something to tell or to deliver, the longest waiting first, each with a context to do it under; not those
-- that the caller works for already. A workspace that is paused is told so.
create function tenancy.due_events(at timestamptz, busy uuid[], how_many integer)
returns table (tenant_id uuid, policy_version integer, time_zone text, plan text, context text)
language sql volatile security definer set search_path = pg_catalog, pg_temp as $$
  select t.id, (select max(p.version) from public.policy_version p where p.tenant_id = t.id), t.time_zone, t.plan,
    tenancy.sign_context(t.id::text, t.id, 'worker', 'worker', interval '60 seconds')
  from (
    select x.tenant_id, min(x.since) as since from (
      select e.tenant_id, e.at as since from public.tenant_event e where e.spread_at is null
      union all
      select d.tenant_id, d.next_at from public.event_delivery d where d.next_at <= due_events.at
    ) x where x.tenant_id <> all (due_events.busy) group by x.tenant_id
  ) w join public.tenant t on t.id = w.tenant_id and t.state in ('active', 'suspended')
  order by w.since limit due_events.how_many
$$;

-- Events of all workspaces that are kept no longer, with their deliveries; how many went.
create function tenancy.expire_events(before timestamptz, how_many integer) returns integer
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  gone integer;
begin
  delete from public.tenant_event e where (e.tenant_id, e.id) in (
    select x.tenant_id, x.id from public.tenant_event x where x.at < expire_events.before limit expire_events.how_many);
  get diagnostics gone = row_count;
  return gone;
end $$;

revoke all on function tenancy.put_event(uuid, text, uuid, jsonb, timestamptz), tenancy.wake_events(), tenancy.event_of_budget(),
  tenancy.event_of_key(), tenancy.event_of_admin(), tenancy.event_of_device(), tenancy.event_of_plan(), tenancy.event_of_containment(),
  tenancy.event_of_support(), tenancy.forget_notified(), tenancy.due_events(timestamptz, uuid[], integer),
  tenancy.expire_events(timestamptz, integer) from public;
grant execute on function tenancy.due_events(timestamptz, uuid[], integer), tenancy.expire_events(timestamptz, integer)
  to tenantry_worker;
grant execute on function tenancy.wake_events(), tenancy.event_of_budget(), tenancy.event_of_key(), tenancy.event_of_admin(),
  tenancy.event_of_device(), tenancy.event_of_plan(), tenancy.event_of_containment(), tenancy.event_of_support(),
  tenancy.forget_notified() to tenantry_owner;
reset role;
create trigger tenant_event_put after insert on tenant_event for each statement execute function tenancy.wake_events();
create trigger event_of_budget after insert on budget_notice for each row execute function tenancy.event_of_budget();
create trigger event_of_key after insert on api_key for each row execute function tenancy.event_of_key();
create trigger event_of_admin after insert or update of role, accepted_at on membership
  for each row execute function tenancy.event_of_admin();
create trigger event_of_device after insert on user_session for each row execute function tenancy.event_of_device();
create trigger event_of_plan after insert on tenant_plan for each row execute function tenancy.event_of_plan();
create trigger event_of_containment after insert or update of ended_at on containment
  for each row execute function tenancy.event_of_containment();
create trigger event_of_support after insert on support_grant for each row execute function tenancy.event_of_support();
create trigger forget_notified after delete on membership for each row execute function tenancy.forget_notified();
set local role tenantry_definer;
revoke execute on function tenancy.wake_events(), tenancy.event_of_budget(), tenancy.event_of_key(), tenancy.event_of_admin(),
  tenancy.event_of_device(), tenancy.event_of_plan(), tenancy.event_of_containment(), tenancy.event_of_support(),
  tenancy.forget_notified() from tenantry_owner;
reset role;
revoke create on schema tenancy from tenantry_definer;
