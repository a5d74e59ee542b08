-- Rotation of a tenant's keys, and what a start has to know about them. Numbered after every table with sealed columns.

grant create on schema tenancy to tenantry_definer;
set local role tenantry_definer;

-- Whether the context is that of a running rotation: the one worker that may read and seal anew what people wrote.
create function tenancy.rotating() returns boolean language sql stable security definer
set search_path = pg_catalog, pg_temp as $$
  select tenancy.current_role_name() = 'worker' and exists (select from public.tenant_operation o
    where o.tenant_id = tenancy.current_tenant() and o.id = tenancy.current_principal()
      and o.kind = 'rotate_keys' and o.state = 'running')
$$;

-- Every tenant that should have keys, with whether it keeps anything that only they open.
create function tenancy.key_holders() returns table (tenant_id uuid, has_content boolean)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select t.id, exists (select from public.document d where d.tenant_id = t.id)
    or exists (select from public.conversation c where c.tenant_id = t.id)
    or exists (select from public.user_group g where g.tenant_id = t.id)
    or exists (select from public.folder f where f.tenant_id = t.id and f.name_sealed is not null)
  from public.tenant t where t.state in ('active', 'suspended')
$$;

revoke all on function tenancy.rotating(), tenancy.key_holders() from public;
grant execute on function tenancy.rotating() to tenantry_app;
grant execute on function tenancy.key_holders() to tenantry_worker;
reset role;
revoke create on schema tenancy from tenantry_definer;

do $$
declare t text;
begin
  foreach t in array array['document', 'conversation', 'user_group'] loop
    execute format('grant select (tenant_id) on %I to tenantry_definer', t);
    execute format('create policy %I on %I for select to tenantry_definer using (true)', t || '_key_holders', t);
  end loop;
  -- Every table with a sealed column; each has the restrictive policy of its own tenant besides.
  foreach t in array array['user_group', 'folder', 'document', 'chunk', 'conversation', 'message', 'citation', 'persona',
    'tenant_placement'] loop
    execute format('create policy %I on %I for select to tenantry_app using ((select tenancy.rotating()))',
      t || '_reseal_read', t);
    execute format('create policy %I on %I for update to tenantry_app using ((select tenancy.rotating()))
      with check ((select tenancy.rotating()))', t || '_reseal', t);
  end loop;
end $$;
grant update (text_sealed) on persona to tenantry_app;
grant update (endpoint_sealed, model_key_sealed, model_base_url_sealed) on tenant_placement to tenantry_app;
