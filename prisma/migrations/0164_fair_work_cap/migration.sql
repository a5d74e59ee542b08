-- Background work is under the rule of answers (lib/traffic/fair/slot-cap.ts): while others have work a tenant holds at most
-- max(half of the slots, its weighted share of them), rounded up. One that came first kept every worker busy until then.

create index job_running on job (tenant_id, locked_until) where state = 'running';

grant create on schema tenancy to tenantry_definer;
set local role tenantry_definer;

-- The weight of a tenant's policy and what containments leave of it, as `charge_work` divides by it.
create function tenancy.work_weight(tenant uuid) returns double precision language sql stable security definer
set search_path = pg_catalog, pg_temp as $$
  select greatest(1, coalesce((select (p.manifest ->> 'weight')::double precision from public.policy_version p
    where p.tenant_id = work_weight.tenant order by p.version desc limit 1), 1)) * tenancy.contained_share(work_weight.tenant)
$$;

-- Tenants that hold as many of so many slots as they may now. Weights are read only when one holds half of them.
create function tenancy.work_at_cap(slots integer) returns uuid[] language sql stable security definer
set search_path = pg_catalog, pg_temp as $$
  with recursive busy as (
    (select j.tenant_id from public.job j where j.state in ('queued', 'running') order by j.tenant_id limit 1)
    union all
    select (select j.tenant_id from public.job j where j.state in ('queued', 'running') and j.tenant_id > b.tenant_id
      order by j.tenant_id limit 1)
    from busy b where b.tenant_id is not null
  ), active as materialized (
    select b.tenant_id from busy b join public.tenant t on t.id = b.tenant_id and t.state = 'active'
  ), holding as materialized (
    select j.tenant_id, count(*) as running from public.job j
    where j.state = 'running' and j.locked_until >= clock_timestamp()
    group by j.tenant_id having count(*) >= ceil(work_at_cap.slots / 2.0)
  )
  select coalesce(array_agg(h.tenant_id), '{}') from holding h
  where exists (select from active a where a.tenant_id <> h.tenant_id)
    and h.running >= ceil(work_at_cap.slots * tenancy.work_weight(h.tenant_id)
      / (select sum(tenancy.work_weight(a.tenant_id)) from active a))
$$;

drop function tenancy.claim_job(text, interval);

-- As before, for a worker of so many slots, and no tenant at its cap. The slots that count are those of workers that hold a job,
-- as many of each, and of the one that asks: one that is idle asks every second, and counts then.
create function tenancy.claim_job(worker text, lease interval, slots integer)
returns table (tenant_id uuid, job_id uuid, kind text, subject_id uuid, created_by uuid, attempts integer,
  policy_version integer, time_zone text, plan text, context text)
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  picked record;
  turn record;
  now_at double precision;
  passed uuid[] := '{}';
  all_slots integer;
  at_cap uuid[];
begin
  perform pg_advisory_xact_lock(hashtextextended('tenancy.claim_job', 0));
  now_at := tenancy.work_time('job');
  update public.work_share s set backlogged = false where s.kind = 'job' and s.backlogged
    and not exists (select from public.job j where j.tenant_id = s.tenant_id and j.state = 'queued');
  select claim_job.slots * count(*) into all_slots from (select claim_job.worker union
    select j.locked_by from public.job j where j.state = 'running' and j.locked_until >= clock_timestamp()) w;
  at_cap := tenancy.work_at_cap(all_slots);
  -- What a tenant cannot take for its cap is owed to it up to one full set of slots.
  update public.work_share s set unlifted = greatest(s.unlifted, s.since_lift), since_lift = k.least, lifts = s.lifts + 1
  from (select o.tenant_id, now_at - all_slots * o.cost / tenancy.work_weight(o.tenant_id) as least from unnest(at_cap) c (tenant)
    cross join lateral (select j.tenant_id, j.cost from public.job j where j.tenant_id = c.tenant and j.state = 'queued'
      order by j.created_at limit 1) o) k
  where s.tenant_id = k.tenant_id and s.kind = 'job' and greatest(s.unlifted, s.since_lift) < k.least;
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
    where n.id <> all (passed) and n.tenant_id <> all (at_cap)
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

revoke all on function tenancy.work_weight(uuid), tenancy.work_at_cap(integer), tenancy.claim_job(text, interval, integer)
  from public;
grant execute on function tenancy.claim_job(text, interval, integer) to tenantry_worker;
reset role;
revoke create on schema tenancy from tenantry_definer;
