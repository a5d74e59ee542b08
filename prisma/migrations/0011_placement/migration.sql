-- Where a tenant's data lives and which model account answers it. One row a tenant, made with the tenant.

create table tenant_placement (
  tenant_id uuid primary key references tenant (id),
  database_tier text not null default 'shared' check (database_tier in ('shared', 'schema')),
  -- The schema of a tenant of its own; random, so that it tells nothing about the tenant.
  database_schema text check (database_schema ~ '^tenant_[0-9a-f]{16}$'),
  vector_store text not null default 'lancedb' check (vector_store in ('lancedb', 'qdrant', 'pgvector')),
  vector_tier text not null default 'namespace' check (vector_tier in ('shared', 'namespace', 'dedicated')),
  vector_generation integer not null default 1 check (vector_generation > 0),
  -- A second generation, which takes every write: `building` until it holds everything, then, after the
  -- switch, `kept` as the way back.
  building_store text check (building_store in ('lancedb', 'qdrant', 'pgvector')),
  building_tier text check (building_tier in ('shared', 'namespace', 'dedicated')),
  building_generation integer check (building_generation > 0),
  building_state text check (building_state in ('building', 'kept')),
  -- A number is given to one generation only, also when its building was cancelled.
  last_generation integer not null default 1,
  -- Address and key of a vector cluster of its own, sealed under the tenant's key; and what may be shown.
  endpoint_sealed bytea,
  endpoint_host text check (length(endpoint_host) <= 253),
  model_account text not null default 'platform' check (model_account in ('platform', 'own')),
  model_key_sealed bytea,
  model_base_url_sealed bytea,
  model_key_ending text check (length(model_key_ending) <= 4),
  placed_at timestamptz,
  changed_at timestamptz not null,
  check ((database_tier = 'schema') <= (database_schema is not null)),
  check (num_nulls(building_store, building_tier, building_generation, building_state) in (0, 4)),
  check (building_generation is distinct from vector_generation),
  check (vector_generation <= last_generation and building_generation <= last_generation),
  check ('dedicated' not in (vector_tier, coalesce(building_tier, '')) or endpoint_sealed is not null),
  check (model_account = 'platform' or model_key_sealed is not null)
);

-- Filled before its policies bind the owner too. A tenant that was called dedicated has had a namespace until now.
insert into tenant_placement (tenant_id, vector_tier, changed_at)
select t.id, case t.isolation_tier when 'shared' then 'shared' else 'namespace' end, t.created_at from tenant t;

alter table tenant_placement enable row level security;
alter table tenant_placement force row level security;
create policy tenant_placement_own_tenant on tenant_placement as restrictive to tenantry_app
  using (tenant_id = (select tenancy.current_tenant())) with check (tenant_id = (select tenancy.current_tenant()));
create policy tenant_placement_read on tenant_placement for select to tenantry_app using (true);
-- Changed by a running operation that moves data, under its own signed context, and by nobody else.
create policy tenant_placement_move on tenant_placement for update to tenantry_app
  using ((select tenancy.current_role_name()) = 'worker' and exists (select from tenant_operation o
    where o.tenant_id = (select tenancy.current_tenant()) and o.id = (select tenancy.current_principal())
      and o.kind in ('move', 'reindex', 'erase') and o.state = 'running'))
  with check ((select tenancy.current_role_name()) = 'worker' and exists (select from tenant_operation o
    where o.tenant_id = (select tenancy.current_tenant()) and o.id = (select tenancy.current_principal())
      and o.kind in ('move', 'reindex', 'erase') and o.state = 'running'));
grant select on tenant_placement to tenantry_app;
grant update (database_tier, database_schema, vector_store, vector_tier, vector_generation, building_store, building_tier,
  building_generation, building_state, last_generation, changed_at) on tenant_placement to tenantry_app;

do $$
declare r text;
begin
  foreach r in array array['operator', 'auditor'] loop
    execute format('create policy %I on tenant_placement for select to %I using ((select tenancy.platform_role()) = %L)',
      'tenant_placement_' || r, 'tenantry_' || r, r);
    execute format('grant select (tenant_id, database_tier, database_schema, vector_store, vector_tier, vector_generation,
      building_store, building_tier, building_generation, building_state, endpoint_host, model_account, model_key_ending,
      changed_at) on tenant_placement to %I', 'tenantry_' || r);
  end loop;
end $$;

-- Which account paid the provider: its cost is the platform's, or the tenant's own.
alter table reservation add column account text not null default 'platform' check (account in ('platform', 'own'));
alter table ledger_entry add column account text not null default 'platform' check (account in ('platform', 'own'));

-- What the definer functions below need.
grant select, insert, update on tenant_placement to tenantry_definer;
create policy tenant_placement_definer on tenant_placement to tenantry_definer using (true) with check (true);

grant trigger on tenant to tenantry_definer;
grant create on schema tenancy to tenantry_definer;
set local role tenantry_definer;

-- A trigger, so that no way to make a tenant can forget it.
create function tenancy.place_tenant() returns trigger language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp as $$
begin
  insert into public.tenant_placement (tenant_id, vector_tier, changed_at)
    values (new.id, case new.isolation_tier when 'shared' then 'shared' else 'namespace' end, new.created_at);
  return null;
end $$;

-- The placement of the tenant that a signed context is for; null for anything else.
create function tenancy.placement(context text) returns jsonb language plpgsql stable security definer
set search_path = pg_catalog, pg_temp as $$
declare
  part text[] := string_to_array(context, ':');
  expected text;
begin
  if array_length(part, 1) is distinct from 7 or part[1] <> 'v1' or part[4] = 'platform' then return null; end if;
  select encode(extensions.hmac(array_to_string(part[1:6], ':')::bytea, k.key, 'sha256'), 'hex') into expected
    from tenancy.context_key k;
  if expected is distinct from part[7] then return null; end if;
  if part[6]::bigint <= extract(epoch from clock_timestamp()) then return null; end if;
  return (select jsonb_build_object('databaseTier', p.database_tier, 'vectorStore', p.vector_store,
      'vectorTier', p.vector_tier, 'vectorGeneration', p.vector_generation, 'modelAccount', p.model_account,
      'building', case when p.building_generation is not null then jsonb_build_object('store', p.building_store,
        'tier', p.building_tier, 'generation', p.building_generation, 'state', p.building_state) end)
    from public.tenant_placement p where p.tenant_id = part[2]::uuid);
end $$;

-- Chooses a new tenant's vector store, once and before it holds anything. For operators.
create function tenancy.place_first(tenant uuid, store text, at timestamptz) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  if tenancy.platform_role() is distinct from 'operator' then
    raise exception 'a placement needs an operator' using errcode = 'insufficient_privilege';
  end if;
  update public.tenant_placement p set vector_store = store, placed_at = at, changed_at = at
    where p.tenant_id = tenant and p.placed_at is null and p.vector_generation = 1 and p.building_generation is null;
  return found;
end $$;

-- Writes a tenant's own model account, or ends it with nulls. Sealed before it comes here and never read back by
-- the role that writes it. False for an unknown tenant.
create function tenancy.set_model_account(tenant uuid, sealed_key bytea, sealed_base_url bytea, ending text, at timestamptz)
returns boolean language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  if tenancy.platform_role() is distinct from 'operator' then
    raise exception 'a model account needs an operator' using errcode = 'insufficient_privilege';
  end if;
  update public.tenant_placement p set model_account = case when sealed_key is null then 'platform' else 'own' end,
    model_key_sealed = sealed_key, model_base_url_sealed = sealed_base_url, model_key_ending = ending, changed_at = at
    where p.tenant_id = tenant;
  return found;
end $$;

-- Writes the vector cluster of its own, or ends it with nulls. False while data lies there, or for an unknown tenant.
create function tenancy.set_vector_endpoint(tenant uuid, sealed_endpoint bytea, host text, at timestamptz)
returns boolean language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  if tenancy.platform_role() is distinct from 'operator' then
    raise exception 'a vector cluster needs an operator' using errcode = 'insufficient_privilege';
  end if;
  update public.tenant_placement p set endpoint_sealed = sealed_endpoint, endpoint_host = host, changed_at = at
    where p.tenant_id = tenant and p.vector_tier <> 'dedicated' and p.building_tier is distinct from 'dedicated';
  return found;
end $$;

revoke all on function tenancy.place_tenant(), tenancy.placement(text), tenancy.place_first(uuid, text, timestamptz),
  tenancy.set_model_account(uuid, bytea, bytea, text, timestamptz),
  tenancy.set_vector_endpoint(uuid, bytea, text, timestamptz) from public;
grant execute on function tenancy.placement(text) to tenantry_app, tenantry_worker;
grant execute on function tenancy.place_first(uuid, text, timestamptz),
  tenancy.set_model_account(uuid, bytea, bytea, text, timestamptz),
  tenancy.set_vector_endpoint(uuid, bytea, text, timestamptz) to tenantry_operator;
create trigger tenant_placed after insert on public.tenant for each row execute function tenancy.place_tenant();

reset role;
revoke create on schema tenancy from tenantry_definer;
revoke trigger on tenant from tenantry_definer;
