-- What the platform pays for all tenants together, by month: entered by finance, never changed, withdrawn where it was wrong.
-- Shares are computed when they are looked at, by the entry's method, from the ledger as it is.
create table shared_cost (
  id uuid primary key,
  month date not null check (extract(day from month) = 1),
  kind text not null check (kind in ('platform', 'idle', 'embeddings')),
  amount_nano bigint not null check (amount_nano > 0),
  method text not null check (method in ('proportional', 'even', 'fixed')),
  -- Of 'fixed' alone: whole parts by tenant.
  shares jsonb not null check (jsonb_typeof(shares) = 'object' and (shares = '{}') = (method <> 'fixed')),
  reason text not null check (length(reason) between 3 and 500),
  entered_at timestamptz not null,
  entered_by uuid not null,
  withdrawn_at timestamptz,
  withdrawn_by uuid,
  withdrawn_reason text check (length(withdrawn_reason) between 3 and 500),
  check ((withdrawn_at is null) = (withdrawn_by is null) and (withdrawn_at is null) = (withdrawn_reason is null))
);
create index shared_cost_month on shared_cost (month);

alter table shared_cost enable row level security;
alter table shared_cost force row level security;
do $$
declare r text;
begin
  foreach r in array array['operator', 'finance', 'auditor'] loop
    execute format('create policy %I on shared_cost for select to %I using ((select tenancy.platform_role()) = %L)',
      'shared_cost_' || r, 'tenantry_' || r, r);
    execute format('grant select on shared_cost to %I', 'tenantry_' || r);
  end loop;
end $$;
create policy shared_cost_enter on shared_cost for insert to tenantry_finance
  with check ((select tenancy.platform_role()) = 'finance' and entered_by = (select tenancy.current_principal())
    and withdrawn_at is null);
create policy shared_cost_withdraw on shared_cost for update to tenantry_finance
  using ((select tenancy.platform_role()) = 'finance' and withdrawn_at is null)
  with check (withdrawn_by = (select tenancy.current_principal()));
grant insert, update (withdrawn_at, withdrawn_by, withdrawn_reason) on shared_cost to tenantry_finance;
