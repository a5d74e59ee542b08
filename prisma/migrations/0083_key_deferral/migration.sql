-- A key's question can wait too. Like its conversation it is the key's alone; it is answered under the key as it is then,
-- and when the key ends nothing is answered any more.

grant create on schema tenancy to tenantry_definer;
set local role tenantry_definer;

-- As before, and what waits goes with them.
create or replace function tenancy.end_member_conversations() returns trigger language plpgsql security definer
set search_path = pg_catalog, pg_temp as $$
begin
  delete from public.deferred_answer d where d.tenant_id = old.tenant_id and d.user_id = old.user_id;
  delete from public.conversation v where v.tenant_id = old.tenant_id and v.user_id = old.user_id;
  return null;
end $$;

-- As before, and of keys that hold.
do $$
declare
  change record;
  body text;
begin
  for change in select * from (values
    ($a$    and (m.accepted_at is null or u.disabled_at is not null);
$a$, $b$    and (m.accepted_at is null or u.disabled_at is not null);
  update public.deferred_answer d set state = 'cancelled', ended_at = claim_deferred.at, locked_by = null, locked_until = null
  from public.api_key k
  where d.state in ('waiting', 'running') and k.tenant_id = d.tenant_id and k.id = d.user_id
    and (k.revoked_at is not null or k.expires_at <= clock_timestamp());
$b$),
    ($a$u.id, u.name, u.email, m.role,
      tenancy.sign_context(c.tenant_id::text, u.id, 'user', m.role, lease)$a$,
      $b$c.user_id, coalesce(u.name, ''), coalesce(u.email, ''), coalesce(m.role, 'key'),
      case when m.role is not null then tenancy.sign_context(c.tenant_id::text, u.id, 'user', m.role, lease)
        else tenancy.sign_context(c.tenant_id::text, k.id, 'key', 'key', lease) end$b$),
    ($a$    join public.membership m on m.tenant_id = c.tenant_id and m.user_id = c.user_id and m.accepted_at is not null
    join public.app_user u on u.id = m.user_id;$a$,
      $b$    left join public.membership m on m.tenant_id = c.tenant_id and m.user_id = c.user_id and m.accepted_at is not null
    left join public.app_user u on u.id = m.user_id
    left join public.api_key k on k.tenant_id = c.tenant_id and k.id = c.user_id
    where m.role is not null or k.id is not null;$b$)
  ) c (was, becomes) loop
    body := pg_get_functiondef('tenancy.claim_deferred(text,interval,timestamptz)'::regprocedure);
    if strpos(body, change.was) = 0 then raise exception 'not as expected: %', change.was; end if;
    execute replace(body, change.was, change.becomes);
  end loop;
end $$;

-- As before, and for a key's while the key holds.
create or replace function tenancy.renew_deferred(tenant uuid, deferred uuid, worker text, lease interval)
returns table (context text) language sql volatile security definer set search_path = pg_catalog, pg_temp as $$
  with held as (
    update public.deferred_answer d set locked_until = clock_timestamp() + lease
    from public.tenant t, (
      select m.tenant_id, m.user_id as id, 'user' as kind, m.role
      from public.membership m join public.app_user u
        on u.id = m.user_id and u.disabled_at is null and m.accepted_at is not null
      union all select k.tenant_id, k.id, 'key', 'key' from public.api_key k
      where k.revoked_at is null and (k.expires_at is null or k.expires_at > clock_timestamp())) a
    where d.tenant_id = renew_deferred.tenant and d.id = renew_deferred.deferred and d.state = 'running'
      and d.locked_by = worker and t.id = d.tenant_id and t.state = 'active'
      and a.tenant_id = d.tenant_id and a.id = d.user_id
    returning d.tenant_id, a.id, a.kind, a.role
  )
  select tenancy.sign_context(h.tenant_id::text, h.id, h.kind, h.role, lease) from held h
$$;
reset role;

alter table deferred_answer drop constraint deferred_answer_tenant_id_user_id_fkey;
-- Whose a question is belongs to the workspace: a member, or a key.
create trigger deferred_answer_has_owner after insert on deferred_answer for each row
  execute function tenancy.require_conversation_owner();
revoke create on schema tenancy from tenantry_definer;
