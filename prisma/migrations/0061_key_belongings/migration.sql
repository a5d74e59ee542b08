-- What a key asks belongs to the key, as a person's conversations belong to the person: nobody else reads them, and they
-- end by the workspace's rule. A budget can name a key.

grant create on schema tenancy to tenantry_definer;
set local role tenantry_definer;

-- Whose a conversation is belongs to the workspace and stays until the row is there: what a reference to `membership`
-- did while only people asked.
create function tenancy.require_conversation_owner() returns trigger language plpgsql security definer
set search_path = pg_catalog, pg_temp as $$
begin
  perform from public.membership m where m.tenant_id = new.tenant_id and m.user_id = new.user_id for key share;
  if found then return null; end if;
  perform from public.api_key k where k.tenant_id = new.tenant_id and k.id = new.user_id for key share;
  if found then return null; end if;
  raise exception 'a conversation needs a member or a key of the workspace' using errcode = 'foreign_key_violation';
end $$;

-- And they go with the person.
create function tenancy.end_member_conversations() returns trigger language plpgsql security definer
set search_path = pg_catalog, pg_temp as $$
begin
  delete from public.conversation v where v.tenant_id = old.tenant_id and v.user_id = old.user_id;
  return null;
end $$;

-- The rule for the context's own person or key.
create or replace function tenancy.own_conversation_rule() returns table (days integer, not_before timestamptz, held boolean)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select r.* from tenancy.claims() c, tenancy.conversation_rule(c[1]::uuid, c[2]::uuid) r where c[3] in ('user', 'key')
$$;

-- As before, and those of keys.
create or replace function tenancy.end_conversations(how_many integer)
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
    from (select o.user_id, r.* from (
          select m.user_id from public.membership m where m.tenant_id = target
          union all select k.id from public.api_key k where k.tenant_id = target) o,
        lateral tenancy.conversation_rule(target, o.user_id) r
      where not r.held) p
    join public.conversation v on v.tenant_id = target and v.user_id = p.user_id
    where greatest(v.updated_at + make_interval(days => p.days), p.not_before) <= clock_timestamp()
    order by v.updated_at limit how_many) d;
  return query select coalesce(array_length(due, 1), 0)::bigint,
    (select count(*) from public.message m where m.tenant_id = target and m.conversation_id = any(due)),
    (select count(*) from public.citation c join public.message m on m.tenant_id = c.tenant_id and m.id = c.message_id
      where c.tenant_id = target and m.conversation_id = any(due));
  delete from public.deferred_answer w where w.tenant_id = target and w.conversation_id = any(due);
  delete from public.conversation v where v.tenant_id = target and v.id = any(due);
end $$;

-- As before, and a key that a rule names is one of the workspace.
create or replace function tenancy.set_own_budgets(based_on integer, rules jsonb, downgrade_model boolean, downgrade_length boolean,
  why text, at timestamptz) returns integer
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  target uuid := tenancy.current_tenant();
  newest record;
begin
  if target is null or tenancy.current_role_name() not in ('owner', 'admin') then
    raise exception 'own budgets are for the owner and admins' using errcode = 'insufficient_privilege';
  end if;
  if rules is null or downgrade_model is null or downgrade_length is null or jsonb_typeof(rules) <> 'array'
    or jsonb_array_length(rules) > 100 or length(coalesce(trim(why), '')) not between 3 and 500 then
    raise exception 'not a list of budgets with a reason' using errcode = 'check_violation';
  end if;
  if exists (select from jsonb_array_elements(rules) r where jsonb_typeof(r) <> 'object'
      or coalesce(r ->> 'scope', '') not in ('tenant', 'user', 'key', 'model', 'feature')
      or coalesce(r ->> 'period', '') not in ('minute', 'day', 'month')
      or r - array['scope', 'subject', 'period', 'tokens', 'priceNano', 'softPercent', 'graceMinutes'] <> '{}'
      or length(r ->> 'subject') > 100
      or coalesce(r ->> 'tokens', '1') !~ '^[1-9][0-9]{0,12}$' or coalesce(r ->> 'priceNano', '0') !~ '^[0-9]{1,18}$'
      or coalesce(r ->> 'softPercent', '1') !~ '^([1-9][0-9]?|100)$'
      or coalesce(r ->> 'graceMinutes', '0') !~ '^[0-9]{1,5}$') then
    raise exception 'not a budget' using errcode = 'check_violation';
  end if;
  if exists (select from jsonb_array_elements(rules) r where r ->> 'scope' = 'user' and r ->> 'subject' is not null
      and not exists (select from public.membership m where m.tenant_id = target and m.user_id::text = r ->> 'subject')) then
    raise exception 'a budget names somebody who is not a member' using errcode = 'foreign_key_violation';
  end if;
  if exists (select from jsonb_array_elements(rules) r where r ->> 'scope' = 'key' and r ->> 'subject' is not null
      and not exists (select from public.api_key k where k.tenant_id = target and k.id::text = r ->> 'subject')) then
    raise exception 'a budget names a key that is not there' using errcode = 'foreign_key_violation';
  end if;
  select p.version, p.manifest into strict newest from public.policy_version p
    where p.tenant_id = target order by p.version desc limit 1;
  if newest.version <> based_on then
    raise exception 'version % is in force by now', newest.version using errcode = 'unique_violation';
  end if;
  insert into public.policy_version (tenant_id, version, manifest, reason, author_id, created_at)
    values (target, newest.version + 1, newest.manifest || jsonb_build_object('ownBudgets', rules,
      'downgradeModel', downgrade_model, 'downgradeLength', downgrade_length),
      trim(why), tenancy.current_principal(), at);
  return newest.version + 1;
end $$;

revoke all on function tenancy.require_conversation_owner(), tenancy.end_member_conversations() from public;
-- Whoever attaches a partition hands the trigger on to it.
grant execute on function tenancy.require_conversation_owner(), tenancy.end_member_conversations() to tenantry_owner;
reset role;

alter table conversation drop constraint conversation_tenant_id_user_id_fkey;
-- After: what a policy refuses is refused by it, and tells nothing of who is where.
create trigger conversation_has_owner after insert on conversation for each row
  execute function tenancy.require_conversation_owner();
create trigger membership_ends_conversations after delete on membership for each row
  execute function tenancy.end_member_conversations();

set local role tenantry_definer;
revoke execute on function tenancy.end_member_conversations() from tenantry_owner;
reset role;
revoke create on schema tenancy from tenantry_definer;
