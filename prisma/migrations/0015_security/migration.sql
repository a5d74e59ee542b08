-- What operators must hear of at once, and the self-test's history.

-- A tenant made for the self-test: its probes provoke on purpose what would alarm elsewhere.
alter table tenant add column canary boolean not null default false;

create table security_alert (
  id uuid primary key,
  at timestamptz not null,
  kind text not null check (kind in ('tenant_mismatch')),
  place text not null check (length(place) between 1 and 80),
  subject_tenant uuid not null,
  principal_id uuid not null,
  acknowledged_at timestamptz,
  acknowledged_by uuid,
  note text check (length(note) between 3 and 500),
  check ((acknowledged_at is null) = (acknowledged_by is null))
);
create index security_alert_open on security_alert (at desc) where acknowledged_at is null;

create table self_test_run (
  id uuid primary key,
  started_at timestamptz not null,
  finished_at timestamptz,
  started_by uuid not null,
  held integer not null default 0,
  failed integer not null default 0,
  problem text,
  result jsonb not null default '[]'
);
create index self_test_run_listing on self_test_run (started_at desc);

alter table security_alert enable row level security;
alter table security_alert force row level security;
alter table self_test_run enable row level security;
alter table self_test_run force row level security;

do $$
declare
  r text;
  t text;
begin
  foreach r in array array['operator', 'auditor'] loop
    foreach t in array array['security_alert', 'self_test_run'] loop
      execute format('create policy %I on %I for select to %I using ((select tenancy.platform_role()) = %L)',
        t || '_' || r, t, 'tenantry_' || r, r);
      execute format('grant select on %I to %I', t, 'tenantry_' || r);
    end loop;
  end loop;
end $$;

create policy security_alert_acknowledge on security_alert for update to tenantry_operator
  using ((select tenancy.platform_role()) = 'operator')
  with check ((select tenancy.platform_role()) = 'operator' and acknowledged_by = (select tenancy.current_principal()));
grant update (acknowledged_at, acknowledged_by, note) on security_alert to tenantry_operator;

create policy self_test_run_start on self_test_run for insert to tenantry_operator
  with check ((select tenancy.platform_role()) = 'operator' and started_by = (select tenancy.current_principal()));
create policy self_test_run_finish on self_test_run for update to tenantry_operator
  using ((select tenancy.platform_role()) = 'operator' and finished_at is null)
  with check ((select tenancy.platform_role()) = 'operator');
grant insert on self_test_run to tenantry_operator;
grant update (finished_at, held, failed, problem, result) on self_test_run to tenantry_operator;

grant insert on security_alert to tenantry_definer;
grant select (id, at, kind, place, subject_tenant) on security_alert to tenantry_definer;
grant update (canary) on tenant to tenantry_definer;
grant select on document to tenantry_definer;
create policy document_definer_canary on document for select to tenantry_definer using (true);
create policy security_alert_definer on security_alert for select to tenantry_definer using (true);
create policy security_alert_definer_add on security_alert for insert to tenantry_definer with check (true);
create policy tenant_definer_canary on tenant for update to tenantry_definer using (true) with check (canary);
create policy audit_entry_definer_alarm on audit_entry for insert to tenantry_definer
  with check (action = 'security.tenant_mismatch' and outcome = 'error');

grant create on schema tenancy to tenantry_definer;
set local role tenantry_definer;

-- Writes what happened under the caller's own verified context into the tenant's audit log and the operators' alerts.
-- A broken store would repeat itself thousands of times: one alert a minute for a tenant and place.
create function tenancy.raise_alert(alert uuid, entry uuid, place text, at timestamptz) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  target uuid := tenancy.current_tenant();
begin
  if target is null then return false; end if;
  if exists (select from public.tenant t where t.id = target and t.canary) then return false; end if;
  insert into public.audit_entry (tenant_id, id, at, actor_kind, actor_id, action, object_kind, outcome, detail)
    values (target, entry, raise_alert.at, 'system', tenancy.current_principal(), 'security.tenant_mismatch', 'tenant',
      'error', jsonb_build_object('place', raise_alert.place));
  if exists (select from public.security_alert a where a.subject_tenant = target and a.place = raise_alert.place
      and a.at > raise_alert.at - interval '1 minute') then
    return false;
  end if;
  insert into public.security_alert (id, at, kind, place, subject_tenant, principal_id)
    values (alert, raise_alert.at, 'tenant_mismatch', raise_alert.place, target, tenancy.current_principal());
  return true;
end $$;

-- Makes a canary of a tenant that an operator has just created: nothing with content or history becomes one.
create function tenancy.become_canary(target uuid) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  if tenancy.platform_role() is distinct from 'operator' then
    raise exception 'a canary needs an operator' using errcode = 'insufficient_privilege';
  end if;
  update public.tenant t set canary = true
    where t.id = target and t.created_at > clock_timestamp() - interval '10 minutes'
      and not exists (select from public.document d where d.tenant_id = t.id);
  return found;
end $$;

revoke all on function tenancy.raise_alert(uuid, uuid, text, timestamptz), tenancy.become_canary(uuid) from public;
grant execute on function tenancy.raise_alert(uuid, uuid, text, timestamptz) to tenantry_app;
grant execute on function tenancy.become_canary(uuid) to tenantry_operator;
reset role;
revoke create on schema tenancy from tenantry_definer;
