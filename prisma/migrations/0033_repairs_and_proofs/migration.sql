-- Erasing again needs a proof of the erasure; a restore has its stores compared; a way back that nobody needs ends;
-- one self-test at a time.

-- What the definer functions below ask for.
create policy tenant_operation_definer_repair on tenant_operation for insert to tenantry_definer
  with check (kind = 'reindex' and state = 'queued' and requested_role = 'system' and detail ? 'repair');
create policy tenant_operation_definer_release on tenant_operation for insert to tenantry_definer
  with check (kind = 'move' and state = 'queued' and requested_role = 'system' and detail = '{"release": true}');

grant create on schema tenancy to tenantry_definer;
set local role tenantry_definer;

-- What the journal of erasures keeps beside an entry: that the database itself saw the tenant's erasure begin, at an
-- operator's word. It says nothing else and does not age.
create function tenancy.sign_erasure(tenant uuid) returns text language sql stable security definer
set search_path = pg_catalog, pg_temp as $$
  select encode(extensions.hmac(('erasure:' || tenant::text)::bytea, k.key, 'sha256'), 'hex') from tenancy.context_key k
$$;

-- The proof for the context's own tenant, while it is being erased.
create function tenancy.erasure_proof() returns text language sql stable security definer
set search_path = pg_catalog, pg_temp as $$
  select tenancy.sign_erasure(t) from tenancy.erasing_tenant() t where t is not null
$$;

-- For the start of the product: a tenant that the journal says was erased and that a restored database has again is put
-- back into that state. The journal lies outside the database and a restored copy may know nothing of the erasure, so
-- the entry has to carry the proof that the database gave out when it began; or the erasure stands here. Without either
-- a tenant that is here is not touched. `present`: whether there is anything here. The context erases what other stores
-- have again, too.
create function tenancy.erase_again(tenant uuid, operation uuid, requested_by uuid, requested_at timestamptz, at timestamptz,
  proof text)
returns table (present boolean, context text)
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  here boolean;
begin
  if proof is distinct from tenancy.sign_erasure(erase_again.tenant)
    and not exists (select from public.erased_tenant e where e.id = erase_again.tenant)
    and exists (select from public.tenant t where t.id = erase_again.tenant) then
    raise exception 'this tenant was never erased' using errcode = 'insufficient_privilege';
  end if;
  update public.tenant t set state = 'erasing' where t.id = erase_again.tenant;
  here := found;
  if here then
    insert into public.erased_tenant (id, slug, name, plan, created_at, operation_id, requested_by, reason, requested_at, started_at)
      select t.id, t.slug, t.name, t.plan, t.created_at, operation, erase_again.requested_by,
        'Erased before; a restored copy had it again', erase_again.requested_at, erase_again.at
      from public.tenant t where t.id = erase_again.tenant
      on conflict (id) do nothing;
    insert into public.platform_audit (id, at, actor_id, actor_role, action, subject_tenant, reason)
      values (gen_random_uuid(), erase_again.at, erase_again.requested_by, 'system', 'tenant.erase_again', erase_again.tenant,
        'A restored copy had an erased tenant again');
  end if;
  return query select here,
    tenancy.sign_context(erase_again.tenant::text, operation, 'worker', 'worker', interval '10 minutes');
end $$;

drop function tenancy.erase_again(uuid, uuid, uuid, timestamptz, timestamptz);

-- Everyone whose key files can lie on the disk, those that are being erased included: for a new master key.
create function tenancy.key_owners() returns table (tenant_id uuid) language sql stable security definer
set search_path = pg_catalog, pg_temp as $$
  select t.id from public.tenant t union select e.id from public.erased_tenant e
$$;

-- After a restore: asks for each tenant's stores to be compared with its rows. Returns for how many it could not be
-- asked for yet, because they are re-indexed.
create function tenancy.request_repairs(restore uuid, restored_at timestamptz) returns bigint
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  insert into public.tenant_operation (tenant_id, id, kind, detail, requested_by, requested_role, reason, created_at)
    select t.id, gen_random_uuid(), 'reindex',
      jsonb_build_object('repair', restore::text, 'restoredAt', restored_at), '00000000-0000-0000-0000-000000000000',
      'system', 'compared after a restore', clock_timestamp()
    from public.tenant t
    where t.state in ('active', 'suspended') and not exists (select from public.tenant_operation o
      where o.tenant_id = t.id and o.kind = 'reindex' and o.detail ->> 'repair' = restore::text)
    on conflict do nothing;
  return (select count(*) from public.tenant t
    where t.state in ('active', 'suspended') and not exists (select from public.tenant_operation o
      where o.tenant_id = t.id and o.kind = 'reindex' and o.detail ->> 'repair' = restore::text));
end $$;

-- Asks to remove what a move kept as the way back for a day. One that failed is asked for again the next day. Returns how
-- many were asked for.
create function tenancy.release_ways_back(at timestamptz) returns integer language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp as $$
declare
  asked integer;
begin
  insert into public.tenant_operation (tenant_id, id, kind, detail, requested_by, requested_role, reason, created_at)
    select p.tenant_id, gen_random_uuid(), 'move', '{"release": true}', '00000000-0000-0000-0000-000000000000', 'system',
      'the way back was kept for a day', release_ways_back.at
    from public.tenant_placement p join public.tenant t on t.id = p.tenant_id and t.state in ('active', 'suspended')
    where p.building_state = 'kept' and p.changed_at <= release_ways_back.at - interval '24 hours'
      and not exists (select from public.tenant_operation o where o.tenant_id = p.tenant_id
        and (o.kind in ('move', 'reindex') and o.state in ('queued', 'running')
          or o.kind = 'move' and o.requested_role = 'system' and o.created_at > release_ways_back.at - interval '24 hours'))
    on conflict do nothing;
  get diagnostics asked = row_count;
  return asked;
end $$;

revoke all on function tenancy.sign_erasure(uuid), tenancy.erasure_proof(),
  tenancy.erase_again(uuid, uuid, uuid, timestamptz, timestamptz, text), tenancy.key_owners(),
  tenancy.request_repairs(uuid, timestamptz), tenancy.release_ways_back(timestamptz) from public;
grant execute on function tenancy.erasure_proof() to tenantry_app;
grant execute on function tenancy.erase_again(uuid, uuid, uuid, timestamptz, timestamptz, text), tenancy.key_owners(),
  tenancy.request_repairs(uuid, timestamptz), tenancy.release_ways_back(timestamptz) to tenantry_worker;
reset role;
revoke create on schema tenancy from tenantry_definer;

-- One self-test at a time, also of two operators who start it in the same moment.
alter table self_test_run no force row level security;
update self_test_run set finished_at = clock_timestamp(), problem = 'It was interrupted.' where finished_at is null;
alter table self_test_run force row level security;
create unique index self_test_run_alone on self_test_run ((true)) where finished_at is null;
