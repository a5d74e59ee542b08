-- A context is verified in full once a transaction. Every policy of every statement asks for it, some hundred times an
-- answer, and most of what it costs to verify is the look-up of the workspace and the membership.
grant create on schema tenancy to tenantry_definer;
set local role tenantry_definer;

-- What only PostgreSQL can write beside a context that it verified: keyed by the secret before and after, and worthless
-- in any other transaction. Not the definer's: it says nothing without the key.
create function tenancy.entry_proof(token text, key bytea) returns text language sql stable
return encode(sha256(key || int4send(pg_backend_pid()) || timestamptz_send(now()) || token::bytea || key), 'hex');
revoke all on function tenancy.entry_proof(text, bytea) from public;

-- The verified claims [scope, principal, kind, role] of this transaction's context, or null. A person's context ends
-- with the workspace's state or the membership, not only with its minute: where it was entered, with the transaction
-- in which they change. The key is read each time: a constant of a cached plan could be printed by any session.
create or replace function tenancy.claims() returns text[] language plpgsql stable security definer
set search_path = pg_catalog, pg_temp as $$
declare
  token text := current_setting('tenancy.context', true);
  part text[];
  secret bytea;
  expected text;
begin
  if token is null or token = '' then return null; end if;
  part := string_to_array(token, ':');
  select k.key into secret from tenancy.context_key k;
  if current_setting('tenancy.entered', true) is distinct from tenancy.entry_proof(token, secret) then
    if array_length(part, 1) is distinct from 7 or part[1] <> 'v1' then return null; end if;
    expected := encode(extensions.hmac(array_to_string(part[1:6], ':')::bytea, secret, 'sha256'), 'hex');
    if expected is distinct from part[7] then return null; end if;
    if part[4] = 'user' and not exists (
      select from public.tenant t
      join public.membership m on m.tenant_id = t.id and m.user_id = part[3]::uuid and m.accepted_at is not null
      where t.id = part[2]::uuid and t.state = 'active') then return null; end if;
  end if;
  if part[6]::bigint <= extract(epoch from clock_timestamp()) then return null; end if;
  return part[2:5];
end $$;

-- Sets the context of this transaction; whether it is one. What is not shows nothing.
create function tenancy.enter(token text) returns boolean language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp as $$
begin
  perform set_config('tenancy.context', coalesce(token, ''), true);
  if tenancy.claims() is null then return false; end if;
  perform set_config('tenancy.entered', tenancy.entry_proof(token, k.key), true) from tenancy.context_key k;
  return true;
end $$;
revoke all on function tenancy.enter(text) from public;
grant execute on function tenancy.enter(text) to tenantry_app, tenantry_operator, tenantry_finance, tenantry_auditor;

-- A third faster than a query over the claims.
create or replace function tenancy.current_tenant() returns uuid language plpgsql stable security definer
set search_path = pg_catalog, pg_temp as $$
declare
  c text[] := tenancy.claims();
begin
  return case when c[3] <> 'platform' then c[1]::uuid end;
end $$;

create or replace function tenancy.current_principal() returns uuid language plpgsql stable security definer
set search_path = pg_catalog, pg_temp as $$ begin return (tenancy.claims())[2]::uuid; end $$;

create or replace function tenancy.current_role_name() returns text language plpgsql stable security definer
set search_path = pg_catalog, pg_temp as $$ begin return (tenancy.claims())[4]; end $$;

create or replace function tenancy.platform_role() returns text language plpgsql stable security definer
set search_path = pg_catalog, pg_temp as $$
declare
  c text[] := tenancy.claims();
begin
  return case when c[3] = 'platform' then c[4] end;
end $$;

-- Whether the context is that of a running export or rotation, and what the hold is of whose context it is. Policies ask
-- each of everybody: who is none of these is told before any look-up.
create or replace function tenancy.exporting() returns boolean language plpgsql stable security definer
set search_path = pg_catalog, pg_temp as $$
declare
  c text[] := tenancy.claims();
begin
  if c[3] is distinct from 'worker' then return false; end if;
  return exists (select from public.tenant_operation o
    where o.tenant_id = c[1]::uuid and o.id = c[2]::uuid and o.kind = 'export' and o.state = 'running');
end $$;

create or replace function tenancy.rotating() returns boolean language plpgsql stable security definer
set search_path = pg_catalog, pg_temp as $$
declare
  c text[] := tenancy.claims();
begin
  if c[3] is distinct from 'worker' then return false; end if;
  return exists (select from public.tenant_operation o
    where o.tenant_id = c[1]::uuid and o.id = c[2]::uuid and o.kind = 'rotate_keys' and o.state = 'running');
end $$;

create or replace function tenancy.held_request() returns uuid language plpgsql stable security definer
set search_path = pg_catalog, pg_temp as $$
declare
  c text[] := tenancy.claims();
begin
  if c[3] is distinct from 'hold' then return null; end if;
  return (select r.request_id from public.reservation r where r.tenant_id = c[1]::uuid and r.id = c[2]::uuid);
end $$;

create or replace function tenancy.held_conversation() returns uuid language plpgsql stable security definer
set search_path = pg_catalog, pg_temp as $$
declare
  c text[] := tenancy.claims();
begin
  if c[3] is distinct from 'hold' then return null; end if;
  return (select r.conversation_id from public.reservation r where r.tenant_id = c[1]::uuid and r.id = c[2]::uuid);
end $$;

reset role;
revoke create on schema tenancy from tenantry_definer;
