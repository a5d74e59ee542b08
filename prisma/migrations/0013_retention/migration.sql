-- A workspace that is paused, a membership or a session that ends: in force at once, also for contexts that live.
-- Retention by policy, legal hold, and the erasure of one person.

-- Settling has a proof of its own: whoever took the hold keeps a secret whose hash stands here, and may end the hold
-- whatever became of the session, the membership or the workspace meanwhile.
alter table reservation add column holder_hash bytea, add column conversation_id uuid;

-- A pause or an end of conversations and documents that must not happen: for the whole workspace, or for one person's
-- conversations.
create table legal_hold (
  tenant_id uuid not null references tenant (id),
  id uuid not null,
  user_id uuid,
  reason text not null check (length(reason) between 3 and 500),
  placed_by uuid not null,
  placed_by_kind text not null check (placed_by_kind in ('user', 'operator')),
  placed_at timestamptz not null,
  lifted_by uuid,
  lifted_at timestamptz,
  lifted_reason text check (length(lifted_reason) between 3 and 500),
  primary key (tenant_id, id),
  check ((lifted_at is null) = (lifted_by is null))
);
create index legal_hold_active on legal_hold (tenant_id) where lifted_at is null;

-- What a workspace's administrators chose; without a row, documents stay until somebody deletes them.
create table retention_setting (
  tenant_id uuid primary key references tenant (id),
  document_days integer check (document_days between 30 and 3650),
  changed_by uuid,
  changed_at timestamptz not null,
  -- No conversation ends before; for workspaces older than the rule, so that everyone is warned first.
  conversations_from timestamptz
);
-- The table's owner obeys the policies too and has none, so it would find no tenant.
alter table tenant no force row level security;
insert into retention_setting (tenant_id, changed_at, conversations_from)
  select id, clock_timestamp(), clock_timestamp() + interval '14 days' from tenant;
alter table tenant force row level security;

do $$
declare
  t text;
  own text := 'tenant_id = (select tenancy.current_tenant())';
begin
  foreach t in array array['legal_hold', 'retention_setting'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy %I on %I as restrictive to tenantry_app using (%s) with check (%s)',
      t || '_own_tenant', t, own, own);
  end loop;
end $$;

create policy legal_hold_read on legal_hold for select to tenantry_app
  using ((select tenancy.current_role_name()) in ('owner', 'admin', 'worker'));
create policy legal_hold_place on legal_hold for insert to tenantry_app
  with check ((select tenancy.current_role_name()) = 'owner' and placed_by_kind = 'user'
    and placed_by = (select tenancy.current_principal()) and lifted_at is null);
-- What an operator placed, an operator lifts.
create policy legal_hold_lift on legal_hold for update to tenantry_app
  using ((select tenancy.current_role_name()) = 'owner' and placed_by_kind = 'user' and lifted_at is null)
  with check (lifted_by = (select tenancy.current_principal()));
grant select, insert on legal_hold to tenantry_app;
grant update (lifted_by, lifted_at, lifted_reason) on legal_hold to tenantry_app;

create policy retention_setting_read on retention_setting for select to tenantry_app
  using ((select tenancy.current_role_name()) <> 'hold');
create policy retention_setting_add on retention_setting for insert to tenantry_app
  with check ((select tenancy.current_role_name()) in ('owner', 'admin') and changed_by = (select tenancy.current_principal()));
create policy retention_setting_change on retention_setting for update to tenantry_app
  using ((select tenancy.current_role_name()) in ('owner', 'admin'))
  with check ((select tenancy.current_role_name()) in ('owner', 'admin') and changed_by = (select tenancy.current_principal()));
grant select on retention_setting to tenantry_app;
grant insert (tenant_id, document_days, changed_by, changed_at), update (document_days, changed_by, changed_at)
  on retention_setting to tenantry_app;

do $$
declare r text;
begin
  foreach r in array array['operator', 'auditor'] loop
    execute format('create policy %I on legal_hold for select to %I using ((select tenancy.platform_role()) = %L)',
      'legal_hold_' || r, 'tenantry_' || r, r);
    execute format('create policy %I on retention_setting for select to %I using ((select tenancy.platform_role()) = %L)',
      'retention_setting_' || r, 'tenantry_' || r, r);
    execute format('grant select on legal_hold, retention_setting to %I', 'tenantry_' || r);
  end loop;
end $$;
create policy legal_hold_operator_place on legal_hold for insert to tenantry_operator
  with check ((select tenancy.platform_role()) = 'operator' and placed_by_kind = 'operator'
    and placed_by = (select tenancy.current_principal()) and lifted_at is null);
create policy legal_hold_operator_lift on legal_hold for update to tenantry_operator
  using ((select tenancy.platform_role()) = 'operator' and lifted_at is null)
  with check ((select tenancy.platform_role()) = 'operator' and lifted_by = (select tenancy.current_principal()));
grant insert on legal_hold to tenantry_operator;
grant update (lifted_by, lifted_at, lifted_reason) on legal_hold to tenantry_operator;

-- What the definer functions below need: of what was said, never the words.
grant select on legal_hold, retention_setting to tenantry_definer;
create policy legal_hold_definer on legal_hold for select to tenantry_definer using (true);
create policy retention_setting_definer on retention_setting for select to tenantry_definer using (true);
grant select (tenant_id, id, user_id, updated_at), delete on conversation to tenantry_definer;
grant select (tenant_id, id, conversation_id, user_id) on message to tenantry_definer;
grant select (tenant_id, id, message_id, user_id) on citation to tenantry_definer;
create policy conversation_definer on conversation for select to tenantry_definer using (true);
create policy conversation_definer_end on conversation for delete to tenantry_definer using (true);
create policy message_definer on message for select to tenantry_definer using (true);
create policy citation_definer on citation for select to tenantry_definer using (true);
grant insert on tenant_operation to tenantry_definer;
create policy tenant_operation_definer_add on tenant_operation for insert to tenantry_definer
  with check (kind = 'retention' and state = 'queued' and requested_role = 'system');
-- Erasing a person: rows go, or a constant takes the person's place so that the money stays.
grant delete on membership, one_time_link, app_user to tenantry_definer;
create policy membership_definer_end on membership for delete to tenantry_definer using (true);
create policy app_user_definer_end on app_user for delete to tenantry_definer
  using (platform_role is null);
grant delete on budget_counter to tenantry_definer;
grant select (tenant_id, scope, scope_id) on budget_counter to tenantry_definer;
create policy budget_counter_definer on budget_counter for select to tenantry_definer using (true);
create policy budget_counter_definer_end on budget_counter for delete to tenantry_definer using (scope = 'user');
do $$
declare
  t text;
  c text;
begin
  for t, c in values ('request', 'principal_id'), ('ledger_entry', 'principal_id'), ('reservation', 'principal_id'),
    ('document', 'created_by'), ('folder', 'created_by'), ('job', 'created_by') loop
    execute format('grant select (tenant_id, id, %I), update (%I) on %I to tenantry_definer', c, c, t);
    if t in ('request', 'ledger_entry', 'document') then
      execute format('create policy %I on %I for select to tenantry_definer using (true)', t || '_definer', t);
    end if;
    execute format($f$create policy %I on %I for update to tenantry_definer using (true)
      with check (%I = '00000000-0000-0000-0000-000000000000')$f$, t || '_definer_forget', t, c);
  end loop;
end $$;

grant create on schema tenancy to tenantry_definer;
set local role tenantry_definer;

-- The verified claims [scope, principal, kind, role] of this transaction's context, or null. A person's context ends
-- with the workspace's state or the membership, not only with its minute.
create or replace function tenancy.claims() returns text[] language plpgsql stable security definer
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
  if part[4] = 'user' and not exists (
    select from public.tenant t
    join public.membership m on m.tenant_id = t.id and m.user_id = part[3]::uuid and m.accepted_at is not null
    where t.id = part[2]::uuid and t.state = 'active') then return null; end if;
  return part[2:5];
end $$;

-- Owners, admins and the ingest worker read every folder; a member those meant for everyone, for one
-- of the member's groups, or for the member by name. Who merely ends a hold reads none.
create or replace function tenancy.readable_folders() returns setof uuid language sql stable security definer
set search_path = pg_catalog, pg_temp as $$
  with c as materialized (
    select (claim)[1]::uuid as tenant, (claim)[2]::uuid as principal, (claim)[4] as role
    from tenancy.claims() claim where (claim)[3] not in ('platform', 'hold')
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

-- The context under which a hold is ended and its answer stored, for who has the hold's secret; null for everyone else,
-- and a quarter of an hour after the hold was last renewed.
create function tenancy.hold_context(tenant uuid, reservation uuid, secret bytea) returns text
language sql volatile security definer set search_path = pg_catalog, pg_temp as $$
  select tenancy.sign_context(r.tenant_id::text, r.id, 'hold', 'hold', interval '60 seconds')
  from public.reservation r join public.tenant t on t.id = r.tenant_id and t.state <> 'erased'
  where r.tenant_id = hold_context.tenant and r.id = hold_context.reservation and r.holder_hash = sha256(secret)
    and (r.state = 'held' or r.renewed_at > clock_timestamp() - interval '15 minutes')
$$;

create function tenancy.held_request() returns uuid language sql stable security definer
set search_path = pg_catalog, pg_temp as $$
  select r.request_id from tenancy.claims() c
  join public.reservation r on r.tenant_id = c[1]::uuid and r.id = c[2]::uuid where c[3] = 'hold'
$$;

create function tenancy.held_conversation() returns uuid language sql stable security definer
set search_path = pg_catalog, pg_temp as $$
  select r.conversation_id from tenancy.claims() c
  join public.reservation r on r.tenant_id = c[1]::uuid and r.id = c[2]::uuid where c[3] = 'hold'
$$;

-- An orphaned hold is settled in a workspace that is being erased too: its money stays.
create or replace function tenancy.stale_reservations(older_than interval, how_many integer)
returns table (tenant_id uuid, reservation_id uuid, policy_version integer, time_zone text, plan text, context text)
language sql volatile security definer set search_path = pg_catalog, pg_temp as $$
  select r.tenant_id, r.id, (select max(p.version) from public.policy_version p where p.tenant_id = t.id),
    t.time_zone, t.plan, tenancy.sign_context(r.tenant_id::text, r.id, 'worker', 'worker', interval '60 seconds')
  from public.reservation r join public.tenant t on t.id = r.tenant_id
  where r.state = 'held' and r.renewed_at < clock_timestamp() - older_than
    and t.state in ('active', 'suspended', 'erasing')
  order by r.renewed_at limit how_many
$$;

-- Wakes every process that has work open for whom the column names. Nothing hangs on the message itself: who hears it
-- asks tenancy.ended_work, and asks once a second anyway.
create function tenancy.tell_ended() returns trigger language plpgsql security definer
set search_path = pg_catalog, pg_temp as $$
begin
  perform pg_notify('tenantry_ended',
    case when tg_op = 'DELETE' then to_jsonb(old) else to_jsonb(new) end ->> tg_argv[0]);
  return null;
end $$;

-- The positions, from 1, of work that must stop: its workspace is not active, its person does not belong to it any
-- more, or its session is over. A null person or session is not asked for.
create function tenancy.ended_work(tenants uuid[], people uuid[], sessions uuid[]) returns table (place integer)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select w.place::integer
  from unnest(tenants, people, sessions) with ordinality as w (tenant, person, session, place)
  where not exists (select from public.tenant t where t.id = w.tenant and t.state = 'active')
    or w.person is not null and not exists (
      select from public.membership m join public.app_user u on u.id = m.user_id and u.disabled_at is null
      where m.tenant_id = w.tenant and m.user_id = w.person and m.accepted_at is not null)
    or w.session is not null and not exists (
      select from public.user_session s
      where s.id = w.session and s.revoked_at is null and s.expires_at > clock_timestamp())
$$;

create function tenancy.is_held(tenant uuid, person uuid) returns boolean language sql stable security definer
set search_path = pg_catalog, pg_temp as $$
  select exists (select from public.legal_hold h
    where h.tenant_id = tenant and h.lifted_at is null and (h.user_id is null or h.user_id = person))
$$;

-- A hold and an erasure that begin together take turns.
create function tenancy.take_hold_turn(tenant uuid) returns void language sql volatile security definer
set search_path = pg_catalog, pg_temp as $$
  select pg_advisory_xact_lock(hashtextextended('tenancy.hold ' || tenant::text, 0))
$$;

-- Refuses what a hold forbids: an operator's beginning of an erasure, and the end of a conversation or a document in a
-- workspace that lives. A hold on one person keeps that person's conversations, one without a person everything.
create function tenancy.refuse_when_held() returns trigger language plpgsql security definer
set search_path = pg_catalog, pg_temp as $$
declare
  held boolean;
begin
  if tg_table_name = 'tenant' then
    -- What was erased before and came back in a restored copy is erased again without asking.
    if tenancy.platform_role() is null then return new; end if;
    perform tenancy.take_hold_turn(old.id);
    select exists (select from public.legal_hold h where h.tenant_id = old.id and h.lifted_at is null) into held;
  else
    select tenancy.is_held(t.id, (to_jsonb(old) ->> 'user_id')::uuid) into held
      from public.tenant t where t.id = old.tenant_id and t.state <> 'erasing'
        -- The worker's login removes a person whom a restored copy brought back, and nothing else.
        and session_user <> 'tenantry_worker';
  end if;
  if held then raise exception 'kept under a legal hold' using errcode = 'TH001'; end if;
  return case when tg_op = 'DELETE' then old else new end;
end $$;

create function tenancy.refuse_hold_of_erased() returns trigger language plpgsql security definer
set search_path = pg_catalog, pg_temp as $$
begin
  perform tenancy.take_hold_turn(new.tenant_id);
  if not exists (select from public.tenant t where t.id = new.tenant_id and t.state in ('active', 'suspended')) then
    raise exception 'the workspace is being erased' using errcode = 'TH002';
  end if;
  return new;
end $$;

-- When a person's conversations end: `days` after the last question, and not before everyone had two weeks' warning
-- of a rule that became stricter, or of a hold that was lifted.
create function tenancy.conversation_rule(tenant uuid, person uuid)
returns table (days integer, not_before timestamptz, held boolean)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  with v as (
    select p.version, p.created_at, (p.manifest ->> 'conversationDays')::integer as days,
      lag((p.manifest ->> 'conversationDays')::integer) over (order by p.version) as before
    from public.policy_version p where p.tenant_id = conversation_rule.tenant
  )
  select (select v.days from v order by v.version desc limit 1),
    greatest(
      (select max(v.created_at) + interval '14 days' from v where v.days < v.before),
      (select max(h.lifted_at) + interval '14 days' from public.legal_hold h
        where h.tenant_id = conversation_rule.tenant and (h.user_id is null or h.user_id = person)),
      (select s.conversations_from from public.retention_setting s where s.tenant_id = conversation_rule.tenant)),
    tenancy.is_held(tenant, person)
$$;

-- The rule for the context's own person.
create function tenancy.own_conversation_rule() returns table (days integer, not_before timestamptz, held boolean)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select r.* from tenancy.claims() c, tenancy.conversation_rule(c[1]::uuid, c[2]::uuid) r where c[3] = 'user'
$$;

-- The same of documents, for whoever acts in the workspace: an administrator's choice, or none.
create function tenancy.document_rule() returns table (days integer, not_before timestamptz, held boolean)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select s.document_days,
    greatest(s.changed_at + interval '14 days',
      (select max(h.lifted_at) + interval '14 days' from public.legal_hold h
        where h.tenant_id = s.tenant_id and h.user_id is null)),
    tenancy.is_held(s.tenant_id, null)
  from tenancy.claims() c join public.retention_setting s on s.tenant_id = c[1]::uuid
  where c[3] in ('user', 'worker') and s.document_days is not null
$$;

-- How many conversations of how many people end within the warning's two weeks; for owners and admins, who see no
-- more of them than that.
create function tenancy.ending_conversations()
returns table (conversations bigint, people bigint, first_at timestamptz)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  with c as materialized (
    select (claim)[1]::uuid as tenant from tenancy.claims() claim
    where (claim)[3] = 'user' and (claim)[4] in ('owner', 'admin')
  ), person as materialized (
    select m.tenant_id, m.user_id, r.* from c join public.membership m on m.tenant_id = c.tenant,
      lateral tenancy.conversation_rule(m.tenant_id, m.user_id) r
    where not r.held
  )
  select count(*), count(distinct v.user_id), min(due.at)
  from person p join public.conversation v on v.tenant_id = p.tenant_id and v.user_id = p.user_id,
    lateral (select greatest(v.updated_at + make_interval(days => p.days), p.not_before) as at) due
  where due.at < clock_timestamp() + interval '14 days'
$$;

-- Whether the context is that of a running operation of the kind.
create function tenancy.runs_operation(wanted text) returns boolean language sql stable security definer
set search_path = pg_catalog, pg_temp as $$
  select exists (select from tenancy.claims() c
    join public.tenant_operation o on o.tenant_id = c[1]::uuid and o.id = c[2]::uuid
    where c[3] = 'worker' and o.kind = wanted and o.state = 'running')
$$;

-- Ends conversations that are due, the oldest first, at most `how_many`; says how many rows went. For a running
-- retention, which sees no word of them.
create function tenancy.end_conversations(how_many integer)
returns table (conversations bigint, messages bigint, citations bigint)
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  target uuid := tenancy.current_tenant();
  due uuid[];
begin
  if not tenancy.runs_operation('retention') then
    raise exception 'only a running retention ends conversations' using errcode = 'insufficient_privilege';
  end if;
  select array_agg(d.id) into due from (
    select v.id
    from (select m.user_id, r.* from public.membership m, lateral tenancy.conversation_rule(m.tenant_id, m.user_id) r
      where m.tenant_id = target and not r.held) p
    join public.conversation v on v.tenant_id = target and v.user_id = p.user_id
    where greatest(v.updated_at + make_interval(days => p.days), p.not_before) <= clock_timestamp()
    order by v.updated_at limit how_many) d;
  return query select coalesce(array_length(due, 1), 0)::bigint,
    (select count(*) from public.message m where m.tenant_id = target and m.conversation_id = any(due)),
    (select count(*) from public.citation c join public.message m on m.tenant_id = c.tenant_id and m.id = c.message_id
      where c.tenant_id = target and m.conversation_id = any(due));
  delete from public.conversation v where v.tenant_id = target and v.id = any(due);
end $$;

-- Asks for the daily retention of workspaces that had none for a day: of two hundred at most, so that it never stands
-- before what people wait for. Returns how many were asked for.
create function tenancy.schedule_retention() returns integer language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp as $$
declare
  asked integer;
begin
  insert into public.tenant_operation (tenant_id, id, kind, requested_by, requested_role, reason, created_at)
    select t.id, gen_random_uuid(), 'retention', '00000000-0000-0000-0000-000000000000', 'system', 'daily run',
      clock_timestamp()
    from public.tenant t
    where t.state in ('active', 'suspended') and not exists (
      select from public.tenant_operation o where o.tenant_id = t.id and o.kind = 'retention'
        and o.created_at > clock_timestamp() - interval '24 hours')
    limit 200
    on conflict do nothing;
  get diagnostics asked = row_count;
  return asked;
end $$;

-- Takes the person out of the workspace at once and keeps the rows for the erasure that follows. For a running one.
create function tenancy.close_member(person uuid) returns boolean language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp as $$
begin
  if not tenancy.runs_operation('erase_member') then
    raise exception 'only a running erasure closes a member' using errcode = 'insufficient_privilege';
  end if;
  update public.membership m set accepted_at = null
    where m.tenant_id = tenancy.current_tenant() and m.user_id = person and m.role <> 'owner';
  return found;
end $$;

-- Removes what there is of a person in the workspace, and the person when nothing else holds the account. Money and
-- documents stay without the person's name. Returns what went, by kind; nothing of it names anybody.
create function tenancy.forget_person(target uuid, person uuid) returns jsonb
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  nobody constant uuid := '00000000-0000-0000-0000-000000000000';
  counted jsonb;
  n bigint;
begin
  perform tenancy.hold_person(person);
  if tenancy.is_held(target, person) and session_user <> 'tenantry_worker' then
    raise exception 'kept under a legal hold' using errcode = 'TH001';
  end if;
  select jsonb_build_object(
    'conversations', (select count(*) from public.conversation v where v.tenant_id = target and v.user_id = person),
    'messages', (select count(*) from public.message m where m.tenant_id = target and m.user_id = person),
    'citations', (select count(*) from public.citation c where c.tenant_id = target and c.user_id = person),
    'groups', (select count(*) from public.group_member g where g.tenant_id = target and g.user_id = person),
    'folders', (select count(*) from public.folder_person f where f.tenant_id = target and f.user_id = person)
  ) into counted;
  delete from public.membership m where m.tenant_id = target and m.user_id = person;
  get diagnostics n = row_count;
  counted := counted || jsonb_build_object('memberships', n);
  delete from public.budget_counter b where b.tenant_id = target and b.scope = 'user' and b.scope_id = person;
  update public.request r set principal_id = nobody where r.tenant_id = target and r.principal_id = person;
  get diagnostics n = row_count;
  counted := counted || jsonb_build_object('requests', n);
  update public.ledger_entry l set principal_id = nobody where l.tenant_id = target and l.principal_id = person;
  get diagnostics n = row_count;
  counted := counted || jsonb_build_object('ledgerEntries', n);
  update public.reservation r set principal_id = nobody where r.tenant_id = target and r.principal_id = person;
  update public.document d set created_by = nobody where d.tenant_id = target and d.created_by = person;
  get diagnostics n = row_count;
  counted := counted || jsonb_build_object('documents', n);
  update public.folder f set created_by = nobody where f.tenant_id = target and f.created_by = person;
  update public.job j set created_by = nobody where j.tenant_id = target and j.created_by = person;
  delete from public.one_time_link l where l.for_tenant = target and l.user_id = person;
  select count(*) into n from public.user_session s where s.user_id = person;
  delete from public.app_user u where u.id = person and u.platform_role is null
    and not exists (select from public.membership m where m.user_id = person);
  return counted || case when found then jsonb_build_object('accounts', 1, 'sessions', n)
    else jsonb_build_object('accounts', 0, 'sessions', 0) end;
end $$;

-- The same for the context's own workspace, by a running erasure; a person's second time is nothing.
create function tenancy.erase_member(person uuid) returns jsonb language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp as $$
begin
  if not tenancy.runs_operation('erase_member') then
    raise exception 'only a running erasure erases a member' using errcode = 'insufficient_privilege';
  end if;
  if exists (select from public.membership m
    where m.tenant_id = tenancy.current_tenant() and m.user_id = person and m.role = 'owner') then
    raise exception 'an owner is not erased' using errcode = 'insufficient_privilege';
  end if;
  return tenancy.forget_person(tenancy.current_tenant(), person);
end $$;

-- For the start of the product: a person whom the journal says was erased and whom a restored copy has again. The
-- journal lies outside the database, so that this is the worker's word; all it can do is erase. Null when there is
-- nothing of the person, or only what began after the erasure: whoever was erased may be invited again.
create function tenancy.forget_again(target uuid, person uuid, erased_at timestamptz) returns jsonb
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  if not exists (select from public.membership m where m.tenant_id = target and m.user_id = person
    and m.created_at < erased_at) then return null; end if;
  return tenancy.forget_person(target, person);
end $$;

-- Whether work of the person is still being stored: a hold that lives, or a settled one whose request has no row yet.
create function tenancy.person_works(person uuid) returns boolean language sql stable security definer
set search_path = pg_catalog, pg_temp as $$
  select exists (select from public.reservation r
    where r.tenant_id = tenancy.current_tenant() and r.principal_id = person
      and r.renewed_at > clock_timestamp() - interval '1 minute'
      and (r.state = 'held' or not exists (
        select from public.request q where q.tenant_id = r.tenant_id and q.id = r.request_id)))
$$;

reset role;

-- Who ends a hold sees and writes what ending it takes.
do $$
declare t text;
begin
  foreach t in array array['membership', 'policy_version', 'user_group', 'group_member', 'folder_group', 'folder_person',
    'job', 'request', 'audit_entry', 'tenant_placement'] loop
    execute format('alter policy %I on %I using ((select tenancy.current_role_name()) <> ''hold'')', t || '_read', t);
  end loop;
end $$;
alter policy reservation_all on reservation
  using ((select tenancy.current_role_name()) <> 'hold' or request_id = (select tenancy.held_request()))
  with check ((select tenancy.current_role_name()) <> 'hold' or request_id = (select tenancy.held_request()));
alter policy ledger_entry_read on ledger_entry
  using ((select tenancy.current_role_name()) <> 'hold' or request_id = (select tenancy.held_request()));
alter policy ledger_entry_add on ledger_entry
  with check ((select tenancy.current_role_name()) <> 'hold' or request_id = (select tenancy.held_request()));
alter policy request_add on request
  with check ((select tenancy.current_role_name()) <> 'hold' or id = (select tenancy.held_request()));
alter policy audit_entry_add on audit_entry
  with check (actor_kind <> 'operator'
    and ((select tenancy.current_role_name()) <> 'hold' or request_id = (select tenancy.held_request())));
create policy conversation_held on conversation for select to tenantry_app
  using (id = (select tenancy.held_conversation()));
-- To lock it, which gives answers stored together an order.
create policy conversation_held_lock on conversation for update to tenantry_app
  using (id = (select tenancy.held_conversation())) with check (false);
create policy message_held on message for select to tenantry_app
  using (conversation_id = (select tenancy.held_conversation()));
create policy message_held_add on message for insert to tenantry_app
  with check (conversation_id = (select tenancy.held_conversation()) and request_id = (select tenancy.held_request()));
create policy citation_held_add on citation for insert to tenantry_app
  with check (message_id in (select m.id from message m where m.tenant_id = (select tenancy.current_tenant())
    and m.conversation_id = (select tenancy.held_conversation()) and m.request_id = (select tenancy.held_request())));

create trigger tenant_ended after update of state on tenant for each row
  when (old.state is distinct from new.state) execute function tenancy.tell_ended('id');
create trigger membership_ended after delete or update of accepted_at on membership for each row
  execute function tenancy.tell_ended('user_id');
create trigger user_session_revoked after update of revoked_at on user_session for each row
  when (new.revoked_at is not null) execute function tenancy.tell_ended('user_id');
create trigger user_session_ended after delete on user_session for each row
  execute function tenancy.tell_ended('user_id');
create trigger app_user_disabled after update of disabled_at on app_user for each row
  execute function tenancy.tell_ended('id');
create trigger tenant_held before update of state on tenant for each row
  when (new.state in ('erasing', 'erased') and old.state not in ('erasing', 'erased'))
  execute function tenancy.refuse_when_held();
create trigger conversation_held before delete on conversation for each row execute function tenancy.refuse_when_held();
create trigger document_held before delete on document for each row execute function tenancy.refuse_when_held();
create trigger legal_hold_placed before insert on legal_hold for each row execute function tenancy.refuse_hold_of_erased();

set local role tenantry_definer;
revoke all on function tenancy.hold_context(uuid, uuid, bytea), tenancy.held_request(), tenancy.held_conversation(),
  tenancy.tell_ended(), tenancy.ended_work(uuid[], uuid[], uuid[]), tenancy.is_held(uuid, uuid),
  tenancy.take_hold_turn(uuid), tenancy.refuse_when_held(), tenancy.refuse_hold_of_erased(),
  tenancy.conversation_rule(uuid, uuid), tenancy.own_conversation_rule(), tenancy.ending_conversations(),
  tenancy.runs_operation(text), tenancy.end_conversations(integer), tenancy.schedule_retention(),
  tenancy.close_member(uuid), tenancy.forget_person(uuid, uuid), tenancy.erase_member(uuid), tenancy.person_works(uuid),
  tenancy.document_rule(), tenancy.forget_again(uuid, uuid, timestamptz)
  from public;
grant execute on function tenancy.hold_context(uuid, uuid, bytea), tenancy.held_request(), tenancy.held_conversation(),
  tenancy.own_conversation_rule(), tenancy.document_rule(), tenancy.ending_conversations(), tenancy.end_conversations(integer),
  tenancy.close_member(uuid), tenancy.erase_member(uuid), tenancy.person_works(uuid) to tenantry_app;
grant execute on function tenancy.ended_work(uuid[], uuid[], uuid[]), tenancy.schedule_retention(),
  tenancy.forget_again(uuid, uuid, timestamptz) to tenantry_worker;
reset role;
revoke create on schema tenancy from tenantry_definer;
