-- A workspace's admins ask the platform for higher limits, for good or for some days; an operator grants, changes or refuses.
-- `wanted` and `granted` hold numbers by the names of limits. `reason` and `answer` are messages between the workspace and the
-- platform: the form says so.
create table quota_request (
  tenant_id uuid not null references tenant (id),
  id uuid not null,
  asked_by uuid not null,
  asked_at timestamptz not null,
  reason text not null check (length(reason) between 3 and 1000),
  wanted jsonb not null check (jsonb_typeof(wanted) = 'object' and length(wanted::text) <= 1000),
  days integer check (days between 1 and 366),
  state text not null default 'open' check (state in ('open', 'withdrawn', 'approved', 'amended', 'refused')),
  ended_at timestamptz,
  decided_by uuid,
  answer text check (length(answer) between 3 and 500),
  granted jsonb check (jsonb_typeof(granted) = 'object'),
  granted_days integer check (granted_days between 1 and 366),
  fee_nano bigint check (fee_nano >= 0),
  policy_version integer,
  primary key (tenant_id, id),
  check ((state = 'open') = (ended_at is null)),
  check ((state in ('approved', 'amended', 'refused')) = (decided_by is not null and answer is not null)),
  check ((state in ('approved', 'amended')) = (granted is not null and policy_version is not null))
);
create unique index quota_request_open on quota_request (tenant_id) where state = 'open';
create index quota_request_listing on quota_request (tenant_id, asked_at desc);

alter table quota_request enable row level security;
alter table quota_request force row level security;
create policy quota_request_own_tenant on quota_request as restrictive to tenantry_app
  using (tenant_id = (select tenancy.current_tenant())) with check (tenant_id = (select tenancy.current_tenant()));
create policy quota_request_read on quota_request for select to tenantry_app
  using ((select tenancy.current_role_name()) in ('owner', 'admin') or (select tenancy.exporting()));
create policy quota_request_ask on quota_request for insert to tenantry_app
  with check ((select tenancy.current_role_name()) in ('owner', 'admin') and asked_by = (select tenancy.current_principal())
    and state = 'open');
create policy quota_request_withdraw on quota_request for update to tenantry_app
  using ((select tenancy.current_role_name()) in ('owner', 'admin') and state = 'open')
  with check ((select tenancy.current_role_name()) in ('owner', 'admin') and state = 'withdrawn');
grant select on quota_request to tenantry_app;
grant insert (tenant_id, id, asked_by, asked_at, reason, wanted, days) on quota_request to tenantry_app;
grant update (state, ended_at) on quota_request to tenantry_app;
create policy quota_request_operator on quota_request for select to tenantry_operator
  using ((select tenancy.platform_role()) = 'operator');
create policy quota_request_auditor on quota_request for select to tenantry_auditor
  using ((select tenancy.platform_role()) = 'auditor');
create policy quota_request_decide on quota_request for update to tenantry_operator
  using ((select tenancy.platform_role()) = 'operator' and state = 'open')
  with check ((select tenancy.platform_role()) = 'operator' and state in ('approved', 'amended', 'refused')
    and decided_by = (select tenancy.current_principal()));
grant select on quota_request to tenantry_operator, tenantry_auditor;
grant update (state, ended_at, decided_by, answer, granted, granted_days, fee_nano, policy_version) on quota_request
  to tenantry_operator;

-- For the erasure of a tenant.
grant select, delete on quota_request to tenantry_definer;
create policy quota_request_definer on quota_request for select to tenantry_definer using (true);
create policy quota_request_definer_end on quota_request for delete to tenantry_definer using (true);
