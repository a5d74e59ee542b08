-- Budgets in the tenant's own days, a ledger by month that names two price versions, and corrections as entries.

-- Provider's cost and tenants' price change at different times: a version is of one of the two books.
alter table price_version
  add column book text not null default 'cost' check (book in ('cost', 'price')),
  add column reason text not null default '',
  add column author_id uuid references app_user (id);
alter table price_version alter column book drop default;
insert into price_version (id, book, effective_from, note, created_at)
  select 2, 'price', effective_from, note, created_at from price_version where id = 1;
update price_line set version = 2 where version = 1 and kind = 'price';

alter table reservation no force row level security;
alter table budget_counter no force row level security;
alter table ledger_entry no force row level security;
alter table tenant no force row level security;

-- What a call is booked under, beside who asked. A hold that waits for its turn is nobody's orphan until `kept_until`.
alter table reservation
  add column cost_version integer references price_version (id),
  add column product_line text not null default 'assistant' check (product_line ~ '^[a-z][a-z0-9_-]{0,39}$'),
  add column environment text not null default 'production' check (environment ~ '^[a-z][a-z0-9_-]{0,39}$'),
  add column tags jsonb not null default '{}' check (jsonb_typeof(tags) = 'object'),
  add column kept_until timestamptz;
update reservation set cost_version = price_version, price_version = 2;
alter table reservation alter column cost_version set not null;

-- A counter begins at midnight where the tenant is. What was counted by UTC days so far goes on in the local ones.
alter table budget_counter
  drop constraint budget_counter_scope_check,
  drop constraint budget_counter_period_check,
  alter column scope_id type text,
  alter column period_start type timestamptz using period_start::timestamp at time zone 'UTC',
  -- Since when the soft limit is passed, and the highest threshold of which people were told, in percent.
  add column soft_since timestamptz,
  add column told_percent smallint not null default 0 check (told_percent between 0 and 100);
alter table budget_counter
  add constraint budget_counter_scope_check check (scope in ('tenant', 'user', 'key', 'model', 'feature')),
  add constraint budget_counter_period_check check (period in ('minute', 'day', 'month'));
update budget_counter b set period_start = (b.period_start at time zone 'UTC') at time zone t.time_zone
  from tenant t where t.id = b.tenant_id;
update reservation r set scopes = coalesce((
    select jsonb_agg(s || jsonb_build_object('periodStart',
      to_char(((s ->> 'periodStart')::timestamp at time zone t.time_zone) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')))
    from jsonb_array_elements(r.scopes) s), '[]')
  from tenant t where t.id = r.tenant_id;

-- The ledger by months of UTC. A call's entry has its reservation's id, and the reservation, settled once, is what
-- makes it the only one. An adjustment names the entry that it corrects; its figures are differences.
alter table ledger_entry rename to ledger_entry_before;
alter table ledger_entry_before rename constraint ledger_entry_pkey to ledger_entry_before_pkey;
create table ledger_entry (
  tenant_id uuid not null references tenant (id),
  id uuid not null,
  request_id uuid not null,
  call_ordinal integer not null,
  at timestamptz not null,
  kind text not null default 'call' check (kind in ('call', 'adjustment')),
  adjusts uuid,
  reason text not null default '',
  principal_kind text not null,
  principal_id uuid not null,
  feature text not null,
  product_line text not null default 'assistant',
  environment text not null default 'production',
  tags jsonb not null default '{}',
  model text not null,
  batch boolean not null default false,
  outcome text not null check (outcome in ('complete', 'incomplete', 'failed', 'unknown')),
  input_tokens bigint not null,
  output_tokens bigint not null,
  cache_read_tokens bigint not null,
  cache_write_5m_tokens bigint not null,
  cache_write_1h_tokens bigint not null,
  cost_version integer not null references price_version (id),
  price_version integer not null references price_version (id),
  cost_nano bigint not null,
  price_nano bigint not null,
  estimated boolean not null,
  account text not null default 'platform' check (account in ('platform', 'own')),
  primary key (tenant_id, id, at),
  constraint ledger_entry_adjusts_check check ((kind = 'adjustment') = (adjusts is not null)),
  constraint ledger_entry_call_check check (kind = 'adjustment' or (input_tokens >= 0 and output_tokens >= 0
    and cache_read_tokens >= 0 and cache_write_5m_tokens >= 0 and cache_write_1h_tokens >= 0
    and cost_nano >= 0 and price_nano >= 0))
) partition by range (at);

create schema ledger_months;
revoke all on schema ledger_months from public;
-- For a time that no month was made for: nothing is lost, and the months' maker empties it.
create table ledger_months.other partition of ledger_entry default;
alter table ledger_months.other enable row level security;
alter table ledger_months.other force row level security;
create policy other_own_tenant on ledger_months.other as restrictive to tenantry_app
  using (tenant_id = (select tenancy.current_tenant())) with check (tenant_id = (select tenancy.current_tenant()));

insert into ledger_entry (tenant_id, id, request_id, call_ordinal, at, principal_kind, principal_id, feature, model, outcome,
    input_tokens, output_tokens, cache_read_tokens, cache_write_5m_tokens, cache_write_1h_tokens, cost_version, price_version,
    cost_nano, price_nano, estimated, account)
  select tenant_id, id, request_id, call_ordinal, at, principal_kind, principal_id, feature, model, outcome,
    input_tokens, output_tokens, cache_read_tokens, cache_write_5m_tokens, cache_write_1h_tokens, price_version, 2,
    cost_nano, price_nano, estimated, account
  from ledger_entry_before;
drop table ledger_entry_before;
create index ledger_entry_listing on ledger_entry (tenant_id, at);
create index ledger_entry_of_request on ledger_entry (tenant_id, request_id);
create index ledger_entry_at on ledger_entry (at desc, id desc);

alter table ledger_entry enable row level security;
alter table reservation force row level security;
alter table budget_counter force row level security;
alter table ledger_entry force row level security;
alter table tenant force row level security;

create policy ledger_entry_own_tenant on ledger_entry as restrictive to tenantry_app
  using (tenant_id = (select tenancy.current_tenant())) with check (tenant_id = (select tenancy.current_tenant()));
create policy ledger_entry_read on ledger_entry for select to tenantry_app
  using ((select tenancy.current_role_name()) <> 'hold' or request_id = (select tenancy.held_request()));
create policy ledger_entry_add on ledger_entry for insert to tenantry_app
  with check ((select tenancy.current_role_name()) <> 'hold' or request_id = (select tenancy.held_request()));
create policy ledger_entry_definer on ledger_entry for select to tenantry_definer using (true);
create policy ledger_entry_definer_forget on ledger_entry for update to tenantry_definer
  using (true) with check (principal_id = '00000000-0000-0000-0000-000000000000'::uuid);
do $$
declare r text;
begin
  foreach r in array array['operator', 'finance', 'auditor'] loop
    execute format('create policy %I on ledger_entry for select to %I using ((select tenancy.platform_role()) = %L)',
      'ledger_entry_' || r, 'tenantry_' || r, r);
    execute format('grant select on ledger_entry to %I', 'tenantry_' || r);
  end loop;
end $$;
grant select, insert on ledger_entry to tenantry_app;
grant select, update (principal_id) on ledger_entry to tenantry_definer;
