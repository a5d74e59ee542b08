-- What a tenant used of the resources that its policy limits by the day, beside what it stores: pages read, CPU time of
-- reading and indexing, bytes sent. By the tenant's own day. Only ever added to.

create table resource_day (
  tenant_id uuid not null references tenant (id),
  day date not null,
  pages bigint not null default 0 check (pages >= 0),
  cpu_ms bigint not null default 0 check (cpu_ms >= 0),
  bytes_out bigint not null default 0 check (bytes_out >= 0),
  primary key (tenant_id, day)
);
alter table resource_day enable row level security;
alter table resource_day force row level security;
create policy resource_day_own_tenant on resource_day as restrictive to tenantry_app
  using (tenant_id = (select tenancy.current_tenant())) with check (tenant_id = (select tenancy.current_tenant()));
create policy resource_day_read on resource_day for select to tenantry_app
  using ((select tenancy.current_role_name()) <> 'hold');
grant select on resource_day to tenantry_app;
do $$
declare r text;
begin
  foreach r in array array['operator', 'finance', 'auditor'] loop
    execute format('create policy %I on resource_day for select to %I using ((select tenancy.platform_role()) = %L)',
      'resource_day_' || r, 'tenantry_' || r, r);
    execute format('grant select on resource_day to %I', 'tenantry_' || r);
  end loop;
end $$;
create policy resource_day_definer on resource_day to tenantry_definer using (true) with check (true);
grant select, insert, update on resource_day to tenantry_definer;

grant create on schema tenancy to tenantry_definer;
set local role tenantry_definer;

-- Adds to the day, in the signed tenant's own zone, of that time.
create function tenancy.use_resources(at timestamptz, pages bigint, cpu_ms bigint, bytes_out bigint) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  target uuid := tenancy.current_tenant();
begin
  if target is null then
    raise exception 'a tenant is needed' using errcode = 'insufficient_privilege';
  end if;
  insert into public.resource_day as d (tenant_id, day, pages, cpu_ms, bytes_out)
    select t.id, (use_resources.at at time zone t.time_zone)::date, greatest(use_resources.pages, 0),
      greatest(use_resources.cpu_ms, 0), greatest(use_resources.bytes_out, 0)
    from public.tenant t where t.id = target
  on conflict (tenant_id, day) do update set pages = d.pages + excluded.pages, cpu_ms = d.cpu_ms + excluded.cpu_ms,
    bytes_out = d.bytes_out + excluded.bytes_out;
  return true;
end $$;

revoke all on function tenancy.use_resources(timestamptz, bigint, bigint, bigint) from public;
grant execute on function tenancy.use_resources(timestamptz, bigint, bigint, bigint) to tenantry_app;

reset role;
revoke create on schema tenancy from tenantry_definer;
