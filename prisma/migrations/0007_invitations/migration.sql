-- Nobody is put into a workspace without their word. An account that somebody else invited before may be in
-- that inviter's hands, so adding it elsewhere leaves a pending membership, worth nothing until the person
-- accepts it: signed in, with the link that this workspace's administrator handed over.

-- The table's owner obeys the policies too and has none, so its update would find no row.
alter table membership no force row level security;
alter table membership add column accepted_at timestamptz;
update membership set accepted_at = created_at;
alter table membership force row level security;

-- A set-password link without a tenant is of the time before and opens nothing any more.
alter table one_time_link add column for_tenant uuid references tenant (id),
  drop constraint one_time_link_purpose_check,
  add constraint one_time_link_purpose_check check (purpose in ('first_operator', 'set_password', 'join')),
  add constraint one_time_link_join_check
    check (purpose <> 'join' or (user_id is not null and for_tenant is not null));

-- What the definer functions below need.
grant update (accepted_at) on membership to tenantry_definer;
create policy membership_definer_accept on membership for update to tenantry_definer using (true) with check (true);
grant select, insert, update (used_at) on one_time_link to tenantry_definer;
grant select on user_identity to tenantry_definer;
grant insert on audit_entry to tenantry_definer;
create policy audit_entry_definer_add on audit_entry for insert to tenantry_definer
  with check (action = 'member.accept' and actor_kind = 'user');

drop function tenancy.add_member(uuid, text, text, text, timestamptz);

grant create on schema tenancy to tenantry_definer;
set local role tenantry_definer;

create or replace function tenancy.mint(token_hash bytea, slug text)
returns table (tenant_id uuid, tenant_name text, plan text, state text, isolation_tier text, time_zone text,
  user_id uuid, user_name text, user_email text, role text, policy_version integer, context text)
language sql volatile security definer set search_path = pg_catalog, pg_temp as $$
  select t.id, t.name, t.plan, t.state, t.isolation_tier, t.time_zone, u.id, u.name, u.email, m.role,
    (select max(p.version) from public.policy_version p where p.tenant_id = t.id),
    case when t.state = 'active' then tenancy.sign_context(t.id::text, u.id, 'user', m.role, interval '60 seconds') end
  from public.app_user u
  join public.membership m on m.user_id = u.id and m.accepted_at is not null
  join public.tenant t on t.id = m.tenant_id
  where u.id = tenancy.session_user_id(mint.token_hash) and t.slug = mint.slug and t.state in ('active', 'suspended')
$$;

create or replace function tenancy.renew(session uuid, slug text) returns table (context text)
language sql volatile security definer set search_path = pg_catalog, pg_temp as $$
  select case when t.state = 'active' then tenancy.sign_context(t.id::text, u.id, 'user', m.role, interval '60 seconds') end
  from public.user_session s
  join public.app_user u on u.id = s.user_id and u.disabled_at is null
  join public.membership m on m.user_id = u.id and m.accepted_at is not null
  join public.tenant t on t.id = m.tenant_id
  where s.id = renew.session and s.revoked_at is null and s.expires_at > clock_timestamp()
    and t.slug = renew.slug and t.state in ('active', 'suspended')
$$;

create or replace function tenancy.session_memberships(token_hash bytea)
returns table (slug text, name text, role text, state text)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select t.slug, t.name, m.role, t.state from public.membership m join public.tenant t on t.id = m.tenant_id
  where m.user_id = tenancy.session_user_id(session_memberships.token_hash) and m.accepted_at is not null
    and t.state in ('active', 'suspended')
  order by t.name
$$;

-- Changes of what a person may enter take turns: without it, two of them could each miss the other.
create function tenancy.hold_person(person uuid) returns void language sql volatile security definer
set search_path = pg_catalog, pg_temp as $$
  select pg_advisory_xact_lock(hashtextextended('tenancy.person ' || person::text, 0))
$$;

-- Whether nobody was ever inside the account: whoever sets its first password is its first holder.
create function tenancy.never_entered(person uuid) returns boolean language sql stable security definer
set search_path = pg_catalog, pg_temp as $$
  select exists (select from public.app_user u
      where u.id = person and u.password_hash is null and u.platform_role is null and u.disabled_at is null)
    and not exists (select from public.user_identity i where i.user_id = person)
    and not exists (select from public.user_session s where s.user_id = person)
$$;

-- Whether a link of the tenant may set the person's first password: it must open no other workspace.
create function tenancy.first_password_open(person uuid, tenant uuid) returns boolean
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select tenancy.never_entered(person) and coalesce((
    select bool_and(m.tenant_id = first_password_open.tenant) from public.membership m
    where m.user_id = person and m.accepted_at is not null), false)
$$;

-- Gives the person of this address a membership, and makes the person where there is none. It counts at
-- once for an account that this call made, or that nobody was ever inside of or invites any more; and
-- between demo people and demo tenants. `created`: whether this call made the account.
create function tenancy.admit(target uuid, new_id uuid, person_email text, person_name text, person_role text,
  at timestamptz, out person_id uuid, out created boolean)
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  accepted boolean;
begin
  insert into public.app_user (id, email, name, demo, created_at)
    select new_id, person_email, person_name, t.demo, at from public.tenant t where t.id = target
    on conflict (email) do nothing;
  created := found;
  select u.id into strict person_id from public.app_user u where u.email = person_email;
  perform tenancy.hold_person(person_id);
  select created or (t.demo and u.demo) or (tenancy.never_entered(u.id)
      and not exists (select from public.membership m where m.user_id = u.id))
    into strict accepted
    from public.tenant t, public.app_user u where t.id = target and u.id = person_id;
  insert into public.membership (tenant_id, user_id, role, created_at, accepted_at)
    values (target, person_id, person_role, at, case when accepted then at end);
end $$;

create or replace function tenancy.provision(tenant uuid, slug text, name text, plan text, tier text, zone text,
  demo boolean, manifest jsonb, reason text, folder uuid, owner uuid, owner_email text, owner_name text, at timestamptz)
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
  select a.person_id into strict owner_id
    from tenancy.admit(tenant, owner, owner_email, owner_name, 'owner', at) a;
  insert into public.folder (tenant_id, id, audience, created_by, created_at)
    values (tenant, folder, 'everyone', owner_id, at);
  return owner_id;
end $$;

-- Adds a person to the context's tenant; for its owner and admins.
create function tenancy.add_member(person uuid, person_email text, person_name text, person_role text, at timestamptz)
returns table (id uuid, created boolean)
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  acting text := tenancy.current_role_name();
  target uuid := tenancy.current_tenant();
begin
  if target is null or acting not in ('owner', 'admin') or person_role not in ('admin', 'member')
    or (acting = 'admin' and person_role <> 'member') then
    raise exception 'not allowed to add this member' using errcode = 'insufficient_privilege';
  end if;
  return query select a.person_id, a.created
    from tenancy.admit(target, person, person_email, person_name, person_role, at) a;
end $$;

-- Stores the link that an invited person needs and returns its purpose: `join` while the membership is
-- pending, `set_password` for an account that is this tenant's alone, else null and no link. For whoever
-- manages that member; the operator invites owners. It takes the place of earlier ones and lives a week.
create function tenancy.create_invitation_link(tenant uuid, person uuid, token_hash bytea, at timestamptz)
returns text language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  acting text := tenancy.current_role_name();
  member public.membership;
  purpose text;
begin
  perform tenancy.hold_person(person);
  select m.* into member from public.membership m
    where m.tenant_id = create_invitation_link.tenant and m.user_id = person;
  if (
    (tenant is not distinct from tenancy.current_tenant() and (
      (acting = 'owner' and member.role in ('admin', 'member')) or (acting = 'admin' and member.role = 'member')))
    or (tenancy.platform_role() is not distinct from 'operator' and member.role = 'owner')
  ) is not true then
    raise exception 'not allowed to invite this person' using errcode = 'insufficient_privilege';
  end if;
  purpose := case
    when member.accepted_at is null then 'join'
    when tenancy.first_password_open(person, tenant) then 'set_password' end;
  if purpose is null then return null; end if;
  update public.one_time_link l set used_at = at
    where l.user_id = person and l.for_tenant = tenant and l.used_at is null;
  insert into public.one_time_link (token_hash, purpose, user_id, for_tenant, created_at, expires_at)
    values (token_hash, purpose, person, tenant, at, at + interval '7 days');
  return purpose;
end $$;

-- What an unused link is for; whoever holds its token was meant to know. No row once it is of no use.
create function tenancy.read_link(token_hash bytea, at timestamptz)
returns table (purpose text, user_id uuid, name text, email text, workspace text)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select l.purpose, u.id, u.name, u.email, t.name
  from public.one_time_link l
  left join public.app_user u on u.id = l.user_id
  left join public.tenant t on t.id = l.for_tenant and t.state in ('active', 'suspended')
  where l.token_hash = read_link.token_hash and l.used_at is null and l.expires_at > read_link.at
    and case l.purpose
      when 'first_operator' then true
      when 'set_password' then tenancy.first_password_open(u.id, t.id)
      when 'join' then exists (select from public.membership m
        where m.tenant_id = t.id and m.user_id = u.id and m.accepted_at is null)
    end
$$;

-- Accepts the pending membership of a join link for the very person who is signed in, with its entry in the
-- tenant's audit log. Returns the tenant's slug, or null when anything is amiss, and then nothing changes.
create function tenancy.accept_membership(session_token_hash bytea, link_token_hash bytea, at timestamptz)
returns text language sql volatile security definer set search_path = pg_catalog, pg_temp as $$
  select tenancy.hold_person(l.user_id) from public.one_time_link l where l.token_hash = link_token_hash;
  with link as (
    update public.one_time_link l set used_at = accept_membership.at
    where l.token_hash = link_token_hash and l.purpose = 'join' and l.used_at is null
      and l.expires_at > accept_membership.at and l.user_id = tenancy.session_user_id(session_token_hash)
      and exists (select from public.membership m join public.tenant t on t.id = m.tenant_id
        where m.tenant_id = l.for_tenant and m.user_id = l.user_id and m.accepted_at is null
          and t.state in ('active', 'suspended'))
    returning l.for_tenant, l.user_id
  ), accepted as (
    update public.membership m set accepted_at = accept_membership.at from link
    where m.tenant_id = link.for_tenant and m.user_id = link.user_id
    returning m.tenant_id, m.user_id, m.role
  ), audited as (
    insert into public.audit_entry (tenant_id, id, at, actor_kind, actor_id, action, object_kind, object_id, outcome, detail)
    select a.tenant_id, gen_random_uuid(), accept_membership.at, 'user', a.user_id, 'member.accept', 'member', a.user_id,
      'ok', jsonb_build_object('role', a.role)
    from accepted a
  )
  select t.slug from accepted a join public.tenant t on t.id = a.tenant_id
$$;

revoke all on function tenancy.hold_person(uuid), tenancy.never_entered(uuid), tenancy.first_password_open(uuid, uuid),
  tenancy.admit(uuid, uuid, text, text, text, timestamptz),
  tenancy.add_member(uuid, text, text, text, timestamptz),
  tenancy.create_invitation_link(uuid, uuid, bytea, timestamptz), tenancy.read_link(bytea, timestamptz),
  tenancy.accept_membership(bytea, bytea, timestamptz) from public;
grant execute on function tenancy.add_member(uuid, text, text, text, timestamptz),
  tenancy.accept_membership(bytea, bytea, timestamptz) to tenantry_app;
grant execute on function tenancy.create_invitation_link(uuid, uuid, bytea, timestamptz) to tenantry_app, tenantry_operator;
grant execute on function tenancy.read_link(bytea, timestamptz), tenancy.hold_person(uuid),
  tenancy.first_password_open(uuid, uuid) to tenantry_auth;

reset role;
revoke create on schema tenancy from tenantry_definer;
