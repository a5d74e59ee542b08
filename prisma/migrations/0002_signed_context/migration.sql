-- The signed context.
-- v1:<tenant|platform>:<principal>:<kind>:<role>:<expiry, epoch seconds>:<hmac>. Only PostgreSQL knows
-- the key, so neither the app nor SQL injected into it can write a context for another tenant.

create function tenancy.sign_context(scope text, principal uuid, kind text, role text, lifetime interval)
returns text language sql volatile security definer
set search_path = pg_catalog, pg_temp as $$
  select payload || ':' || encode(extensions.hmac(payload::bytea, k.key, 'sha256'), 'hex')
  from tenancy.context_key k,
    concat_ws(':', 'v1', scope, principal, kind, role,
      floor(extract(epoch from clock_timestamp() + lifetime))::bigint) as payload
$$;

-- The verified claims [scope, principal, kind, role] of this transaction's context, or null.
create function tenancy.claims() returns text[] language plpgsql stable security definer
set search_path = pg_catalog, pg_temp as $$
declare
  token text := current_setting('tenancy.context', true);
  part text[];
  payload text;
  expected text;
begin
  if token is null or token = '' then return null; end if;
  part := string_to_array(token, ':');
  if array_length(part, 1) is distinct from 7 or part[1] <> 'v1' then return null; end if;
  payload := array_to_string(part[1:6], ':');
  select encode(extensions.hmac(payload::bytea, k.key, 'sha256'), 'hex') into expected from tenancy.context_key k;
  if expected is distinct from part[7] then return null; end if;
  if part[6]::bigint <= extract(epoch from clock_timestamp()) then return null; end if;
  return part[2:5];
end $$;

create function tenancy.current_tenant() returns uuid language sql stable security definer
set search_path = pg_catalog, pg_temp as $$
  select case when c[3] <> 'platform' then c[1]::uuid end from tenancy.claims() c
$$;

create function tenancy.current_principal() returns uuid language sql stable security definer
set search_path = pg_catalog, pg_temp as $$ select c[2]::uuid from tenancy.claims() c $$;

create function tenancy.current_role_name() returns text language sql stable security definer
set search_path = pg_catalog, pg_temp as $$ select c[4] from tenancy.claims() c $$;

create function tenancy.platform_role() returns text language sql stable security definer
set search_path = pg_catalog, pg_temp as $$ select case when c[3] = 'platform' then c[4] end from tenancy.claims() c $$;

-- Owners, admins and the ingest worker read every folder; a member those meant for everyone, for one
-- of the member's groups, or for the member by name.
create function tenancy.readable_folders() returns setof uuid language sql stable security definer
set search_path = pg_catalog, pg_temp as $$
  with c as materialized (
    select (claim)[1]::uuid as tenant, (claim)[2]::uuid as principal, (claim)[4] as role
    from tenancy.claims() claim where (claim)[3] <> 'platform'
  )
  select f.id from public.folder f, c
  where f.tenant_id = c.tenant and (
    c.role in ('owner', 'admin', 'worker')
    or f.audience = 'everyone'
    or (f.audience = 'people' and exists (
      select from public.folder_person p
      where p.tenant_id = c.tenant and p.folder_id = f.id and p.user_id = c.principal))
    or (f.audience = 'groups' and exists (
      select from public.folder_group g
      join public.group_member m on m.tenant_id = g.tenant_id and m.group_id = g.group_id
      where g.tenant_id = c.tenant and g.folder_id = f.id and m.user_id = c.principal)))
$$;

create function tenancy.session_user_id(token_hash bytea) returns uuid language sql stable security definer
set search_path = pg_catalog, pg_temp as $$
  select s.user_id from public.user_session s join public.app_user u on u.id = s.user_id
  where s.revoked_at is null and s.expires_at > clock_timestamp() and u.disabled_at is null
    and (s.token_hash = session_user_id.token_hash
      or (s.previous_hash = session_user_id.token_hash and s.rotated_at > clock_timestamp() - interval '1 minute'))
$$;

-- One row when the session is valid and its user belongs to the tenant; the context is null while the
-- tenant is not active. An unknown slug and a foreign one both give no row.
create function tenancy.mint(token_hash bytea, slug text)
returns table (tenant_id uuid, tenant_name text, plan text, state text, isolation_tier text, time_zone text,
  user_id uuid, user_name text, user_email text, role text, policy_version integer, context text)
language sql volatile security definer set search_path = pg_catalog, pg_temp as $$
  select t.id, t.name, t.plan, t.state, t.isolation_tier, t.time_zone, u.id, u.name, u.email, m.role,
    (select max(p.version) from public.policy_version p where p.tenant_id = t.id),
    case when t.state = 'active' then tenancy.sign_context(t.id::text, u.id, 'user', m.role, interval '60 seconds') end
  from public.app_user u
  join public.membership m on m.user_id = u.id
  join public.tenant t on t.id = m.tenant_id
  where u.id = tenancy.session_user_id(mint.token_hash) and t.slug = mint.slug and t.state in ('active', 'suspended')
$$;

create function tenancy.session_memberships(token_hash bytea)
returns table (slug text, name text, role text, state text)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select t.slug, t.name, m.role, t.state from public.membership m join public.tenant t on t.id = m.tenant_id
  where m.user_id = tenancy.session_user_id(session_memberships.token_hash) and t.state in ('active', 'suspended')
  order by t.name
$$;

-- Platform people need a second factor; demo people, who exist with the embedded stores only, skip it.
create function tenancy.mint_platform(token_hash bytea)
returns table (user_id uuid, user_name text, user_email text, role text, second_factor boolean, context text)
language sql volatile security definer set search_path = pg_catalog, pg_temp as $$
  select u.id, u.name, u.email, u.platform_role, ok.yes,
    case when ok.yes then tenancy.sign_context('platform', u.id, 'platform', u.platform_role, interval '60 seconds') end
  from public.app_user u
  join public.user_session s on s.user_id = u.id and s.revoked_at is null
    and (s.token_hash = mint_platform.token_hash or s.previous_hash = mint_platform.token_hash),
    lateral (select u.demo or s.second_factor_at is not null as yes) ok
  where u.id = tenancy.session_user_id(mint_platform.token_hash) and u.platform_role is not null
$$;

-- Takes the oldest waiting job of the tenant with the fewest running ones, or one whose worker is gone.
create function tenancy.claim_job(worker text, lease interval)
returns table (tenant_id uuid, job_id uuid, kind text, subject_id uuid, created_by uuid, attempts integer,
  policy_version integer, time_zone text, plan text, context text)
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  picked record;
begin
  select j.tenant_id, j.id into picked
  from public.job j join public.tenant t on t.id = j.tenant_id and t.state = 'active'
  where j.state = 'queued' or (j.state = 'running' and j.locked_until < clock_timestamp())
  order by (select count(*) from public.job r where r.tenant_id = j.tenant_id and r.state = 'running'
      and r.locked_until >= clock_timestamp()), j.created_at
  limit 1 for update of j skip locked;
  if not found then return; end if;
  return query
    with claimed as (
      update public.job j set state = 'running', attempts = j.attempts + 1, locked_by = worker,
        locked_until = clock_timestamp() + lease
      where j.tenant_id = picked.tenant_id and j.id = picked.id
      returning j.*
    )
    select c.tenant_id, c.id, c.kind, c.subject_id, c.created_by, c.attempts,
      (select max(p.version) from public.policy_version p where p.tenant_id = t.id), t.time_zone, t.plan,
      tenancy.sign_context(c.tenant_id::text, c.id, 'worker', 'worker', lease)
    from claimed c join public.tenant t on t.id = c.tenant_id;
end $$;

-- A new context and lease for a job that this worker still holds; no row once it was cancelled or lost.
create function tenancy.renew_job(tenant uuid, job uuid, worker text, lease interval)
returns table (context text) language sql volatile security definer
set search_path = pg_catalog, pg_temp as $$
  with held as (
    update public.job j set locked_until = clock_timestamp() + lease
    from public.tenant t
    where j.tenant_id = renew_job.tenant and j.id = renew_job.job and j.state = 'running' and j.locked_by = worker
      and t.id = j.tenant_id and t.state = 'active'
    returning j.tenant_id, j.id
  )
  select tenancy.sign_context(h.tenant_id::text, h.id, 'worker', 'worker', lease) from held h
$$;

-- Holds whose process stopped renewing them, each with a context to settle it under.
create function tenancy.stale_reservations(older_than interval, how_many integer)
returns table (tenant_id uuid, reservation_id uuid, policy_version integer, time_zone text, plan text, context text)
language sql volatile security definer set search_path = pg_catalog, pg_temp as $$
  select r.tenant_id, r.id, (select max(p.version) from public.policy_version p where p.tenant_id = t.id),
    t.time_zone, t.plan, tenancy.sign_context(r.tenant_id::text, r.id, 'worker', 'worker', interval '60 seconds')
  from public.reservation r join public.tenant t on t.id = r.tenant_id
  where r.state = 'held' and r.renewed_at < clock_timestamp() - older_than and t.state in ('active', 'suspended')
  order by r.renewed_at limit how_many
$$;

-- Creates a tenant with its first policy, folder and owner. For the operator's role, under a verified
-- context; an existing slug is an error, an existing person becomes the owner.
create function tenancy.provision(tenant uuid, slug text, name text, plan text, tier text, zone text, demo boolean,
  manifest jsonb, reason text, folder uuid, owner uuid, owner_email text, owner_name text, at timestamptz)
returns uuid language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  actor uuid := tenancy.current_principal();
  owner_id uuid;
begin
  if tenancy.platform_role() is distinct from 'operator' then
    raise exception 'provision needs an operator' using errcode = 'insufficient_privilege';
  end if;
  insert into public.tenant (id, slug, name, plan, isolation_tier, time_zone, demo, created_at)
    values (tenant, slug, name, plan, tier, zone, demo, at);
  insert into public.policy_version (tenant_id, version, manifest, reason, author_id, created_at)
    values (tenant, 1, manifest, reason, actor, at);
  insert into public.app_user (id, email, name, demo, created_at)
    values (owner, owner_email, owner_name, demo, at) on conflict (email) do nothing;
  select u.id into strict owner_id from public.app_user u where u.email = owner_email;
  insert into public.membership (tenant_id, user_id, role, created_at) values (tenant, owner_id, 'owner', at);
  insert into public.folder (tenant_id, id, audience, created_by, created_at)
    values (tenant, folder, 'everyone', owner_id, at);
  return owner_id;
end $$;

-- Adds a person to the context's tenant; for its owner and admins. Returns the person's id.
create function tenancy.add_member(person uuid, person_email text, person_name text, person_role text, at timestamptz)
returns uuid language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  acting text := tenancy.current_role_name();
  target uuid := tenancy.current_tenant();
  person_id uuid;
begin
  if target is null or acting not in ('owner', 'admin') or person_role not in ('admin', 'member')
    or (acting = 'admin' and person_role <> 'member') then
    raise exception 'not allowed to add this member' using errcode = 'insufficient_privilege';
  end if;
  insert into public.app_user (id, email, name, demo, created_at)
    select person, person_email, person_name, t.demo, at from public.tenant t where t.id = target
    on conflict (email) do nothing;
  select u.id into strict person_id from public.app_user u where u.email = person_email;
  insert into public.membership (tenant_id, user_id, role, created_at) values (target, person_id, person_role, at);
  return person_id;
end $$;

do $$
declare f regprocedure;
begin
  for f in select p.oid::regprocedure from pg_proc p where p.pronamespace = 'tenancy'::regnamespace loop
    execute format('revoke all on function %s from public', f);
  end loop;
end $$;

grant execute on function tenancy.claims(), tenancy.current_tenant(), tenancy.current_principal(),
  tenancy.current_role_name(), tenancy.platform_role(), tenancy.readable_folders()
  to tenantry_app, tenantry_operator, tenantry_finance, tenantry_auditor;
grant execute on function tenancy.mint(bytea, text), tenancy.mint_platform(bytea), tenancy.session_memberships(bytea),
  tenancy.add_member(uuid, text, text, text, timestamptz) to tenantry_app;
grant execute on function tenancy.claim_job(text, interval), tenancy.renew_job(uuid, uuid, text, interval),
  tenancy.stale_reservations(interval, integer) to tenantry_worker;
grant execute on function tenancy.provision(uuid, text, text, text, text, text, boolean, jsonb, text, uuid, uuid, text, text, timestamptz)
  to tenantry_operator;

-- The definer functions run as a role that logs in nowhere and sees only what follows.
grant usage on schema extensions to tenantry_definer;
grant select on tenancy.context_key to tenantry_definer;
grant select on tenant, app_user, user_session, membership, policy_version, folder, folder_person, folder_group,
  group_member, job, reservation to tenantry_definer;
grant insert on tenant, app_user, membership, policy_version, folder to tenantry_definer;
grant update (state, attempts, locked_by, locked_until) on job to tenantry_definer;
grant create on schema tenancy to tenantry_definer;
do $$
declare f regprocedure;
begin
  for f in select p.oid::regprocedure from pg_proc p where p.pronamespace = 'tenancy'::regnamespace loop
    execute format('alter function %s owner to tenantry_definer', f);
  end loop;
end $$;
revoke create on schema tenancy from tenantry_definer;
