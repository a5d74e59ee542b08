-- Limits that a tenant's own admins move, within the range that the platform allows above what was agreed; and when the
-- installation's self-test last ran, which every tenant may know.
grant select (id, started_at, finished_at, held, failed, problem) on self_test_run to tenantry_definer;
create policy self_test_run_definer on self_test_run for select to tenantry_definer using (true);

grant create on schema tenancy to tenantry_definer;
set local role tenantry_definer;

-- For the owner and admins of the signed tenant: a version that differs from the newest in `ownLimits` alone. `based_on` is the
-- version that they looked at. Returns the new version's number.
create function tenancy.set_own_limits(based_on integer, limits jsonb, why text, at timestamptz) returns integer
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  target uuid := tenancy.current_tenant();
  newest record;
begin
  if target is null or tenancy.current_role_name() not in ('owner', 'admin') then
    raise exception 'own limits are for the owner and admins' using errcode = 'insufficient_privilege';
  end if;
  if limits is null or jsonb_typeof(limits) <> 'object' or length(coalesce(trim(why), '')) not between 3 and 500
    or limits - array['requestsPerMinute', 'tokensPerDay', 'tokensPerMonth', 'priceNanoPerMonth'] <> '{}'
    or exists (select from jsonb_each(limits) l where l.value #>> '{}' !~ '^[1-9][0-9]{0,17}$'
      or jsonb_typeof(l.value) <> case l.key when 'priceNanoPerMonth' then 'string' else 'number' end) then
    raise exception 'not limits with a reason' using errcode = 'check_violation';
  end if;
  select p.version, p.manifest into strict newest from public.policy_version p
    where p.tenant_id = target order by p.version desc limit 1;
  if newest.version <> based_on then
    raise exception 'version % is in force by now', newest.version using errcode = 'unique_violation';
  end if;
  if exists (select from jsonb_each(limits) l where (l.value #>> '{}')::numeric
      > floor((newest.manifest ->> l.key)::numeric * (100 + coalesce((newest.manifest ->> 'ownRaisePercent')::numeric, 0)) / 100)) then
    raise exception 'beyond the range' using errcode = 'check_violation';
  end if;
  insert into public.policy_version (tenant_id, version, manifest, reason, author_id, created_at)
    values (target, newest.version + 1, newest.manifest || jsonb_build_object('ownLimits', limits), trim(why),
      tenancy.current_principal(), at);
  return newest.version + 1;
end $$;

-- The newest self-test that ran to its end: figures of the installation, of no tenant.
create function tenancy.last_self_test() returns table (finished_at timestamptz, held integer, failed integer)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select r.finished_at, r.held, r.failed from public.self_test_run r
  where tenancy.current_tenant() is not null and r.finished_at is not null and r.problem is null
  order by r.started_at desc limit 1
$$;

revoke all on function tenancy.set_own_limits(integer, jsonb, text, timestamptz), tenancy.last_self_test() from public;
grant execute on function tenancy.set_own_limits(integer, jsonb, text, timestamptz), tenancy.last_self_test() to tenantry_app;
reset role;
revoke create on schema tenancy from tenantry_definer;
