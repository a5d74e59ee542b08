-- What reads like an attempt to steer the model, counted: where, when, of which kind. Never the words.
create table injection_attempt (
  tenant_id uuid not null references tenant (id),
  id uuid not null,
  at timestamptz not null,
  source text not null check (source in ('document', 'message')),
  document_id uuid,
  user_id uuid,
  kinds text[] not null check (cardinality(kinds) > 0),
  primary key (tenant_id, id),
  check ((source = 'document') = (document_id is not null) and (source = 'message') = (user_id is not null))
);
create index injection_attempt_listing on injection_attempt (tenant_id, at desc);
create index injection_attempt_document on injection_attempt (tenant_id, document_id);

-- How a tenant's administrators describe the assistant's tone and role. Versions are kept; no text: none.
create table persona (
  tenant_id uuid not null references tenant (id),
  id uuid not null,
  version integer not null check (version > 0),
  text_sealed bytea,
  author_id uuid not null,
  created_at timestamptz not null,
  primary key (tenant_id, id),
  unique (tenant_id, version)
);

do $$
declare
  t text;
  own text := 'tenant_id = (select tenancy.current_tenant())';
begin
  foreach t in array array['injection_attempt', 'persona'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy %I on %I as restrictive to tenantry_app using (%s) with check (%s)',
      t || '_own_tenant', t, own, own);
  end loop;
end $$;

create policy injection_attempt_read on injection_attempt for select to tenantry_app
  using ((select tenancy.current_role_name()) in ('owner', 'admin', 'worker'));
create policy injection_attempt_add on injection_attempt for insert to tenantry_app
  with check (source = 'document' and (select tenancy.current_role_name()) = 'worker'
    or source = 'message' and user_id = (select tenancy.current_principal()));
create policy injection_attempt_remove on injection_attempt for delete to tenantry_app
  using (source = 'document' and (select tenancy.current_role_name()) = 'worker');
grant select, insert, delete on injection_attempt to tenantry_app;

create policy persona_read on persona for select to tenantry_app using (true);
create policy persona_add on persona for insert to tenantry_app
  with check ((select tenancy.current_role_name()) in ('owner', 'admin') and author_id = (select tenancy.current_principal()));
grant select, insert on persona to tenantry_app;

-- Operators see how many and of which kind.
create policy injection_attempt_operator on injection_attempt for select to tenantry_operator
  using ((select tenancy.platform_role()) = 'operator');
grant select (tenant_id, id, at, source, kinds) on injection_attempt to tenantry_operator;
