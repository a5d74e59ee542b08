-- Features that are rolled out by and by: to a share of tenants by a hash, to some by name, and off for all by one switch. What
-- has no row is as the product ships it.
create table feature_flag (
  name text primary key check (name ~ '^[a-z][a-z_]{1,39}$'),
  percent integer not null check (percent between 0 and 100),
  killed boolean not null,
  changed_at timestamptz not null,
  changed_by uuid not null,
  reason text not null check (length(reason) between 3 and 500)
);

-- Whatever the share is, but for the switch.
create table feature_flag_tenant (
  tenant_id uuid not null references tenant (id),
  name text not null check (name ~ '^[a-z][a-z_]{1,39}$'),
  on_for boolean not null,
  changed_at timestamptz not null,
  changed_by uuid not null,
  reason text not null check (length(reason) between 3 and 500),
  primary key (tenant_id, name)
);

-- What changed, of the flag or for one tenant; a removed exception has no `content`.
create table feature_flag_change (
  id bigint generated always as identity primary key,
  name text not null,
  subject_tenant uuid,
  content jsonb,
  at timestamptz not null,
  by_id uuid,
  reason text
);
create index feature_flag_change_listing on feature_flag_change (name, id desc);

do $$
declare
  r text;
  t text;
begin
  foreach t in array array['feature_flag', 'feature_flag_tenant', 'feature_flag_change'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    foreach r in array array['operator', 'auditor'] loop
      execute format('create policy %I on %I for select to %I using ((select tenancy.platform_role()) = %L)',
        t || '_' || r, t, 'tenantry_' || r, r);
      execute format('grant select on %I to %I', t, 'tenantry_' || r);
    end loop;
  end loop;
  foreach t in array array['feature_flag', 'feature_flag_tenant'] loop
    execute format($f$create policy %I on %I for insert to tenantry_operator
      with check ((select tenancy.platform_role()) = 'operator' and changed_by = (select tenancy.current_principal()))$f$,
      t || '_set', t);
    execute format($f$create policy %I on %I for update to tenantry_operator
      using ((select tenancy.platform_role()) = 'operator')
      with check ((select tenancy.platform_role()) = 'operator' and changed_by = (select tenancy.current_principal()))$f$,
      t || '_change', t);
  end loop;
end $$;
create policy feature_flag_tenant_remove on feature_flag_tenant for delete to tenantry_operator
  using ((select tenancy.platform_role()) = 'operator');
grant insert, update (percent, killed, changed_at, changed_by, reason) on feature_flag to tenantry_operator;
grant insert, update (on_for, changed_at, changed_by, reason), delete on feature_flag_tenant to tenantry_operator;

-- What is on for a tenant is computed under its own context.
create policy feature_flag_obey on feature_flag for select to tenantry_app
  using ((select tenancy.current_tenant()) is not null);
grant select (name, percent, killed) on feature_flag to tenantry_app;
create policy feature_flag_tenant_own_tenant on feature_flag_tenant as restrictive to tenantry_app
  using (tenant_id = (select tenancy.current_tenant())) with check (tenant_id = (select tenancy.current_tenant()));
create policy feature_flag_tenant_obey on feature_flag_tenant for select to tenantry_app using (true);
grant select (tenant_id, name, on_for) on feature_flag_tenant to tenantry_app;

create policy feature_flag_tenant_definer on feature_flag_tenant for select to tenantry_definer using (true);
create policy feature_flag_tenant_definer_plant on feature_flag_tenant for insert to tenantry_definer with check (true);
create policy feature_flag_tenant_definer_end on feature_flag_tenant for delete to tenantry_definer using (true);
grant select, insert, delete on feature_flag_tenant to tenantry_definer;
create policy feature_flag_change_definer on feature_flag_change for insert to tenantry_definer with check (true);
grant insert on feature_flag_change to tenantry_definer;

grant create on schema tenancy to tenantry_definer;
set local role tenantry_definer;

-- Keeps what a flag is from now on, and has every process read it anew.
create function tenancy.keep_flag() returns trigger language plpgsql security definer
set search_path = pg_catalog, pg_temp as $$
begin
  insert into public.feature_flag_change (name, content, at, by_id, reason)
    values (new.name, jsonb_build_object('percent', new.percent, 'killed', new.killed), new.changed_at, new.changed_by, new.reason);
  perform pg_notify('tenantry_flags', '');
  return null;
end $$;

create function tenancy.keep_tenant_flag() returns trigger language plpgsql security definer
set search_path = pg_catalog, pg_temp as $$
begin
  if tg_op = 'DELETE' then
    insert into public.feature_flag_change (name, subject_tenant, at, by_id)
      values (old.name, old.tenant_id, clock_timestamp(),
        case when tenancy.platform_role() = 'operator' then tenancy.current_principal() end);
    perform pg_notify('tenantry_flags', old.tenant_id::text);
  else
    insert into public.feature_flag_change (name, subject_tenant, content, at, by_id, reason)
      values (new.name, new.tenant_id, jsonb_build_object('on', new.on_for), new.changed_at, new.changed_by, new.reason);
    perform pg_notify('tenantry_flags', new.tenant_id::text);
  end if;
  return null;
end $$;

-- Something for the self-test to look for: of a canary, an exception for a flag that there is not.
create function tenancy.plant_flag(at timestamptz) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  target uuid := tenancy.current_tenant();
begin
  if not exists (select from public.tenant t where t.id = target and t.canary) then
    raise exception 'planting is for canaries' using errcode = 'insufficient_privilege';
  end if;
  insert into public.feature_flag_tenant (tenant_id, name, on_for, changed_at, changed_by, reason)
    values (target, 'self_test', true, plant_flag.at, target, 'For the self-test')
    on conflict (tenant_id, name) do nothing;
  return found;
end $$;

revoke all on function tenancy.keep_flag(), tenancy.keep_tenant_flag(), tenancy.plant_flag(timestamptz) from public;
grant execute on function tenancy.plant_flag(timestamptz) to tenantry_app;
grant execute on function tenancy.keep_flag(), tenancy.keep_tenant_flag() to tenantry_owner;
reset role;
create trigger feature_flag_kept after insert or update on feature_flag for each row execute function tenancy.keep_flag();
create trigger feature_flag_tenant_kept after insert or update or delete on feature_flag_tenant
  for each row execute function tenancy.keep_tenant_flag();
set local role tenantry_definer;
revoke execute on function tenancy.keep_flag(), tenancy.keep_tenant_flag() from tenantry_owner;
reset role;
revoke create on schema tenancy from tenantry_definer;
