-- What becomes of audit entries that are older than they are kept: who, when, what and the rest of it go, and the leaf's hash
-- stays, so that every proof still verifies. How old an entry is says the first signed checkpoint that covers it, so whoever checks
-- an export can tell an entry that was kept long enough from one that was taken away. A legal hold keeps the log of its tenant.

alter table audit_leaf alter column body drop not null;
comment on column audit_leaf.body is 'Null when the entry is older than it is kept.';
-- What is placed and not over, in the order of its log; an entry that is written has no place yet and pays nothing for it.
create index audit_leaf_told on audit_leaf (log_id, place) where body is not null and place is not null;
create index audit_checkpoint_age on audit_checkpoint (log_id, at);

-- No younger one may go, whatever is asked for.
create policy audit_entry_definer_expire on audit_entry for delete to tenantry_definer
  using (at < clock_timestamp() - interval '1 year');
create policy audit_entry_definer_read on audit_entry for select to tenantry_definer using (true);
grant select on audit_entry to tenantry_definer;
create policy audit_entry_definer_expiry on audit_entry for insert to tenantry_definer
  with check (action = 'audit.expire' and actor_kind = 'system');
create policy platform_audit_definer_expire on platform_audit for delete to tenantry_definer
  using (at < clock_timestamp() - interval '1 year');
create policy platform_audit_definer_expiry on platform_audit for insert to tenantry_definer
  with check (action = 'audit.expire' and actor_role = 'system');
grant delete on platform_audit to tenantry_definer;
create policy audit_leaf_definer_expire on audit_leaf for update to tenantry_definer
  using (place is not null) with check (body is null);
grant update (body) on audit_leaf to tenantry_definer;

grant create on schema tenancy to tenantry_definer;
set local role tenantry_definer;

-- A leaf has its place once, and its body goes or stays: the definer may change these two columns alone.
create function tenancy.keep_audit_leaf() returns trigger language plpgsql stable security definer
set search_path = pg_catalog, pg_temp as $$
begin
  raise exception 'a leaf is what it is' using errcode = 'insufficient_privilege';
end $$;

-- Ends entries that a checkpoint covered before that moment, the first written first, of `how_many` leaves at a time; how many
-- ended. Null where another process does so. What it did to a log is an entry of that log, or of the platform's where the tenant
-- is erased.
create function tenancy.expire_audit(before timestamptz, at timestamptz, how_many integer) returns integer
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  nobody constant uuid := '00000000-0000-0000-0000-000000000000';
  ended record;
  total integer := 0;
begin
  if before > clock_timestamp() - interval '1 year' then
    raise exception 'audit entries are kept for a year at least' using errcode = 'insufficient_privilege';
  end if;
  if not pg_try_advisory_xact_lock(hashtextextended('audit expiry', 0)) then
    return null;
  end if;
  for ended in
    with grown as (
      select h.log_id from public.audit_head h
      where exists (select from public.audit_checkpoint c where c.log_id = h.log_id and c.at < before)
        and not exists (select from public.legal_hold k where k.tenant_id = h.log_id and k.lifted_at is null)
    ), due as (
      select l.ordinal, l.log_id, l.entry_id from grown g
      cross join lateral (select x.ordinal, x.log_id, x.entry_id, x.place from public.audit_leaf x
        where x.log_id = g.log_id and x.body is not null and x.place is not null
          and not exists (select from public.platform_audit p join public.legal_hold k on k.tenant_id = p.subject_tenant
            where x.log_id = nobody and p.id = x.entry_id and k.lifted_at is null)
        order by x.place limit how_many) l
      where (select c.at from public.audit_checkpoint c where c.log_id = l.log_id and c.size > l.place order by c.size limit 1) < before
        and not exists (select from public.audit_entry e where e.tenant_id = l.log_id and e.id = l.entry_id and e.at >= before)
        and not exists (select from public.platform_audit p where l.log_id = nobody and p.id = l.entry_id and p.at >= before)
      limit how_many
    ), bare as (
      update public.audit_leaf l set body = null from due d where l.ordinal = d.ordinal returning l.log_id, l.entry_id
    ), entries as (
      delete from public.audit_entry e using due d where e.tenant_id = d.log_id and e.id = d.entry_id
    ), platform as (
      delete from public.platform_audit p using due d where d.log_id = nobody and p.id = d.entry_id
    ), sights as (
      delete from public.document_sight s using due d where s.tenant_id = d.log_id and s.entry_id = d.entry_id
    )
    select b.log_id, count(*)::integer as entries, exists (select from public.tenant t where t.id = b.log_id) as here
    from bare b group by b.log_id
  loop
    if ended.here then
      insert into public.audit_entry (tenant_id, id, at, actor_kind, actor_id, action, object_kind, object_id, outcome, detail)
        values (ended.log_id, gen_random_uuid(), expire_audit.at, 'system', nobody, 'audit.expire', 'workspace', ended.log_id, 'ok',
          jsonb_build_object('entries', ended.entries, 'before', to_char(before at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')));
    else
      insert into public.platform_audit (id, at, actor_id, actor_role, action, subject_tenant, reason, detail)
        values (gen_random_uuid(), expire_audit.at, nobody, 'system', 'audit.expire', nullif(ended.log_id, nobody),
          'Older than audit entries are kept',
          jsonb_build_object('entries', ended.entries, 'before', to_char(before at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')));
    end if;
    total := total + ended.entries;
  end loop;
  return total;
end $$;

revoke all on function tenancy.keep_audit_leaf(), tenancy.expire_audit(timestamptz, timestamptz, integer) from public;
grant execute on function tenancy.expire_audit(timestamptz, timestamptz, integer) to tenantry_worker;
grant execute on function tenancy.keep_audit_leaf() to tenantry_owner;
reset role;
create trigger audit_leaf_kept before update of place, body on audit_leaf for each row
  when (old.place is not null and new.place is distinct from old.place
    or new.body is not null and new.body is distinct from old.body)
  execute function tenancy.keep_audit_leaf();
set local role tenantry_definer;
revoke execute on function tenancy.keep_audit_leaf() from tenantry_owner;
reset role;
revoke create on schema tenancy from tenantry_definer;
