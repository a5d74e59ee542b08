/**
 * Lets the erasure's functions remove the rows of every table with a tenant: those of a tenant that is being
 * erased and of no other. Run by the owner after the migrations, so that a migration that makes a table
 * cannot forget it. Changes nothing when all is there.
 */
export const MAKE_ERASABLE = `do $$
declare t text;
begin
  if to_regprocedure('tenancy.erasing_tenant()') is null then return; end if;
  for t in select c.relname from pg_class c
    join pg_attribute a on a.attrelid = c.oid and a.attname = 'tenant_id' and not a.attisdropped
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
      and not exists (select from pg_policy p where p.polrelid = c.oid and p.polname = c.relname || '_erase')
  loop
    execute format('grant select, delete on public.%I to tenantry_definer', t);
    execute format('create policy %I on public.%I for select to tenantry_definer
      using (tenant_id = (select tenancy.erasing_tenant()))', t || '_erase_find', t);
    execute format('create policy %I on public.%I for delete to tenantry_definer
      using (tenant_id = (select tenancy.erasing_tenant()))', t || '_erase', t);
  end loop;
end $$`;
