-- What finance plans that a tenant is charged for usage in a month. Each change is in the platform's audit log with its reason.
create table planned_spend (
  tenant_id uuid not null references tenant (id),
  month date not null check (extract(day from month) = 1),
  planned_nano bigint not null check (planned_nano >= 0),
  reason text not null check (length(reason) between 3 and 500),
  entered_at timestamptz not null,
  entered_by uuid not null,
  primary key (tenant_id, month)
);
alter table planned_spend enable row level security;
alter table planned_spend force row level security;
create policy planned_spend_own_tenant on planned_spend as restrictive to tenantry_app
  using (tenant_id = (select tenancy.current_tenant())) with check (tenant_id = (select tenancy.current_tenant()));
do $$
declare r text;
begin
  foreach r in array array['operator', 'finance', 'auditor'] loop
    execute format('create policy %I on planned_spend for select to %I using ((select tenancy.platform_role()) = %L)',
      'planned_spend_' || r, 'tenantry_' || r, r);
    execute format('grant select on planned_spend to %I', 'tenantry_' || r);
  end loop;
end $$;
create policy planned_spend_enter on planned_spend for insert to tenantry_finance
  with check ((select tenancy.platform_role()) = 'finance' and entered_by = (select tenancy.current_principal()));
create policy planned_spend_change on planned_spend for update to tenantry_finance
  using ((select tenancy.platform_role()) = 'finance')
  with check ((select tenancy.platform_role()) = 'finance' and entered_by = (select tenancy.current_principal()));
grant insert, update (planned_nano, reason, entered_at, entered_by) on planned_spend to tenantry_finance;
-- An erasure removes them.
create policy planned_spend_definer on planned_spend for select to tenantry_definer using (true);
create policy planned_spend_definer_end on planned_spend for delete to tenantry_definer using (true);
grant select, delete on planned_spend to tenantry_definer;

-- Finance plans for the groups that operators made.
do $$
declare t text;
begin
  foreach t in array array['tenant_group', 'tenant_group_member'] loop
    execute format('create policy %I on %I for select to tenantry_finance using ((select tenancy.platform_role()) = %L)',
      t || '_finance', t, 'finance');
    execute format('grant select on %I to tenantry_finance', t);
  end loop;
end $$;
