-- Questions whose askers can wait until a budget has room. The question stands in its conversation; here is only who waits,
-- for which budget and since when. A row ends with its asker's membership, and with its conversation.

create table deferred_answer (
  tenant_id uuid not null,
  id uuid not null,
  conversation_id uuid not null,
  -- The same in every attempt: ledger, question and answer carry it.
  request_id uuid not null,
  user_id uuid not null,
  -- The model that was asked for; null: the policy's first.
  model text,
  feature text not null,
  state text not null default 'waiting' check (state in ('waiting', 'running', 'done', 'failed', 'cancelled')),
  -- The budget without room, and what was taken of it (used and held, in the unit) when it refused.
  wait_scope text check (wait_scope in ('tenant', 'user', 'key', 'model', 'feature')),
  wait_scope_id text,
  wait_period text check (wait_period in ('minute', 'day', 'month')),
  wait_unit text check (wait_unit in ('tokens', 'price')),
  wait_taken bigint,
  -- When there is room at the latest, and when it was last tried.
  not_before timestamptz not null,
  tried_at timestamptz not null,
  attempts integer not null default 0,
  -- Attempts that their process did not live to end.
  lapses integer not null default 0,
  locked_by text,
  locked_until timestamptz,
  created_at timestamptz not null,
  started_at timestamptz,
  ended_at timestamptz,
  failure_code text,
  -- When the asker saw how it ended.
  seen_at timestamptz,
  primary key (tenant_id, id),
  unique (tenant_id, request_id),
  foreign key (tenant_id, user_id) references membership (tenant_id, user_id) on delete cascade
);
create index deferred_answer_open on deferred_answer (tenant_id, created_at) where state in ('waiting', 'running');
create index deferred_answer_started on deferred_answer (tenant_id, started_at);
create index deferred_answer_conversation on deferred_answer (tenant_id, conversation_id);

alter table deferred_answer enable row level security;
alter table deferred_answer force row level security;
create policy deferred_answer_own_tenant on deferred_answer as restrictive to tenantry_app
  using (tenant_id = (select tenancy.current_tenant())) with check (tenant_id = (select tenancy.current_tenant()));
-- As conversations: the asker's alone.
create policy deferred_answer_mine on deferred_answer to tenantry_app
  using (user_id = (select tenancy.current_principal())) with check (user_id = (select tenancy.current_principal()));
grant select, delete on deferred_answer to tenantry_app;
grant insert (tenant_id, id, conversation_id, request_id, user_id, model, feature, wait_scope, wait_scope_id, wait_period,
  wait_unit, wait_taken, not_before, tried_at, created_at) on deferred_answer to tenantry_app;
grant update (state, wait_scope, wait_scope_id, wait_period, wait_unit, wait_taken, not_before, tried_at, locked_by,
  locked_until, ended_at, failure_code, seen_at) on deferred_answer to tenantry_app;

-- What the definer functions need.
grant select, delete on deferred_answer to tenantry_definer;
grant update (state, attempts, lapses, tried_at, locked_by, locked_until, started_at, ended_at, failure_code)
  on deferred_answer to tenantry_definer;
create policy deferred_answer_definer on deferred_answer for select to tenantry_definer using (true);
create policy deferred_answer_definer_claim on deferred_answer for update to tenantry_definer using (true) with check (true);
create policy deferred_answer_definer_end on deferred_answer for delete to tenantry_definer using (true);

grant create on schema tenancy to tenantry_definer;
set local role tenantry_definer;

-- A hundred of a workspace wait or run at once, whatever its policy says.
create function tenancy.bound_deferred() returns trigger language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp as $$
begin
  perform pg_advisory_xact_lock(hashtextextended('tenancy.bound_deferred:' || new.tenant_id, 0));
  if (select count(*) from public.deferred_answer d
      where d.tenant_id = new.tenant_id and d.state in ('waiting', 'running')) >= 100 then
    raise exception 'too many deferred answers' using errcode = 'TH004';
  end if;
  return new;
end $$;

-- A new version of a policy may have made room: whatever waits in the workspace is tried again at once.
create function tenancy.wake_deferred() returns trigger language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp as $$
begin
  update public.deferred_answer d set tried_at = '-infinity', locked_until = null
    where d.tenant_id = new.tenant_id and d.state = 'waiting';
  if found then perform pg_notify('tenantry_deferred', ''); end if;
  return null;
end $$;

-- Where the signed person's own open questions stand in the workspace's queue, from 1.
create function tenancy.deferred_places() returns table (id uuid, place integer, total integer)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select o.id, o.place::integer, o.total::integer from (
    select d.id, d.user_id, row_number() over (order by d.state, d.created_at, d.id) as place, count(*) over () as total
    from public.deferred_answer d
    where d.tenant_id = (select tenancy.current_tenant()) and d.state in ('waiting', 'running')
  ) o where o.user_id = (select tenancy.current_principal())
$$;

-- Takes one question that may be tried: its budget's time has come, something of that budget was given back, or nobody
-- tried for ten minutes; or the process that had it is gone, and the sweeper has ended what that held. Of each workspace
-- one at a time, oldest first; of workspaces the one whose turn was longest ago. The context is the asker's own, as the
-- asker is now, and like every person's it is worth nothing once the membership or the workspace ends. `at` is the
-- caller's time for budgets; leases go by the database's. `charged`: a call was booked for it already.
create function tenancy.claim_deferred(worker text, lease interval, at timestamptz)
returns table (tenant_id uuid, deferred_id uuid, conversation_id uuid, request_id uuid, model text, feature text,
  attempts integer, lapses integer, calls integer, charged boolean, slug text, tenant_name text, plan text, time_zone text,
  policy_version integer, user_id uuid, user_name text, user_email text, role text, context text)
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  picked record;
begin
  perform pg_advisory_xact_lock(hashtextextended('tenancy.claim_deferred', 0));
  -- Whoever was shut out under a legal hold keeps the row, and nothing is answered.
  update public.deferred_answer d set state = 'cancelled', ended_at = claim_deferred.at, locked_by = null, locked_until = null
  from public.membership m join public.app_user u on u.id = m.user_id
  where d.state in ('waiting', 'running') and m.tenant_id = d.tenant_id and m.user_id = d.user_id
    and (m.accepted_at is null or u.disabled_at is not null);
  select d.tenant_id, d.id into picked
  from public.deferred_answer d join public.tenant t on t.id = d.tenant_id and t.state = 'active'
  where (d.state = 'running' and d.locked_until < clock_timestamp()
      or d.state = 'waiting' and (d.locked_until is null or d.locked_until < clock_timestamp())
        and (d.not_before <= claim_deferred.at or d.tried_at < claim_deferred.at - interval '10 minutes'
          or exists (select from (select b.* from public.budget_counter b
              where b.tenant_id = d.tenant_id and b.scope = d.wait_scope and b.scope_id = d.wait_scope_id
                and b.period = d.wait_period order by b.period_start desc limit 1) b
            where case d.wait_unit when 'tokens' then b.used_tokens + b.held_tokens else b.used_nano + b.held_nano end
              < d.wait_taken)))
    and not exists (select from public.deferred_answer r where r.tenant_id = d.tenant_id and r.id <> d.id
      and r.state = 'running' and r.locked_until >= clock_timestamp())
    and not exists (select from public.reservation h where h.tenant_id = d.tenant_id and h.request_id = d.request_id
      and h.state = 'held')
  order by (select max(r.started_at) from public.deferred_answer r where r.tenant_id = d.tenant_id) nulls first,
    d.created_at, d.id
  limit 1 for update of d skip locked;
  if not found then return; end if;
  return query
    with claimed as (
      update public.deferred_answer d set state = 'running', attempts = d.attempts + 1,
        lapses = d.lapses + (d.state = 'running')::integer, locked_by = worker,
        locked_until = clock_timestamp() + lease, started_at = clock_timestamp(), tried_at = claim_deferred.at
      where d.tenant_id = picked.tenant_id and d.id = picked.id
      returning d.*
    )
    select c.tenant_id, c.id, c.conversation_id, c.request_id, c.model, c.feature, c.attempts, c.lapses,
      (select count(*)::integer from public.reservation h where h.tenant_id = c.tenant_id and h.request_id = c.request_id),
      exists (select from public.ledger_entry l join public.reservation h on h.tenant_id = l.tenant_id and h.id = l.id
        where h.tenant_id = c.tenant_id and h.request_id = c.request_id and l.tenant_id = c.tenant_id),
      t.slug, t.name, t.plan, t.time_zone,
      (select max(p.version) from public.policy_version p where p.tenant_id = t.id), u.id, u.name, u.email, m.role,
      tenancy.sign_context(c.tenant_id::text, u.id, 'user', m.role, lease)
    from claimed c join public.tenant t on t.id = c.tenant_id
    join public.membership m on m.tenant_id = c.tenant_id and m.user_id = c.user_id and m.accepted_at is not null
    join public.app_user u on u.id = m.user_id;
end $$;

-- A new context and lease for a question that this worker still has; no row once it was cancelled or lost, or its asker
-- has no access any more.
create function tenancy.renew_deferred(tenant uuid, deferred uuid, worker text, lease interval)
returns table (context text) language sql volatile security definer set search_path = pg_catalog, pg_temp as $$
  with held as (
    update public.deferred_answer d set locked_until = clock_timestamp() + lease
    from public.tenant t, public.membership m, public.app_user u
    where d.tenant_id = renew_deferred.tenant and d.id = renew_deferred.deferred and d.state = 'running'
      and d.locked_by = worker and t.id = d.tenant_id and t.state = 'active'
      and m.tenant_id = d.tenant_id and m.user_id = d.user_id and m.accepted_at is not null
      and u.id = m.user_id and u.disabled_at is null
    returning d.tenant_id, d.user_id, m.role
  )
  select tenancy.sign_context(h.tenant_id::text, h.user_id, 'user', h.role, lease) from held h
$$;

-- Ends this attempt in the transaction that stores its answer, for the asker and for who holds the call's hold: true for one
-- attempt only, so that no question has two answers. What was cancelled meanwhile keeps what had come of it.
create function tenancy.end_deferred(request uuid, attempt integer, new_state text, code text, at timestamptz)
returns boolean language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  if new_state not in ('done', 'failed', 'cancelled') then
    raise exception 'no end of a deferred answer' using errcode = 'check_violation';
  end if;
  update public.deferred_answer d set state = new_state, failure_code = code, ended_at = coalesce(d.ended_at, at),
    locked_by = null, locked_until = null
  where d.tenant_id = tenancy.current_tenant() and d.request_id = end_deferred.request and d.attempts = attempt
    and (d.state = 'running' or (d.state = 'cancelled' and new_state = 'cancelled'))
    and (d.user_id = tenancy.current_principal() or d.request_id = tenancy.held_request());
  return found;
end $$;

-- As before, and what waited in these conversations goes with them.
create or replace function tenancy.end_conversations(how_many integer)
returns table (conversations bigint, messages bigint, citations bigint)
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  target uuid := tenancy.current_tenant();
  due uuid[];
begin
  if not tenancy.runs_operation('retention') then
    raise exception 'only a running retention ends conversations' using errcode = 'insufficient_privilege';
  end if;
  select array_agg(d.id) into due from (
    select v.id
    from (select m.user_id, r.* from public.membership m, lateral tenancy.conversation_rule(m.tenant_id, m.user_id) r
      where m.tenant_id = target and not r.held) p
    join public.conversation v on v.tenant_id = target and v.user_id = p.user_id
    where greatest(v.updated_at + make_interval(days => p.days), p.not_before) <= clock_timestamp()
    order by v.updated_at limit how_many) d;
  return query select coalesce(array_length(due, 1), 0)::bigint,
    (select count(*) from public.message m where m.tenant_id = target and m.conversation_id = any(due)),
    (select count(*) from public.citation c join public.message m on m.tenant_id = c.tenant_id and m.id = c.message_id
      where c.tenant_id = target and m.conversation_id = any(due));
  delete from public.deferred_answer w where w.tenant_id = target and w.conversation_id = any(due);
  delete from public.conversation v where v.tenant_id = target and v.id = any(due);
end $$;

revoke all on function tenancy.bound_deferred(), tenancy.wake_deferred(), tenancy.deferred_places(),
  tenancy.claim_deferred(text, interval, timestamptz), tenancy.renew_deferred(uuid, uuid, text, interval),
  tenancy.end_deferred(uuid, integer, text, text, timestamptz) from public;
grant execute on function tenancy.deferred_places(), tenancy.end_deferred(uuid, integer, text, text, timestamptz)
  to tenantry_app;
grant execute on function tenancy.claim_deferred(text, interval, timestamptz),
  tenancy.renew_deferred(uuid, uuid, text, interval) to tenantry_worker;
grant execute on function tenancy.bound_deferred(), tenancy.wake_deferred() to tenantry_owner;
reset role;
create trigger deferred_answer_bound before insert on deferred_answer
  for each row execute function tenancy.bound_deferred();
create trigger policy_version_wakes after insert on policy_version
  for each row execute function tenancy.wake_deferred();
set local role tenantry_definer;
revoke execute on function tenancy.bound_deferred(), tenancy.wake_deferred() from tenantry_owner;
reset role;
revoke create on schema tenancy from tenantry_definer;
