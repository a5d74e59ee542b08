-- A move or a new index that was cancelled takes back the second generation that it began, for as long as its context
-- lives: nobody would own it any more.

create policy tenant_placement_undo on tenant_placement for update to tenantry_app
  using ((select tenancy.current_role_name()) = 'worker' and exists (select from tenant_operation o
    where o.tenant_id = (select tenancy.current_tenant()) and o.id = (select tenancy.current_principal())
      and o.kind in ('move', 'reindex') and o.state = 'cancelled'))
  with check (building_generation is null and (select tenancy.current_role_name()) = 'worker'
    and exists (select from tenant_operation o
    where o.tenant_id = (select tenancy.current_tenant()) and o.id = (select tenancy.current_principal())
      and o.kind in ('move', 'reindex') and o.state = 'cancelled'));
