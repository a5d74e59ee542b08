-- Keys that machines use instead of a person's session. A key acts for itself, with the role `key`: it reads the folders
-- that everyone reads, and does what its scopes name. Only an HMAC of the secret is here. A key stays when the person who
-- made it leaves; whoever administers the workspace then ends it.

create table api_key (
  tenant_id uuid not null references tenant (id),
  id uuid not null,
  name_sealed bytea not null,
  -- As the key's prefix says it, for routing; nothing decides by it.
  tier text not null check (tier in ('free', 'start', 'pro', 'ent')),
  secret_hash bytea not null check (length(secret_hash) = 32),
  scopes text[] not null check (cardinality(scopes) > 0 and scopes <@ array['messages', 'answers', 'documents:read',
    'documents:write', 'conversations', 'usage', 'audit']),
  -- Networks that it may be used from; none: from everywhere.
  allow_list text[] not null default '{}' check (cardinality(allow_list) <= 100 and allow_list::cidr[] is not null),
  -- Limits of its own beside the workspace's.
  requests_per_minute integer check (requests_per_minute > 0),
  burst_per_second integer check (burst_per_second > 0),
  tokens_per_minute integer check (tokens_per_minute > 0),
  in_flight integer check (in_flight > 0),
  may_downgrade boolean not null default false,
  created_by uuid not null,
  created_at timestamptz not null,
  expires_at timestamptz,
  -- At most a minute behind.
  last_used_at timestamptz,
  revoked_at timestamptz,
  revoked_by uuid,
  -- The key that this one takes over from.
  replaces uuid,
  primary key (tenant_id, id),
  foreign key (tenant_id, replaces) references api_key (tenant_id, id) on delete set null (replaces)
);
-- A key is presented before its tenant is known. Both columns: a row that somebody else gave the same id hides none.
create index api_key_presented on api_key (id, secret_hash);
create index api_key_replaces on api_key (tenant_id, replaces);

alter table api_key enable row level security;
alter table api_key force row level security;
create policy api_key_own_tenant on api_key as restrictive to tenantry_app
  using (tenant_id = (select tenancy.current_tenant())) with check (tenant_id = (select tenancy.current_tenant()));
create policy api_key_read on api_key for select to tenantry_app
  using ((select tenancy.current_role_name()) in ('owner', 'admin') or id = (select tenancy.current_principal()));
create policy api_key_add on api_key for insert to tenantry_app
  with check ((select tenancy.current_role_name()) in ('owner', 'admin') and created_by = (select tenancy.current_principal())
    and revoked_at is null and last_used_at is null);
create policy api_key_end on api_key for update to tenantry_app
  using ((select tenancy.current_role_name()) in ('owner', 'admin') and revoked_at is null)
  with check ((select tenancy.current_role_name()) in ('owner', 'admin')
    and (revoked_at is null) = (revoked_by is null)
    and (revoked_by is null or revoked_by = (select tenancy.current_principal())));
create policy api_key_export on api_key for select to tenantry_app using ((select tenancy.exporting()));
create policy api_key_reseal_read on api_key for select to tenantry_app using ((select tenancy.rotating()));
create policy api_key_reseal on api_key for update to tenantry_app using ((select tenancy.rotating()))
  with check ((select tenancy.rotating()));
-- The HMAC goes in and is read by the definer alone.
grant insert on api_key to tenantry_app;
grant select (tenant_id, id, name_sealed, tier, scopes, allow_list, requests_per_minute, burst_per_second, tokens_per_minute,
  in_flight, may_downgrade, created_by, created_at, expires_at, last_used_at, revoked_at, revoked_by, replaces),
  update (name_sealed, expires_at, revoked_at, revoked_by) on api_key to tenantry_app;

-- What the definer functions need.
grant select, update (last_used_at, created_by, revoked_by) on api_key to tenantry_definer;
create policy api_key_definer on api_key for select to tenantry_definer using (true);
create policy api_key_definer_note on api_key for update to tenantry_definer using (true) with check (true);

grant create on schema tenancy to tenantry_definer;
set local role tenantry_definer;

-- As before, and a key's context ends with the key: where it was entered, with the transaction in which that changes.
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
        and m.role = part[5]
      where t.id = part[2]::uuid and t.state = 'active') then return null; end if;
    if part[4] = 'key' and not exists (
      select from public.tenant t
      join public.api_key k on k.tenant_id = t.id and k.id = part[3]::uuid and k.revoked_at is null
        and (k.expires_at is null or k.expires_at > clock_timestamp())
      where t.id = part[2]::uuid and t.state = 'active') then return null; end if;
  end if;
  if part[6]::bigint <= extract(epoch from clock_timestamp()) then return null; end if;
  return part[2:5];
end $$;

-- Whether the context is a key's that was given one of the scopes. Of everybody else it is not asked.
create function tenancy.key_may(wanted text[]) returns boolean language plpgsql stable security definer
set search_path = pg_catalog, pg_temp as $$
declare
  c text[] := tenancy.claims();
begin
  if c[3] is distinct from 'key' then return false; end if;
  return exists (select from public.api_key k
    where k.tenant_id = c[1]::uuid and k.id = c[2]::uuid and k.scopes && wanted);
end $$;

-- As before. A key reads what is meant for everyone, when it was given anything to do with documents: it is in no group,
-- and nobody names it.
create or replace function tenancy.readable_folders() returns setof uuid language sql stable security definer
set search_path = pg_catalog, pg_temp as $$
  with c as materialized (
    select (claim)[1]::uuid as tenant, (claim)[2]::uuid as principal, (claim)[3] as kind, (claim)[4] as role
    from tenancy.claims() claim where (claim)[3] not in ('platform', 'hold')
  )
  select f.id from public.folder f, c
  where f.tenant_id = c.tenant and (
    c.role in ('owner', 'admin', 'worker')
    or (f.audience = 'everyone' and (c.kind <> 'key'
      or tenancy.key_may(array['answers', 'conversations', 'documents:read', 'documents:write'])))
    or (f.audience = 'people' and exists (
      select from public.folder_person p
      where p.tenant_id = c.tenant and p.folder_id = f.id and p.user_id = c.principal))
    or (f.audience = 'groups' and exists (
      select from public.folder_group g
      join public.group_member m on m.tenant_id = g.tenant_id and m.group_id = g.group_id
      where g.tenant_id = c.tenant and g.folder_id = f.id and m.user_id = c.principal)))
$$;

-- One row for a key that holds, by its id and the HMAC of its text: its tenant, what it may, and a signed context. No
-- row for a wrong secret, an unknown id, and a key that was revoked or has expired; the first two have read one row of
-- one index each. The context is null, and `refused` says why, while the workspace is paused (`suspended`) or from an
-- address that the key is not for (`address`). Notes the use, once a minute.
create function tenancy.mint_key(key uuid, secret bytea, address inet)
returns table (tenant_id uuid, slug text, tenant_name text, plan text, time_zone text, policy_version integer,
  name_sealed bytea, tier text, scopes text[], allow_list text[], requests_per_minute integer, burst_per_second integer,
  tokens_per_minute integer, in_flight integer, may_downgrade boolean, expires_at timestamptz, refused text, context text)
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_column
declare
  target uuid;
  refusal text;
begin
  target := (select case when n.id = mint_key.key and n.secret_hash = mint_key.secret then n.tenant_id end from
    (select k.tenant_id, k.id, k.secret_hash from public.api_key k
     where (k.id, k.secret_hash) >= (mint_key.key, mint_key.secret) order by k.id, k.secret_hash limit 1) n);
  if target is null then return; end if;
  select case when t.state <> 'active' then 'suspended'
      when cardinality(k.allow_list) > 0 and (mint_key.address <<= any (k.allow_list::cidr[])) is not true then 'address' end
    into refusal
    from public.api_key k join public.tenant t on t.id = k.tenant_id and t.state in ('active', 'suspended')
    where k.tenant_id = target and k.id = mint_key.key and k.revoked_at is null
      and (k.expires_at is null or k.expires_at > clock_timestamp());
  if not found then return; end if;
  if refusal is null then
    update public.api_key k set last_used_at = clock_timestamp() where k.ctid = (
      select x.ctid from public.api_key x where x.tenant_id = target and x.id = mint_key.key
        and (x.last_used_at is null or x.last_used_at < clock_timestamp() - interval '1 minute')
      for no key update skip locked);
  end if;
  return query
    select t.id, t.slug, t.name, t.plan, t.time_zone,
      (select max(p.version) from public.policy_version p where p.tenant_id = t.id),
      k.name_sealed, k.tier, k.scopes, k.allow_list, k.requests_per_minute, k.burst_per_second, k.tokens_per_minute,
      k.in_flight, k.may_downgrade, k.expires_at, refusal,
      case when refusal is null then tenancy.sign_context(t.id::text, k.id, 'key', 'key', interval '60 seconds') end
    from public.tenant t join public.api_key k on k.tenant_id = t.id
    where t.id = target and k.id = mint_key.key;
end $$;

-- The positions, from 1, of keys that are not what a process remembers of them: ended, of a paused workspace, or under
-- another policy by now.
create function tenancy.changed_keys(tenants uuid[], keys uuid[], versions integer[]) returns table (place integer)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select w.place::integer
  from unnest(tenants, keys, versions) with ordinality as w (tenant, key, version, place)
  where not exists (select from public.tenant t join public.api_key k on k.tenant_id = t.id and k.id = w.key
      where t.id = w.tenant and t.state = 'active' and k.revoked_at is null
        and (k.expires_at is null or k.expires_at > clock_timestamp()))
    or w.version is distinct from (select max(p.version) from public.policy_version p where p.tenant_id = w.tenant)
$$;

-- Names the tenant to every process that remembers its keys. Nothing hangs on the message itself: they ask
-- tenancy.changed_keys anyway.
create function tenancy.tell_keys() returns trigger language plpgsql security definer
set search_path = pg_catalog, pg_temp as $$
begin
  perform pg_notify('tenantry_keys',
    case when tg_op = 'DELETE' then to_jsonb(old) else to_jsonb(new) end ->> tg_argv[0]);
  return null;
end $$;

-- As before, and a key's work ends with the key.
create function tenancy.ended_work(tenants uuid[], people uuid[], sessions uuid[], keys uuid[])
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
      where s.id = w.session and s.revoked_at is null and s.expires_at > clock_timestamp())
    or w.key is not null and not exists (
      select from public.api_key k
      where k.tenant_id = w.tenant and k.id = w.key and k.revoked_at is null
        and (k.expires_at is null or k.expires_at > clock_timestamp()))
$$;
drop function tenancy.ended_work(uuid[], uuid[], uuid[]);

-- As before, and of keys who made them and who ended them.
create or replace function tenancy.forget_mentions(target uuid, person uuid) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  nobody constant uuid := '00000000-0000-0000-0000-000000000000';
begin
  update public.injection_attempt a set user_id = nobody where a.tenant_id = target and a.user_id = person;
  update public.persona p set author_id = nobody where p.tenant_id = target and p.author_id = person;
  update public.legal_hold h set user_id = nobody
    where h.tenant_id = target and h.user_id = person and h.lifted_at is not null;
  update public.api_key k set created_by = nobody where k.tenant_id = target and k.created_by = person;
  update public.api_key k set revoked_by = nobody where k.tenant_id = target and k.revoked_by = person;
  return true;
end $$;

-- As before: a key's name is content too.
create or replace function tenancy.key_holders() returns table (tenant_id uuid, has_content boolean)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select t.id, exists (select from public.document d where d.tenant_id = t.id)
    or exists (select from public.conversation c where c.tenant_id = t.id)
    or exists (select from public.user_group g where g.tenant_id = t.id)
    or exists (select from public.folder f where f.tenant_id = t.id and f.name_sealed is not null)
    or exists (select from public.api_key k where k.tenant_id = t.id)
  from public.tenant t where t.state in ('active', 'suspended')
$$;

revoke all on function tenancy.key_may(text[]), tenancy.mint_key(uuid, bytea, inet),
  tenancy.changed_keys(uuid[], uuid[], integer[]), tenancy.tell_keys(), tenancy.ended_work(uuid[], uuid[], uuid[], uuid[])
  from public;
grant execute on function tenancy.key_may(text[]), tenancy.mint_key(uuid, bytea, inet) to tenantry_app;
grant execute on function tenancy.changed_keys(uuid[], uuid[], integer[]),
  tenancy.ended_work(uuid[], uuid[], uuid[], uuid[]) to tenantry_worker;
grant execute on function tenancy.tell_keys(), tenancy.tell_ended() to tenantry_owner;
reset role;

create trigger api_key_ended after delete or update of revoked_at, expires_at on api_key for each row
  execute function tenancy.tell_ended('id');
create trigger api_key_changed after delete or update of revoked_at, expires_at on api_key for each row
  execute function tenancy.tell_keys('tenant_id');
create trigger policy_version_changes_keys after insert on policy_version for each row
  execute function tenancy.tell_keys('tenant_id');
create trigger tenant_changes_keys after update on tenant for each row execute function tenancy.tell_keys('id');

set local role tenantry_definer;
revoke execute on function tenancy.tell_keys(), tenancy.tell_ended() from tenantry_owner;
reset role;
revoke create on schema tenancy from tenantry_definer;

-- A key that was given documents puts them into folders that everyone reads, and takes them out again.
create policy document_key_add on document for insert to tenantry_app
  with check ((select tenancy.key_may(array['documents:write'])) and created_by = (select tenancy.current_principal())
    and folder_id in (select tenancy.readable_folders()));
create policy document_key_change on document for update to tenantry_app
  using ((select tenancy.key_may(array['documents:write'])) and folder_id in (select tenancy.readable_folders()))
  with check ((select tenancy.key_may(array['documents:write'])) and folder_id in (select tenancy.readable_folders()));
create policy document_key_remove on document for delete to tenantry_app
  using ((select tenancy.key_may(array['documents:write'])) and folder_id in (select tenancy.readable_folders()));
do $$
declare t text;
begin
  foreach t in array array['chunk', 'lexical_posting'] loop
    execute format($f$create policy %I on %I for delete to tenantry_app
      using ((select tenancy.key_may(array['documents:write'])) and document_id in (select d.id from document d
        where d.tenant_id = (select tenancy.current_tenant())))$f$, t || '_key_remove', t);
  end loop;
end $$;
create policy job_key_add on job for insert to tenantry_app
  with check ((select tenancy.key_may(array['documents:write'])) and created_by = (select tenancy.current_principal()));
create policy job_key_change on job for update to tenantry_app
  using ((select tenancy.key_may(array['documents:write']))) with check ((select tenancy.key_may(array['documents:write'])));
-- The audit log is for the keys that were given it.
alter policy audit_entry_read on audit_entry using (
  (select tenancy.current_role_name()) not in ('hold', 'key') or (select tenancy.key_may(array['audit'])));
