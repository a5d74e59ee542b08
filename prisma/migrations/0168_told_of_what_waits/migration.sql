-- Whoever may act is told of what waits for somebody: alerts of security and of the books, and changes of policies that need a second
-- operator. Entries of audit logs that have no place yet are a queue like the others.

grant create on schema tenancy to tenantry_definer;
set local role tenantry_definer;

-- An alert is told when it is raised; another of the same kind from the same place not within ten minutes, since what is wrong for
-- a thousand tenants at once is one thing to look at.
create function tenancy.tell_of_alert() returns trigger language plpgsql security definer
set search_path = pg_catalog, pg_temp as $$
begin
  if not exists (select from public.notice n where n.at > new.at - interval '10 minutes' and n.kind = 'security_alert'
      and n.payload ->> 'alert' = new.kind and n.payload ->> 'place' = new.place) then
    perform tenancy.put_notice('security_alert', new.subject_tenant,
      jsonb_build_object('alert', new.kind, 'place', new.place), new.at);
  end if;
  return null;
end $$;

-- What goes beyond the bounds waits for another operator than proposed it. Parts and figures stay in the console.
create function tenancy.tell_of_change() returns trigger language plpgsql security definer
set search_path = pg_catalog, pg_temp as $$
declare
  targets uuid[];
begin
  if new.state = 'waiting' then
    select array_agg(g.tenant_id) into targets from public.policy_change_target g where g.change_id = new.id;
    perform tenancy.put_notice('policy_waiting', case when cardinality(targets) = 1 then targets[1] end,
      jsonb_build_object('change', new.id, 'of', new.kind, 'plan', new.plan, 'tenants', coalesce(cardinality(targets), 0),
        'beyond', new.beyond, 'proposedBy', new.proposed_by), new.proposed_at);
  end if;
  return null;
end $$;

-- As before, and entries of all audit logs that wait for their place in the tree.
create or replace function tenancy.queue_depths() returns table (queue text, waiting bigint, running bigint, oldest timestamptz)
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
    select 'notices', count(*), 0, min(n.next_at) from public.notice_delivery n where n.next_at is not null
    union all
    -- The first that was written waits the longest; its time is the fourth part of its body.
    select 'audit', count(*), 0, (select (x.body::jsonb ->> 3)::timestamptz from public.audit_leaf x where x.place is null
      order by x.ordinal limit 1)
    from public.audit_leaf l where l.place is null;
end $$;

revoke all on function tenancy.tell_of_alert(), tenancy.tell_of_change() from public;
grant execute on function tenancy.tell_of_alert(), tenancy.tell_of_change() to tenantry_owner;
reset role;
create trigger security_alert_noticed after insert on security_alert for each row execute function tenancy.tell_of_alert();
create trigger policy_change_noticed after insert on policy_change for each row execute function tenancy.tell_of_change();
set local role tenantry_definer;
revoke execute on function tenancy.tell_of_alert(), tenancy.tell_of_change() from tenantry_owner;
reset role;
revoke create on schema tenancy from tenantry_definer;
