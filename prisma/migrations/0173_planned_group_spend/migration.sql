-- What finance plans that all tenants of a group together are charged for usage in a month: an amount of its own beside the plans
-- of its tenants. It goes with the group; each change is in the platform's audit log with its reason.
create table planned_group_spend (
  group_id uuid not null references tenant_group (id) on delete cascade,
  month date not null check (extract(day from month) = 1),
  planned_nano bigint not null check (planned_nano >= 0),
  reason text not null check (length(reason) between 3 and 500),
  entered_at timestamptz not null,
  entered_by uuid not null,
  primary key (group_id, month)
);
alter table planned_group_spend enable row level security;
alter table planned_group_spend force row level security;
do $$
declare r text;
begin
  foreach r in array array['operator', 'finance', 'auditor'] loop
    execute format('create policy %I on planned_group_spend for select to %I using ((select tenancy.platform_role()) = %L)',
      'planned_group_spend_' || r, 'tenantry_' || r, r);
    execute format('grant select on planned_group_spend to %I', 'tenantry_' || r);
  end loop;
end $$;
create policy planned_group_spend_enter on planned_group_spend for insert to tenantry_finance
  with check ((select tenancy.platform_role()) = 'finance' and entered_by = (select tenancy.current_principal()));
create policy planned_group_spend_change on planned_group_spend for update to tenantry_finance
  using ((select tenancy.platform_role()) = 'finance')
  with check ((select tenancy.platform_role()) = 'finance' and entered_by = (select tenancy.current_principal()));
grant insert, update (planned_nano, reason, entered_at, entered_by) on planned_group_spend to tenantry_finance;
