-- What operators and auditors look at again and again: an address of the console with its filters, under a name of their own.
-- Seen by whoever saved it, and by all of them when it is shared.

create table console_view (
  id uuid primary key,
  owner_id uuid not null,
  name text not null check (length(name) between 1 and 80),
  path text not null check (path in ('/console', '/console/compare', '/console/neighbours', '/console/objectives')),
  query text not null check (length(query) <= 1000),
  shared boolean not null,
  created_at timestamptz not null
);
create index console_view_owner on console_view (owner_id);

alter table console_view enable row level security;
alter table console_view force row level security;
do $$
declare
  r text;
begin
  foreach r in array array['operator', 'auditor'] loop
    execute format('create policy %I on console_view for select to %I using ((select tenancy.platform_role()) = %L and (shared
      or owner_id = (select tenancy.current_principal())))', 'console_view_read_' || r, 'tenantry_' || r, r);
    execute format('create policy %I on console_view for insert to %I with check ((select tenancy.platform_role()) = %L
      and owner_id = (select tenancy.current_principal()))', 'console_view_add_' || r, 'tenantry_' || r, r);
    execute format('create policy %I on console_view for delete to %I using ((select tenancy.platform_role()) = %L
      and owner_id = (select tenancy.current_principal()))', 'console_view_remove_' || r, 'tenantry_' || r, r);
    execute format('grant select, insert, delete on console_view to %I', 'tenantry_' || r);
  end loop;
end $$;
