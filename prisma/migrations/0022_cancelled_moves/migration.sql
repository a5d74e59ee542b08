-- A cancelled move also takes back the schema that it began, for as long as its context lives.
grant create on schema tenancy to tenantry_definer;
set local role tenantry_definer;

create or replace function tenancy.moving() returns uuid language sql stable security definer
set search_path = pg_catalog, pg_temp as $$
  select o.tenant_id from public.tenant_operation o
  where tenancy.current_role_name() = 'worker' and o.tenant_id = tenancy.current_tenant()
    and o.id = tenancy.current_principal() and o.kind in ('move', 'erase') and o.state in ('running', 'cancelled')
$$;

reset role;
revoke create on schema tenancy from tenantry_definer;
