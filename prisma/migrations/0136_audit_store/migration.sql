-- Up to which size of each log the checkpoints lie in an object store too, which keeps each unchanged for as long as it was told.
create table audit_store (
  log_id uuid primary key,
  size bigint not null check (size > 0),
  at timestamptz not null
);
alter table audit_store enable row level security;
alter table audit_store force row level security;
do $$
declare
  r text;
begin
  foreach r in array array['operator', 'auditor'] loop
    execute format('create policy %I on audit_store for select to %I using ((select tenancy.platform_role()) = %L)',
      'audit_store_' || r, 'tenantry_' || r, r);
    execute format('grant select on audit_store to %I', 'tenantry_' || r);
  end loop;
end $$;
create policy audit_store_worker on audit_store for select to tenantry_worker using (true);
grant select on audit_store to tenantry_worker;
create policy audit_store_definer on audit_store to tenantry_definer using (true) with check (true);
grant select, insert, update (size, at) on audit_store to tenantry_definer;

grant create on schema tenancy to tenantry_definer;
set local role tenantry_definer;

-- A checkpoint that there is lies in the store, and all before it; never less than before.
create function tenancy.stored_audit_checkpoint(log uuid, size bigint, at timestamptz) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  insert into public.audit_store as s (log_id, size, at)
    select c.log_id, c.size, stored_audit_checkpoint.at from public.audit_checkpoint c
    where c.log_id = log and c.size = stored_audit_checkpoint.size
    on conflict (log_id) do update set size = excluded.size, at = excluded.at where s.size < excluded.size;
  return found;
end $$;

revoke all on function tenancy.stored_audit_checkpoint(uuid, bigint, timestamptz) from public;
grant execute on function tenancy.stored_audit_checkpoint(uuid, bigint, timestamptz) to tenantry_worker;
reset role;
revoke create on schema tenancy from tenantry_definer;
