-- Background work takes turns by weight and cost, as answers do (lib/traffic/fair/fair-schedule.ts): a claim charges its estimate
-- divided by the weight of the tenant's policy, the lowest counter goes next, and whoever had nothing waiting is lifted.

alter table job
  -- Estimate, in passages to embed; what it was is known at the end.
  add column cost bigint not null default 1 check (cost >= 1),
  add column actual_cost bigint check (actual_cost >= 0),
  -- By its last claim: what was charged, and the count of lifts then.
  add column charged double precision,
  add column lift integer;

-- Counters of a tenant in one kind of work. `unlifted` and `since_lift` are its counter as if the last lift had not been, and
-- from it on; the larger one counts. `started`: where it stood when its last turn began.
create table work_share (
  tenant_id uuid not null references tenant (id),
  kind text not null check (kind in ('job', 'operation', 'question')),
  unlifted double precision not null,
  since_lift double precision not null,
  lifts integer not null default 0,
  started double precision not null,
  backlogged boolean not null,
  primary key (tenant_id, kind)
);
alter table work_share enable row level security;
alter table work_share force row level security;
create policy work_share_own_tenant on work_share as restrictive to tenantry_app
  using (tenant_id = (select tenancy.current_tenant())) with check (tenant_id = (select tenancy.current_tenant()));
create policy work_share_definer on work_share to tenantry_definer using (true) with check (true);
grant select, insert, update, delete on work_share to tenantry_definer;
grant update (charged, lift) on job to tenantry_definer;

grant create on schema tenancy to tenantry_definer;
set local role tenantry_definer;

-- Virtual time of one kind of work: where the latest turn began.
create function tenancy.work_time(of_kind text) returns double precision language sql stable security definer
set search_path = pg_catalog, pg_temp as $$
  select coalesce(max(s.started), 0) from public.work_share s where s.kind = of_kind
$$;

-- The counter by which a tenant's next turn is due: not below `at_time` for one that had nothing waiting.
create function tenancy.work_key(of_kind text, tenant uuid, at_time double precision) returns double precision
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select coalesce((select greatest(s.unlifted, s.since_lift, case when not s.backlogged then at_time end)
    from public.work_share s where s.tenant_id = tenant and s.kind = of_kind), at_time)
$$;

-- Lifts and charges the tenant whose turn begins. What it was charged, and the count of its lifts.
create function tenancy.charge_work(of_kind text, tenant uuid, cost bigint, at_time double precision)
returns table (charged double precision, lift integer) language sql volatile security definer
set search_path = pg_catalog, pg_temp as $$
  with turn as (
    select cost / greatest(1, coalesce((select (p.manifest ->> 'weight')::double precision from public.policy_version p
        where p.tenant_id = tenant order by p.version desc limit 1), 1)) as amount,
      tenancy.work_key(of_kind, tenant, at_time) as key
  )
  insert into public.work_share as s (tenant_id, kind, unlifted, since_lift, started, backlogged)
    select tenant, of_kind, key + amount, at_time + amount, key, true from turn
  on conflict (tenant_id, kind) do update set
    unlifted = case when s.backlogged then s.unlifted else greatest(s.unlifted, s.since_lift) end
      + (select amount from turn),
    since_lift = case when s.backlogged then s.since_lift else at_time end + (select amount from turn),
    lifts = s.lifts + (not s.backlogged)::integer, started = excluded.started, backlogged = true
  returning (select amount from turn), s.lifts
$$;

-- Corrects the charge of a job that ended to what it cost; one that was given back was not done.
create function tenancy.correct_work() returns trigger language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp as $$
declare
  amount double precision := case new.state when 'queued' then -old.charged
    else old.charged * (coalesce(new.actual_cost, old.cost)::double precision / old.cost - 1) end;
begin
  update public.work_share s set unlifted = s.unlifted + amount,
    since_lift = s.since_lift + case when s.lifts = old.lift then amount else 0 end
  where s.tenant_id = old.tenant_id and s.kind = 'job' and amount <> 0;
  return null;
end $$;

-- As before, and of the tenant whose turn it is, its oldest.
create or replace function tenancy.claim_job(worker text, lease interval)
returns table (tenant_id uuid, job_id uuid, kind text, subject_id uuid, created_by uuid, attempts integer,
  policy_version integer, time_zone text, plan text, context text)
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  picked record;
  turn record;
  now_at double precision;
  passed uuid[] := '{}';
begin
  perform pg_advisory_xact_lock(hashtextextended('tenancy.claim_job', 0));
  now_at := tenancy.work_time('job');
  update public.work_share s set backlogged = false where s.kind = 'job' and s.backlogged
    and not exists (select from public.job j where j.tenant_id = s.tenant_id and j.state = 'queued');
  loop
    -- One step of the index a tenant, however many jobs each has.
    with recursive busy as (
      (select j.tenant_id from public.job j where j.state in ('queued', 'running') order by j.tenant_id limit 1)
      union all
      select (select j.tenant_id from public.job j where j.state in ('queued', 'running') and j.tenant_id > b.tenant_id
        order by j.tenant_id limit 1)
      from busy b where b.tenant_id is not null
    )
    select n.tenant_id, n.id, n.cost, n.state, n.locked_until into picked
    from busy b join public.tenant t on t.id = b.tenant_id and t.state = 'active'
    cross join lateral (select j.tenant_id, j.id, j.cost, j.created_at, j.state, j.locked_until from public.job j
      where j.tenant_id = b.tenant_id and j.state in ('queued', 'running')
        and (j.state = 'queued' or j.locked_until < clock_timestamp())
      order by j.created_at limit 1) n
    where n.id <> all (passed)
    order by tenancy.work_key('job', n.tenant_id, now_at), n.created_at
    limit 1;
    if not found then return; end if;
    -- One that somebody changes just now is passed over, and its tenant with it.
    perform from public.job j where j.tenant_id = picked.tenant_id and j.id = picked.id and j.state = picked.state
      and j.locked_until is not distinct from picked.locked_until for update skip locked;
    exit when found;
    passed := passed || picked.id;
  end loop;
  select * into turn from tenancy.charge_work('job', picked.tenant_id, picked.cost, now_at);
  return query
    with claimed as (
      update public.job j set state = 'running', attempts = j.attempts + 1, locked_by = worker,
        locked_until = clock_timestamp() + lease, charged = turn.charged, lift = turn.lift
      where j.tenant_id = picked.tenant_id and j.id = picked.id
      returning j.*
    )
    select c.tenant_id, c.id, c.kind, c.subject_id, c.created_by, c.attempts,
      (select max(p.version) from public.policy_version p where p.tenant_id = t.id), t.time_zone, t.plan,
      tenancy.sign_context(c.tenant_id::text, c.id, 'worker', 'worker', lease)
    from claimed c join public.tenant t on t.id = c.tenant_id;
end $$;

-- As before, and the turn goes to the tenant with the lowest counter, erasures first all the same.
create or replace function tenancy.claim_operation(worker text, lease interval)
returns table (tenant_id uuid, operation_id uuid, kind text, detail jsonb, attempts integer, requested_by uuid, reason text,
  policy_version integer, time_zone text, plan text, context text)
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  picked record;
  now_at double precision;
begin
  perform pg_advisory_xact_lock(hashtextextended('tenancy.claim_operation', 0));
  now_at := tenancy.work_time('operation');
  update public.work_share s set backlogged = false where s.kind = 'operation' and s.backlogged
    and not exists (select from public.tenant_operation o where o.tenant_id = s.tenant_id and o.state = 'queued');
  select o.tenant_id, o.id into picked
  from public.tenant_operation o
  join public.tenant t on t.id = o.tenant_id
    and (t.state in ('active', 'suspended') or (t.state = 'erasing' and o.kind = 'erase'))
  where o.state in ('queued', 'running') and (o.locked_until is null or o.locked_until < clock_timestamp())
    and not exists (select from public.tenant_operation r
      where r.tenant_id = o.tenant_id and r.id <> o.id and r.state = 'running' and r.locked_until >= clock_timestamp())
  order by (o.kind = 'erase') desc, tenancy.work_key('operation', o.tenant_id, now_at), o.created_at
  limit 1 for update of o skip locked;
  if not found then return; end if;
  perform tenancy.charge_work('operation', picked.tenant_id, 1, now_at);
  return query
    with claimed as (
      update public.tenant_operation o set state = 'running', attempts = o.attempts + 1, locked_by = worker,
        locked_until = clock_timestamp() + lease, started_at = coalesce(o.started_at, clock_timestamp())
      where o.tenant_id = picked.tenant_id and o.id = picked.id
      returning o.*
    )
    select c.tenant_id, c.id, c.kind, c.detail, c.attempts, c.requested_by, c.reason,
      (select max(p.version) from public.policy_version p where p.tenant_id = t.id), t.time_zone, t.plan,
      tenancy.sign_context(c.tenant_id::text, c.id, 'worker', 'worker', lease)
    from claimed c join public.tenant t on t.id = c.tenant_id;
end $$;

-- As before, and of workspaces the one with the lowest counter.
create or replace function tenancy.claim_deferred(worker text, lease interval, at timestamptz)
returns table (tenant_id uuid, deferred_id uuid, conversation_id uuid, request_id uuid, model text, feature text,
  attempts integer, lapses integer, calls integer, charged boolean, slug text, tenant_name text, plan text, time_zone text,
  policy_version integer, user_id uuid, user_name text, user_email text, role text, context text)
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  picked record;
  now_at double precision;
begin
  perform pg_advisory_xact_lock(hashtextextended('tenancy.claim_deferred', 0));
  now_at := tenancy.work_time('question');
  update public.work_share s set backlogged = false where s.kind = 'question' and s.backlogged
    and not exists (select from public.deferred_answer d where d.tenant_id = s.tenant_id and d.state = 'waiting');
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
  order by tenancy.work_key('question', d.tenant_id, now_at), d.created_at, d.id
  limit 1 for update of d skip locked;
  if not found then return; end if;
  perform tenancy.charge_work('question', picked.tenant_id, 1, now_at);
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

revoke all on function tenancy.work_time(text), tenancy.work_key(text, uuid, double precision),
  tenancy.charge_work(text, uuid, bigint, double precision), tenancy.correct_work() from public;
grant execute on function tenancy.correct_work() to tenantry_owner;
reset role;
create trigger job_corrects after update of state on job for each row
  when (old.state = 'running' and new.state <> 'running' and old.charged is not null)
  execute function tenancy.correct_work();
set local role tenantry_definer;
revoke execute on function tenancy.correct_work() from tenantry_owner;
reset role;
revoke create on schema tenancy from tenantry_definer;
