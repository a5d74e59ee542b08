-- Each instance says with its heartbeat which version of a policy it lets keys in under and which containments it obeys, by the tag
-- that stands for the tenant. What is in force is compared with that, and told again to instances that are behind.

alter table platform_instance drop constraint platform_instance_facts_check,
  add constraint platform_instance_facts_check check (jsonb_typeof(facts) = 'object' and length(facts::text) <= 200000);

create policy platform_audit_definer_announce on platform_audit for insert to tenantry_definer
  with check (action = 'policy.announce' and actor_role = 'system');

grant create on schema tenancy to tenantry_definer;
set local role tenantry_definer;

-- Where a running instance knows something else than what was in force a second before it said so. `part`: `policy`, by
-- version, or `containments`, by what stands for all of them together.
create function tenancy.behind() returns table (instance uuid, tenant_id uuid, part text, knows text, in_force text)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  with told as (
    select i.id, i.seen_at - interval '1 second' as by_then, k ->> 'owner' as owner, (k ->> 'policy')::integer as policy,
      k ->> 'contained' as contained
    from public.platform_instance i cross join lateral jsonb_array_elements(i.facts -> 'known') k
    where i.stopped_at is null and i.seen_at >= clock_timestamp() - interval '16 seconds'
  ), known as (
    select o.*, t.id as tenant from told o join public.tenant t
      on left(encode(sha256(convert_to('owner ' || t.id::text, 'UTF8')), 'hex'), 32) = o.owner
  )
  select k.id, k.tenant, 'policy', k.policy::text, p.version::text
  from known k cross join lateral (select max(v.version) as version from public.policy_version v
    where v.tenant_id = k.tenant and v.recorded_at <= k.by_then) p
  where k.policy < p.version
  union all
  select k.id, k.tenant, 'containments', k.contained, f.tag
  from known k cross join lateral (
    select coalesce(left(encode(sha256(convert_to(string_agg(c.id::text, ',' order by c.id::text collate "C")
        filter (where c.ended_at is null), 'UTF8')), 'hex'), 16), '') as tag,
      coalesce(max(greatest(c.since, c.ended_at)), '-infinity') as changed_at
    from (select x.id, x.since, x.ended_at from public.containment x
        where x.tenant_id = k.tenant and (x.ended_at is null or x.ended_at > k.by_then)
      union all
      select s.id, s.since, s.ended_at from public.platform_switch s where s.ended_at is null or s.ended_at > k.by_then) c
  ) f
  where k.contained <> f.tag and f.changed_at <= k.by_then
$$;

create function tenancy.instances_behind() returns table (instance uuid, tenant_id uuid, part text, knows text, in_force text)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  if coalesce(tenancy.platform_role(), '') not in ('operator', 'auditor') then
    raise exception 'what instances know is for operators and auditors' using errcode = 'insufficient_privilege';
  end if;
  return query select b.* from tenancy.behind() b;
end $$;

-- Has every instance ask anew about each tenant that one is behind of, and writes that down; of one tenant at most once a minute,
-- whichever process looks. Returns of how many tenants.
create function tenancy.announce_behind(at timestamptz) returns integer
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  one record;
  told integer := 0;
begin
  if not pg_try_advisory_xact_lock(hashtextextended('tenancy.announce_behind', 0)) then return 0; end if;
  for one in
    select b.tenant_id, jsonb_agg(jsonb_build_object('instance', b.instance, 'part', b.part, 'knows', b.knows,
      'inForce', b.in_force) order by b.instance, b.part) as instances
    from tenancy.behind() b
    where not exists (select from public.platform_audit p where p.at > announce_behind.at - interval '1 minute'
      and p.action = 'policy.announce' and p.subject_tenant = b.tenant_id)
    group by b.tenant_id order by b.tenant_id limit 200
  loop
    perform pg_notify('tenantry_keys', one.tenant_id::text), pg_notify('tenantry_contained', one.tenant_id::text);
    insert into public.platform_audit (id, at, actor_id, actor_role, action, subject_tenant, reason, detail)
      values (gen_random_uuid(), announce_behind.at, '00000000-0000-0000-0000-000000000000', 'system', 'policy.announce',
        one.tenant_id, 'An instance was behind', jsonb_build_object('instances', one.instances));
    told := told + 1;
  end loop;
  return told;
end $$;

revoke all on function tenancy.behind(), tenancy.instances_behind(), tenancy.announce_behind(timestamptz) from public;
grant execute on function tenancy.instances_behind() to tenantry_operator, tenantry_auditor;
grant execute on function tenancy.announce_behind(timestamptz) to tenantry_worker;
reset role;
revoke create on schema tenancy from tenantry_definer;
