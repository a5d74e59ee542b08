-- Incidents: what happened, when, to whom, and what those tenants were told. Written by operators; no content of a tenant.

create table incident (
  id uuid primary key,
  title text not null check (length(title) between 3 and 120),
  severity text not null check (severity in ('minor', 'major', 'critical')),
  -- Whom it affects.
  tenants uuid[] not null default '{}' check (cardinality(tenants) <= 1000),
  opened_at timestamptz not null,
  opened_by uuid not null,
  closed_at timestamptz,
  closed_by uuid,
  check ((closed_at is null) = (closed_by is null))
);
create index incident_listing on incident (opened_at desc);

-- Its timeline: added to, and changed by nobody.
create table incident_entry (
  incident_id uuid not null references incident (id),
  id uuid not null,
  at timestamptz not null,
  kind text not null check (kind in ('opened', 'note', 'affected', 'notice', 'closed', 'reopened')),
  text text not null check (length(text) between 3 and 2000),
  by_id uuid not null,
  primary key (incident_id, id)
);

-- What one tenant was told. Short, so that it goes whole into the event that tells it.
create table incident_notice (
  tenant_id uuid not null references tenant (id),
  id uuid not null,
  incident_id uuid not null,
  at timestamptz not null,
  title text not null check (length(title) between 3 and 120),
  text text not null check (length(text) between 3 and 700),
  sent_by uuid not null,
  primary key (tenant_id, id)
);
create index incident_notice_listing on incident_notice (tenant_id, at desc);

do $$
declare
  r text;
  t text;
begin
  foreach t in array array['incident', 'incident_entry', 'incident_notice'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    foreach r in array array['operator', 'auditor'] loop
      execute format('create policy %I on %I for select to %I using ((select tenancy.platform_role()) = %L)',
        t || '_' || r, t, 'tenantry_' || r, r);
      execute format('grant select on %I to %I', t, 'tenantry_' || r);
    end loop;
  end loop;
end $$;
create policy incident_open on incident for insert to tenantry_operator
  with check ((select tenancy.platform_role()) = 'operator' and opened_by = (select tenancy.current_principal())
    and closed_at is null);
create policy incident_change on incident for update to tenantry_operator
  using ((select tenancy.platform_role()) = 'operator')
  with check ((select tenancy.platform_role()) = 'operator'
    and (closed_by is null or closed_by = (select tenancy.current_principal())));
create policy incident_entry_add on incident_entry for insert to tenantry_operator
  with check ((select tenancy.platform_role()) = 'operator' and by_id = (select tenancy.current_principal()));
create policy incident_notice_send on incident_notice for insert to tenantry_operator
  with check ((select tenancy.platform_role()) = 'operator' and sent_by = (select tenancy.current_principal()));
grant insert (id, title, severity, tenants, opened_at, opened_by), update (tenants, closed_at, closed_by) on incident
  to tenantry_operator;
grant insert on incident_entry, incident_notice to tenantry_operator;

create policy incident_notice_own_tenant on incident_notice as restrictive to tenantry_app
  using (tenant_id = (select tenancy.current_tenant())) with check (tenant_id = (select tenancy.current_tenant()));
create policy incident_notice_read on incident_notice for select to tenantry_app
  using ((select tenancy.current_role_name()) in ('owner', 'admin'));
-- Who of the platform's people sent it is theirs.
grant select (tenant_id, id, incident_id, at, title, text) on incident_notice to tenantry_app;
create policy incident_notice_definer on incident_notice for select to tenantry_definer using (true);
create policy incident_notice_definer_plant on incident_notice for insert to tenantry_definer with check (true);
create policy incident_notice_definer_end on incident_notice for delete to tenantry_definer using (true);
grant select, insert, delete on incident_notice to tenantry_definer;

grant create on schema tenancy to tenantry_definer;
set local role tenantry_definer;

create function tenancy.event_of_incident() returns trigger language plpgsql security definer
set search_path = pg_catalog, pg_temp as $$
begin
  perform tenancy.put_event(new.tenant_id, 'incident.notice', null,
    jsonb_build_object('incidentId', new.incident_id, 'noticeId', new.id, 'title', new.title, 'text', new.text), new.at);
  return null;
end $$;

-- Something for the self-test to look for: a canary's own notice, once.
create function tenancy.plant_incident_notice(notice uuid, at timestamptz) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  target uuid := tenancy.current_tenant();
begin
  if not exists (select from public.tenant t where t.id = target and t.canary) then
    raise exception 'planting is for canaries' using errcode = 'insufficient_privilege';
  end if;
  insert into public.incident_notice (tenant_id, id, incident_id, at, title, text, sent_by)
    select target, notice, notice, plant_incident_notice.at, 'Self-test', 'A notice for the self-test.', target
    where not exists (select from public.incident_notice n where n.tenant_id = target);
  return found;
end $$;

revoke all on function tenancy.event_of_incident(), tenancy.plant_incident_notice(uuid, timestamptz) from public;
grant execute on function tenancy.plant_incident_notice(uuid, timestamptz) to tenantry_app;
grant execute on function tenancy.event_of_incident() to tenantry_owner;
reset role;
create trigger event_of_incident after insert on incident_notice for each row execute function tenancy.event_of_incident();
set local role tenantry_definer;
revoke execute on function tenancy.event_of_incident() from tenantry_owner;
reset role;
revoke create on schema tenancy from tenantry_definer;
