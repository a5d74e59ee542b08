-- A workspace lets one operator, by name, read one conversation or what one answer rests on, for a day at most. The grant
-- is the only way by which anybody of the platform gets sealed content, and `read_support` the only function that gives it.
create table support_grant (
  tenant_id uuid not null references tenant (id),
  id uuid not null,
  operator_id uuid not null,
  kind text not null check (kind in ('conversation', 'trace')),
  conversation_id uuid not null,
  -- The answer of a trace.
  message_id uuid,
  -- Whose conversation it is, and who granted it.
  person_id uuid not null,
  granted_by uuid not null,
  -- What the operator should look at; shown with the conversation alone.
  note_sealed bytea check (length(note_sealed) <= 8000),
  granted_at timestamptz not null,
  expires_at timestamptz not null,
  -- What is shown ends with what had been written when it was granted.
  up_to integer not null,
  -- A colleague's conversation is shown from where its granter may read it.
  written_since timestamptz,
  ended_at timestamptz,
  end_reason text check (end_reason in ('revoked', 'expired', 'removed', 'overtaken')),
  ended_by uuid,
  reads integer not null default 0,
  first_read_at timestamptz,
  last_read_at timestamptz,
  primary key (tenant_id, id),
  constraint support_grant_a_day check (expires_at > granted_at and expires_at <= granted_at + interval '24 hours'),
  check ((kind = 'trace') = (message_id is not null)),
  check ((ended_at is null) = (end_reason is null)),
  check ((end_reason = 'revoked') = (ended_by is not null)),
  check ((reads = 0) = (first_read_at is null) and (reads = 0) = (last_read_at is null))
);
create unique index support_grant_open on support_grant (tenant_id, operator_id, conversation_id, message_id)
  nulls not distinct where ended_at is null;
create index support_grant_listing on support_grant (tenant_id, granted_at desc);
create index support_grant_conversation on support_grant (tenant_id, conversation_id);
create index support_grant_operator on support_grant (operator_id, granted_at desc);

-- Whether members may grant what is their own. Owners and admins may anyway.
alter table chat_setting add column members_grant boolean not null default false;

alter table support_grant enable row level security;
alter table support_grant force row level security;
create policy support_grant_own_tenant on support_grant as restrictive to tenantry_app
  using (tenant_id = (select tenancy.current_tenant())) with check (tenant_id = (select tenancy.current_tenant()));
create policy support_grant_read on support_grant for select to tenantry_app
  using ((select tenancy.current_role_name()) in ('owner', 'admin') or granted_by = (select tenancy.current_principal())
    or person_id = (select tenancy.current_principal()) or (select tenancy.exporting()) or (select tenancy.rotating()));
create policy support_grant_reseal on support_grant for update to tenantry_app
  using ((select tenancy.rotating())) with check ((select tenancy.rotating()));
grant select, update (note_sealed) on support_grant to tenantry_app;
-- What was granted to oneself, and nothing of what was written to go with it.
create policy support_grant_operator on support_grant for select to tenantry_operator
  using ((select tenancy.platform_role()) = 'operator' and operator_id = (select tenancy.current_principal()));
grant select (tenant_id, id, operator_id, kind, conversation_id, message_id, person_id, granted_by, granted_at, expires_at,
  ended_at, end_reason, reads, last_read_at) on support_grant to tenantry_operator;

create policy support_grant_definer on support_grant for select to tenantry_definer using (true);
create policy support_grant_definer_add on support_grant for insert to tenantry_definer with check (true);
create policy support_grant_definer_change on support_grant for update to tenantry_definer using (true) with check (true);
create policy support_grant_definer_end on support_grant for delete to tenantry_definer using (true);
grant select, insert, update, delete on support_grant to tenantry_definer;
create policy audit_entry_definer_support on audit_entry for insert to tenantry_definer
  with check (action in ('support.grant', 'support.read', 'support.revoke', 'support.end'));
create policy platform_audit_definer_support on platform_audit for insert to tenantry_definer
  with check (action in ('support.grant', 'support.revoke', 'support.end'));
-- Sealed, and worth nothing without the keys that a proof made of `read_support` alone reaches.
grant select (title_sealed, created_at) on conversation to tenantry_definer;
grant select (author, state, ordinal, text_sealed, request_id, created_at) on message to tenantry_definer;
grant select (ordinal, text_offset, page, quote_sealed) on citation to tenantry_definer;
grant select (conversation_id, request_id, payload_sealed, created_at) on answer_trace to tenantry_definer;

grant create on schema tenancy to tenantry_definer;
set local role tenantry_definer;

-- Into both logs: the workspace's, and the platform's where the platform's person did not write it.
create function tenancy.note_support(g public.support_grant, doing text, why text) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  nobody constant uuid := '00000000-0000-0000-0000-000000000000';
  by_operator boolean := doing = 'support.read';
  by_itself boolean := doing = 'support.end';
  actor uuid := case when by_itself then nobody else tenancy.current_principal() end;
  facts jsonb := jsonb_strip_nulls(jsonb_build_object('grant', g.id, 'operator', g.operator_id, 'kind', g.kind,
    'expiresAt', g.expires_at, 'ended', why));
begin
  insert into public.audit_entry (tenant_id, id, at, actor_kind, actor_id, action, object_kind, object_id, outcome, detail)
    values (g.tenant_id, gen_random_uuid(), clock_timestamp(),
      case when by_itself then 'system' when by_operator then 'operator' else 'user' end, actor, doing,
      case g.kind when 'trace' then 'answer' else 'conversation' end, coalesce(g.message_id, g.conversation_id), 'ok', facts);
  if not by_operator then
    insert into public.platform_audit (id, at, actor_id, actor_role, action, subject_tenant, reason, detail)
      values (gen_random_uuid(), clock_timestamp(), actor,
        case when by_itself then 'system' else tenancy.current_role_name() end, doing, g.tenant_id,
        case doing when 'support.grant' then 'The workspace granted support access'
          when 'support.revoke' then 'The workspace revoked support access' else 'Support access ended' end, facts);
  end if;
end $$;

-- Since when the person may read the conversation: `-infinity` for its writer, null for who may not. Administrators read
-- what colleagues wrote since that was allowed. Of people who were in the workspace; `may_grant_support` says who is.
create function tenancy.may_read_since(target uuid, person uuid, conversation uuid) returns timestamptz
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select case when v.user_id = person then '-infinity'::timestamptz
    when m.role in ('owner', 'admin') and s.admins_read and exists (select from public.membership w
      where w.tenant_id = v.tenant_id and w.user_id = v.user_id) then s.changed_at end
  from public.conversation v
  join public.membership m on m.tenant_id = v.tenant_id and m.user_id = person
  left join public.chat_setting s on s.tenant_id = v.tenant_id
  where v.tenant_id = target and v.id = conversation
$$;

-- Whether the person may let operators read what the person may read.
create function tenancy.may_grant_support(target uuid, person uuid) returns boolean
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select exists (select from public.membership m left join public.chat_setting s on s.tenant_id = m.tenant_id
    where m.tenant_id = target and m.user_id = person and m.accepted_at is not null
      and (m.role in ('owner', 'admin') or s.members_grant))
$$;

-- Whether a grant is in force at this moment: it has not ended, its workspace is in use, its operator is one, and whoever
-- granted it may still grant it and read all of it.
create function tenancy.support_in_force(target uuid, grant_id uuid) returns boolean
language sql volatile security definer set search_path = pg_catalog, pg_temp as $$
  select exists (select from public.support_grant g
    join public.tenant t on t.id = g.tenant_id and t.state = 'active'
    join public.app_user o on o.id = g.operator_id and o.platform_role = 'operator' and o.disabled_at is null
    where g.tenant_id = target and g.id = grant_id and g.ended_at is null and g.expires_at > clock_timestamp()
      and tenancy.may_grant_support(g.tenant_id, g.granted_by)
      and tenancy.may_read_since(g.tenant_id, g.granted_by, g.conversation_id) <= coalesce(g.written_since, '-infinity'))
$$;

-- The same, for the workspace whose grant it is and for its operator.
create function tenancy.support_stands(target uuid, grant_id uuid) returns boolean
language sql volatile security definer set search_path = pg_catalog, pg_temp as $$
  select exists (select from public.support_grant g where g.tenant_id = target and g.id = grant_id
      and (g.tenant_id = tenancy.current_tenant()
        or tenancy.platform_role() = 'operator' and g.operator_id = tenancy.current_principal()))
    and tenancy.support_in_force(target, grant_id)
$$;

-- Ends grants that are in force no longer, of one workspace or of all; how many.
create function tenancy.end_fallen_support(target uuid) returns integer
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  g public.support_grant;
  ended integer := 0;
begin
  for g in
    select x.* from public.support_grant x join public.tenant t on t.id = x.tenant_id
    where x.ended_at is null and (target is null or x.tenant_id = target)
      -- Of a paused workspace no grant is in force, and one whose time is not over comes back with it.
      and (t.state in ('active', 'suspended') and x.expires_at <= clock_timestamp()
        or t.state = 'active' and not tenancy.support_in_force(x.tenant_id, x.id))
    order by x.tenant_id, x.id limit 1000 for update of x skip locked
  loop
    update public.support_grant x set ended_at = clock_timestamp(), note_sealed = null,
        end_reason = case when x.expires_at <= clock_timestamp() then 'expired' else 'overtaken' end
      where x.tenant_id = g.tenant_id and x.id = g.id returning x.* into g;
    perform tenancy.note_support(g, 'support.end', g.end_reason);
    ended := ended + 1;
  end loop;
  return ended;
end $$;

create function tenancy.end_support_grants() returns integer language sql volatile security definer
set search_path = pg_catalog, pg_temp as $$ select tenancy.end_fallen_support(null) $$;

-- Operators by name, for whoever may name one.
create function tenancy.support_operators() returns table (id uuid, name text, email text)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select u.id, u.name, u.email from public.app_user u
  where u.platform_role = 'operator' and u.disabled_at is null
    and tenancy.may_grant_support(tenancy.current_tenant(), tenancy.current_principal())
  order by u.name, u.email limit 200
$$;

-- Those whom grants name that the context sees, whatever became of them.
create function tenancy.support_named() returns table (id uuid, name text, email text)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select u.id, u.name, u.email from public.app_user u
  where exists (select from public.support_grant g
    where g.operator_id = u.id and g.tenant_id = tenancy.current_tenant()
      and (tenancy.current_role_name() in ('owner', 'admin') or tenancy.current_principal() in (g.granted_by, g.person_id)
        or tenancy.exporting()))
$$;

-- Lets one operator read a conversation, or what the answer `subject` rests on, for so many hours. Returns when it ends.
-- Errors: TS001 no such conversation or answer that the person may read; TS002 no such operator; TS003 that operator has
-- this already; TS004 too many are open.
create function tenancy.grant_support(grant_id uuid, kind text, subject uuid, operator uuid, note bytea, hours integer)
returns timestamptz language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_column
declare
  target uuid := tenancy.current_tenant();
  person uuid := tenancy.current_principal();
  about record;
  since timestamptz;
  at timestamptz := clock_timestamp();
  g public.support_grant;
begin
  if target is null or tenancy.current_role_name() not in ('owner', 'admin', 'member')
    or not tenancy.may_grant_support(target, person) then
    raise exception 'not allowed to grant support access' using errcode = 'insufficient_privilege';
  end if;
  if grant_support.hours not between 1 and 24 then
    raise exception 'support access lasts 1 to 24 hours' using errcode = 'check_violation';
  end if;
  select v.id, v.user_id, m.id as message_id, coalesce(m.ordinal,
      (select max(x.ordinal) from public.message x where x.tenant_id = v.tenant_id and x.conversation_id = v.id)) as up_to,
      m.created_at
    into about
    from public.conversation v left join public.message m on grant_support.kind = 'trace' and m.tenant_id = v.tenant_id
      and m.conversation_id = v.id and m.id = grant_support.subject and m.author = 'assistant'
    where v.tenant_id = target and case grant_support.kind when 'conversation' then v.id = grant_support.subject
      when 'trace' then v.id = (select y.conversation_id from public.answer_trace y
        where y.tenant_id = target and y.message_id = grant_support.subject) and m.id is not null end;
  since := tenancy.may_read_since(target, person, about.id);
  if since is null or about.up_to is null or about.created_at < since or not exists (select from public.message x
      where x.tenant_id = target and x.conversation_id = about.id and x.ordinal <= about.up_to and x.created_at >= since) then
    raise exception 'no such conversation' using errcode = 'TS001';
  end if;
  if not exists (select from public.app_user u where u.id = grant_support.operator and u.platform_role = 'operator'
      and u.disabled_at is null) then
    raise exception 'no such operator' using errcode = 'TS002';
  end if;
  -- One at a time of a workspace: what is counted below stays so.
  perform pg_advisory_xact_lock(hashtextextended('support ' || target::text, 0));
  perform tenancy.end_fallen_support(target);
  if exists (select from public.support_grant x where x.tenant_id = target and x.operator_id = grant_support.operator
      and x.conversation_id = about.id and x.message_id is not distinct from about.message_id and x.ended_at is null) then
    raise exception 'granted already' using errcode = 'TS003';
  end if;
  if (select count(*) from public.support_grant x where x.tenant_id = target and x.ended_at is null) >= 50 then
    raise exception 'too many grants are open' using errcode = 'TS004';
  end if;
  insert into public.support_grant (tenant_id, id, operator_id, kind, conversation_id, message_id, person_id, granted_by,
      note_sealed, granted_at, expires_at, up_to, written_since)
    values (target, grant_id, operator, kind, about.id, about.message_id, about.user_id, person, note, at,
      at + make_interval(hours => hours), about.up_to, nullif(since, '-infinity'))
    returning support_grant.* into g;
  perform tenancy.note_support(g, 'support.grant', null);
  return g.expires_at;
end $$;

-- Ends a grant of the signed workspace at once: for its owner and admins, for who granted it and whose conversation it is.
-- Whether there was one that had not ended.
create function tenancy.revoke_support(grant_id uuid) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  g public.support_grant;
begin
  update public.support_grant x set ended_at = clock_timestamp(), end_reason = 'revoked', note_sealed = null,
      ended_by = tenancy.current_principal()
    where x.tenant_id = tenancy.current_tenant() and x.id = grant_id and x.ended_at is null
      and (tenancy.current_role_name() in ('owner', 'admin') or tenancy.current_principal() in (x.granted_by, x.person_id))
    returning x.* into g;
  if not found then return false; end if;
  perform tenancy.note_support(g, 'support.revoke', 'revoked');
  return true;
end $$;

-- What a grant shows, piece by piece as it is sealed, to the operator whom it names and whose context signs: no row where
-- it is not in force. Needs the platform's entry of this reading in the same transaction, counts it, and tells the
-- workspace's own log. `item` is the table of the place that binds a piece; `facts` are ids, times and numbers.
create function tenancy.read_support(target uuid, grant_id uuid)
returns table (tenant_id uuid, item text, id uuid, place text, sealed bytea, facts jsonb)
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_column
declare
  operator uuid := tenancy.current_principal();
  g public.support_grant;
  since timestamptz;
begin
  if tenancy.platform_role() is distinct from 'operator' then
    raise exception 'support access is an operator’s' using errcode = 'insufficient_privilege';
  end if;
  if not exists (select from public.platform_audit p where p.actor_id = operator and p.action = 'support.read'
      and p.subject_tenant = target and p.detail ->> 'grant' = grant_id::text
      and p.xact = pg_current_xact_id()::text::bigint) then
    raise exception 'reading needs its audit entry' using errcode = 'insufficient_privilege';
  end if;
  -- Whoever revokes waits for this reading, or this reading finds it revoked.
  select x.* into g from public.support_grant x
    where x.tenant_id = target and x.id = grant_id and x.operator_id = operator for update;
  if not found or not tenancy.support_in_force(target, grant_id) then return; end if;
  update public.support_grant x set reads = x.reads + 1, last_read_at = clock_timestamp(),
      first_read_at = coalesce(x.first_read_at, clock_timestamp())
    where x.tenant_id = target and x.id = grant_id;
  perform tenancy.note_support(g, 'support.read', null);
  since := coalesce(g.written_since, '-infinity');
  return query
    select g.tenant_id, 'support_grant', g.id, 'note', g.note_sealed, jsonb_build_object('kind', g.kind,
      'conversationId', g.conversation_id, 'messageId', g.message_id, 'grantedAt', g.granted_at, 'expiresAt', g.expires_at,
      'tenantName', t.name, 'granter', u.name)
    from public.tenant t left join public.app_user u on u.id = g.granted_by where t.id = target;
  if g.kind = 'trace' then
    return query select a.tenant_id, 'answer_trace', a.id, 'payload', a.payload_sealed,
        jsonb_build_object('requestId', a.request_id, 'createdAt', a.created_at)
      from public.answer_trace a where a.tenant_id = target and a.message_id = g.message_id
        and a.conversation_id = g.conversation_id;
    return;
  end if;
  return query select v.tenant_id, 'conversation', v.id, 'title', v.title_sealed, '{}'::jsonb
    from public.conversation v
    where v.tenant_id = target and v.id = g.conversation_id and v.created_at >= since;
  return query select m.tenant_id, 'message', m.id, 'text', m.text_sealed, jsonb_build_object('author', m.author,
      'state', m.state, 'ordinal', m.ordinal, 'requestId', m.request_id, 'createdAt', m.created_at)
    from public.message m
    where m.tenant_id = target and m.conversation_id = g.conversation_id and m.ordinal <= g.up_to and m.created_at >= since
    order by m.ordinal;
  return query select c.tenant_id, 'citation', c.id, 'quote', c.quote_sealed, jsonb_build_object('messageId', c.message_id,
      'ordinal', c.ordinal, 'offset', c.text_offset, 'page', c.page)
    from public.citation c join public.message m on m.tenant_id = c.tenant_id and m.id = c.message_id
    where c.tenant_id = target and m.conversation_id = g.conversation_id and m.ordinal <= g.up_to and m.created_at >= since
    order by m.ordinal, c.ordinal;
end $$;

-- Grants end with their conversation; that there were some stays. An erasure of the workspace removes them itself.
create function tenancy.end_conversation_support() returns trigger language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp as $$
declare
  g public.support_grant;
begin
  if tenancy.erasing_tenant() is not null then return null; end if;
  for g in update public.support_grant x set ended_at = clock_timestamp(), end_reason = 'removed', note_sealed = null
      where x.tenant_id = old.tenant_id and x.conversation_id = old.id and x.ended_at is null returning x.* loop
    perform tenancy.note_support(g, 'support.end', g.end_reason);
  end loop;
  return null;
end $$;

-- Nobody who left a workspace is named in what is left of it, and what they granted ends.
create function tenancy.forget_support() returns trigger language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp as $$
declare
  nobody constant uuid := '00000000-0000-0000-0000-000000000000';
  g public.support_grant;
begin
  if tenancy.erasing_tenant() is not null then return null; end if;
  for g in update public.support_grant x set ended_at = clock_timestamp(), end_reason = 'overtaken', note_sealed = null
      where x.tenant_id = old.tenant_id and x.ended_at is null and old.user_id in (x.granted_by, x.person_id)
      returning x.* loop
    perform tenancy.note_support(g, 'support.end', g.end_reason);
  end loop;
  update public.support_grant x set
      granted_by = case x.granted_by when old.user_id then nobody else x.granted_by end,
      person_id = case x.person_id when old.user_id then nobody else x.person_id end,
      ended_by = case x.ended_by when old.user_id then nobody else x.ended_by end
    where x.tenant_id = old.tenant_id and old.user_id in (x.granted_by, x.person_id, x.ended_by);
  return null;
end $$;

revoke all on function tenancy.note_support(public.support_grant, text, text), tenancy.may_read_since(uuid, uuid, uuid),
  tenancy.may_grant_support(uuid, uuid), tenancy.support_in_force(uuid, uuid), tenancy.support_stands(uuid, uuid),
  tenancy.end_fallen_support(uuid), tenancy.end_support_grants(), tenancy.support_operators(), tenancy.support_named(),
  tenancy.grant_support(uuid, text, uuid, uuid, bytea, integer), tenancy.revoke_support(uuid),
  tenancy.read_support(uuid, uuid), tenancy.end_conversation_support(), tenancy.forget_support() from public;
grant execute on function tenancy.support_operators(), tenancy.support_named(),
  tenancy.grant_support(uuid, text, uuid, uuid, bytea, integer),
  tenancy.revoke_support(uuid) to tenantry_app;
grant execute on function tenancy.support_stands(uuid, uuid) to tenantry_app, tenantry_operator;
grant execute on function tenancy.read_support(uuid, uuid) to tenantry_operator;
grant execute on function tenancy.end_support_grants() to tenantry_worker;
-- Whoever attaches a partition hands the trigger on to it.
grant execute on function tenancy.end_conversation_support(), tenancy.forget_support() to tenantry_owner;
reset role;
create trigger conversation_ends_support after delete on conversation
  for each row execute function tenancy.end_conversation_support();
create trigger membership_ends_support after delete on membership for each row execute function tenancy.forget_support();
set local role tenantry_definer;
revoke execute on function tenancy.forget_support() from tenantry_owner;
reset role;
revoke create on schema tenancy from tenantry_definer;
