-- People see where they are signed in and end it; whoever manages a member signs that member out of the workspace. A session
-- is the account's, which can belong to several workspaces: an administrator ends it for the own one alone.
alter table user_session add column device text check (length(device) between 1 and 60);
alter table membership add column signed_out_at timestamptz;
grant update (signed_out_at) on membership to tenantry_definer;

grant create on schema tenancy to tenantry_definer;
set local role tenantry_definer;

-- When the session of a token that holds began.
create function tenancy.session_began(token_hash bytea) returns timestamptz language sql stable security definer
set search_path = pg_catalog, pg_temp as $$
  select s.created_at from public.user_session s where s.id = tenancy.session_id(session_began.token_hash)
$$;

-- As before, and a session from before its person was signed out of the workspace opens it no more.
create or replace function tenancy.mint(token_hash bytea, slug text)
returns table (tenant_id uuid, tenant_name text, plan text, state text, isolation_tier text, time_zone text,
  user_id uuid, user_name text, user_email text, role text, policy_version integer, context text)
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_column
declare
  nobody constant uuid := '00000000-0000-0000-0000-000000000000';
  person uuid;
  began timestamptz;
  target uuid;
  own_role text;
begin
  person := coalesce(tenancy.session_user_id(mint.token_hash), nobody);
  began := tenancy.session_began(mint.token_hash);
  -- The row of the next address where there is none of this: a row is read either way.
  target := (select case when n.slug = mint.slug then n.id end from
    (select t.id, t.slug from public.tenant t where t.slug >= mint.slug order by t.slug limit 1) n);
  -- Nor is an index searched for null: where there is no tenant, for an id that none has.
  own_role := (select m.role from public.membership m
    where m.tenant_id = coalesce(target, person) and m.user_id = person and m.accepted_at is not null
      and (m.signed_out_at is null or m.signed_out_at < began));
  if own_role is null then return; end if;
  return query
    select t.id, t.name, t.plan, t.state, t.isolation_tier, t.time_zone, u.id, u.name, u.email, own_role,
      (select max(p.version) from public.policy_version p where p.tenant_id = t.id),
      case when t.state = 'active' then tenancy.sign_context(t.id::text, u.id, 'user', own_role, interval '60 seconds') end
    from public.tenant t, public.app_user u
    where t.id = target and u.id = person and t.state in ('active', 'suspended');
end $$;

-- The same.
create or replace function tenancy.renew(session uuid, slug text) returns table (context text)
language sql volatile security definer set search_path = pg_catalog, pg_temp as $$
  select case when t.state = 'active' then tenancy.sign_context(t.id::text, u.id, 'user', m.role, interval '60 seconds') end
  from public.user_session s
  join public.app_user u on u.id = s.user_id and u.disabled_at is null
  join public.membership m on m.user_id = u.id and m.accepted_at is not null
    and (m.signed_out_at is null or m.signed_out_at < s.created_at)
  join public.tenant t on t.id = m.tenant_id
  where s.id = renew.session and s.revoked_at is null and s.expires_at > clock_timestamp()
    and t.slug = renew.slug and t.state in ('active', 'suspended')
$$;

-- As before; work under such a session ends too.
create or replace function tenancy.ended_work(tenants uuid[], people uuid[], sessions uuid[], keys uuid[])
returns table (place integer)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select w.place::integer
  from unnest(tenants, people, sessions, keys) with ordinality as w (tenant, person, session, key, place)
  where not exists (select from public.tenant t where t.id = w.tenant and t.state = 'active')
    or w.person is not null and not exists (
      select from public.membership m join public.app_user u on u.id = m.user_id and u.disabled_at is null
      where m.tenant_id = w.tenant and m.user_id = w.person and m.accepted_at is not null)
    or w.session is not null and not exists (
      select from public.user_session s
      where s.id = w.session and s.revoked_at is null and s.expires_at > clock_timestamp()
        and not exists (select from public.membership m
          where m.tenant_id = w.tenant and m.user_id = s.user_id and m.signed_out_at >= s.created_at))
    or w.key is not null and not exists (
      select from public.api_key k
      where k.tenant_id = w.tenant and k.id = w.key and k.revoked_at is null
        and (k.expires_at is null or k.expires_at > clock_timestamp()))
$$;

-- Whether the token's person belongs to the workspace and has only to sign in again. Asked of what the person belongs to.
create function tenancy.signed_out_of(token_hash bytea, slug text) returns boolean language sql stable security definer
set search_path = pg_catalog, pg_temp as $$
  with own as materialized (select m.tenant_id from public.membership m
    where m.user_id = tenancy.session_user_id(signed_out_of.token_hash) and m.accepted_at is not null
      and m.signed_out_at >= tenancy.session_began(signed_out_of.token_hash))
  select exists (select from own join public.tenant t on t.id = own.tenant_id where t.slug = signed_out_of.slug)
$$;

-- Of the signed workspace alone: owners sign admins and members out, admins members. Whether there was such a member.
create function tenancy.sign_out_member(person uuid) returns boolean language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp as $$
declare
  target uuid := tenancy.current_tenant();
  own_role text := tenancy.current_role_name();
begin
  if target is null or own_role not in ('owner', 'admin') or person = tenancy.current_principal() then
    raise exception 'members are signed out by whoever manages them' using errcode = 'insufficient_privilege';
  end if;
  update public.membership m set signed_out_at = clock_timestamp()
    where m.tenant_id = target and m.user_id = person and m.accepted_at is not null
      and (m.role = 'member' or m.role = 'admin' and own_role = 'owner');
  return found;
end $$;

revoke all on function tenancy.session_began(bytea), tenancy.signed_out_of(bytea, text), tenancy.sign_out_member(uuid)
  from public;
grant execute on function tenancy.signed_out_of(bytea, text), tenancy.sign_out_member(uuid) to tenantry_app;
grant execute on function tenancy.tell_ended() to tenantry_owner;
reset role;
create trigger membership_signed_out after update of signed_out_at on membership for each row
  execute function tenancy.tell_ended('user_id');
set local role tenantry_definer;
revoke execute on function tenancy.tell_ended() from tenantry_owner;
reset role;
revoke create on schema tenancy from tenantry_definer;
