-- Which instances are there, what each does and how it is: a row that each beats every few seconds. Figures, no content.
create table platform_instance (
  id uuid primary key,
  roles text[] not null check (cardinality(roles) between 1 and 10),
  version text not null check (length(version) <= 60),
  node text not null check (length(node) <= 60),
  started_at timestamptz not null,
  seen_at timestamptz not null,
  -- Null while it runs; one that was killed is not seen again.
  stopped_at timestamptz,
  -- Pools, upstreams with their breakers, stores, memory, lag.
  facts jsonb not null check (jsonb_typeof(facts) = 'object' and length(facts::text) <= 100000)
);
alter table platform_instance enable row level security;
alter table platform_instance force row level security;
do $$
declare
  r text;
begin
  foreach r in array array['operator', 'auditor'] loop
    execute format('create policy %I on platform_instance for select to %I using ((select tenancy.platform_role()) = %L)',
      'platform_instance_' || r, 'tenantry_' || r, r);
    execute format('grant select on platform_instance to %I', 'tenantry_' || r);
  end loop;
end $$;
create policy platform_instance_definer on platform_instance to tenantry_definer using (true) with check (true);
grant select, insert, update, delete on platform_instance to tenantry_definer;

grant create on schema tenancy to tenantry_definer;
set local role tenantry_definer;

-- Says that an instance is there, or that it stops; what was not seen for a day is forgotten.
create function tenancy.beat(instance uuid, roles text[], version text, node text, started timestamptz, stopped boolean, facts jsonb)
returns void language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  insert into public.platform_instance as i (id, roles, version, node, started_at, seen_at, stopped_at, facts)
    values (beat.instance, beat.roles, beat.version, beat.node, beat.started, clock_timestamp(),
      case when beat.stopped then clock_timestamp() end, beat.facts)
    on conflict (id) do update set seen_at = excluded.seen_at, stopped_at = excluded.stopped_at, facts = excluded.facts;
  delete from public.platform_instance i where i.seen_at < clock_timestamp() - interval '1 day';
end $$;

-- What waits and what runs of each kind of background work, of all tenants together, and since when the first waits.
create function tenancy.queue_depths() returns table (queue text, waiting bigint, running bigint, oldest timestamptz)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  if coalesce(tenancy.platform_role(), '') not in ('operator', 'auditor') then
    raise exception 'queues are for operators and auditors' using errcode = 'insufficient_privilege';
  end if;
  return query
    select 'documents', count(*) filter (where j.state = 'queued'), count(*) filter (where j.state = 'running'),
      min(j.created_at) filter (where j.state = 'queued')
    from public.job j where j.state in ('queued', 'running')
    union all
    select 'operations', count(*) filter (where o.state = 'queued'), count(*) filter (where o.state = 'running'),
      min(o.created_at) filter (where o.state = 'queued')
    from public.tenant_operation o where o.state in ('queued', 'running')
    union all
    select 'questions', count(*) filter (where d.state = 'waiting'), count(*) filter (where d.state = 'running'),
      min(d.created_at) filter (where d.state = 'waiting')
    from public.deferred_answer d where d.state in ('waiting', 'running')
    union all
    select 'rollups', count(*), 0, min(r.due) from public.rollup_touch r
    union all
    select 'messages', count(*), 0, min(e.next_at) from public.event_delivery e where e.next_at is not null
    union all
    select 'notices', count(*), 0, min(n.next_at) from public.notice_delivery n where n.next_at is not null;
end $$;

revoke all on function tenancy.beat(uuid, text[], text, text, timestamptz, boolean, jsonb), tenancy.queue_depths() from public;
grant execute on function tenancy.beat(uuid, text[], text, text, timestamptz, boolean, jsonb) to tenantry_worker;
grant execute on function tenancy.queue_depths() to tenantry_operator, tenantry_auditor;
reset role;
revoke create on schema tenancy from tenantry_definer;
