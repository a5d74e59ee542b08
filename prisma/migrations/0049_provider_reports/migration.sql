-- What the provider says it delivered and charged. An import is never replaced: a later one of the same days is another
-- version, and the comparison reads the latest of each day.
create table provider_import (
  id uuid primary key,
  number integer not null unique,
  kind text not null check (kind in ('usage', 'cost')),
  source text not null check (source in ('api', 'csv')),
  file_name text not null default '' check (length(file_name) <= 200),
  sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
  from_day date not null,
  to_day date not null check (to_day >= from_day),
  row_count integer not null check (row_count >= 0),
  imported_by uuid not null references app_user (id),
  imported_at timestamptz not null,
  -- In which transaction it was written; nobody gives it.
  xact bigint not null default pg_current_xact_id()::text::bigint
);
-- The same file is not imported twice; what the API says can be the same twice.
create unique index provider_import_file on provider_import (kind, sha256) where source = 'csv';
create index provider_import_days on provider_import (kind, to_day, from_day);

-- One token type of one day, model, tier and key. Amounts are decimal cents as the provider wrote them.
create table provider_row (
  import_id uuid not null references provider_import (id),
  ordinal integer not null,
  day date not null,
  model text not null,
  batch boolean not null,
  api_key text,
  token_type text not null check (token_type in ('uncached_input_tokens', 'output_tokens', 'cache_read_input_tokens',
    'cache_creation.ephemeral_5m_input_tokens', 'cache_creation.ephemeral_1h_input_tokens', 'other')),
  tokens bigint check (tokens >= 0),
  amount_cents text check (amount_cents ~ '^-?[0-9]{1,15}(\.[0-9]{1,16})?$'),
  primary key (import_id, ordinal),
  check ((tokens is null) <> (amount_cents is null))
);
create index provider_row_day on provider_row (import_id, day);

alter table provider_import enable row level security;
alter table provider_import force row level security;
alter table provider_row enable row level security;
alter table provider_row force row level security;
do $$
declare
  r text;
  t text;
begin
  foreach t in array array['provider_import', 'provider_row'] loop
    foreach r in array array['operator', 'finance', 'auditor'] loop
      execute format('create policy %I on %I for select to %I using ((select tenancy.platform_role()) = %L)',
        t || '_' || r, t, 'tenantry_' || r, r);
      execute format('grant select on %I to %I', t, 'tenantry_' || r);
    end loop;
  end loop;
end $$;
create policy provider_import_add on provider_import for insert to tenantry_finance
  with check ((select tenancy.platform_role()) = 'finance' and imported_by = (select tenancy.current_principal()));
-- Rows come with their import, by the same person.
create policy provider_row_add on provider_row for insert to tenantry_finance
  with check ((select tenancy.platform_role()) = 'finance' and exists (select from provider_import i
    where i.id = import_id and i.imported_by = (select tenancy.current_principal())
      and i.xact = pg_current_xact_id()::text::bigint));
grant insert (id, number, kind, source, file_name, sha256, from_day, to_day, row_count, imported_by, imported_at)
  on provider_import to tenantry_finance;
grant insert on provider_row to tenantry_finance;

-- When a call began, to tell what was settled after midnight.
grant select (id, created_at) on reservation to tenantry_finance, tenantry_operator, tenantry_auditor;
