-- Who is removed while a legal hold keeps what they wrote loses every access at once; what the hold keeps stays, and
-- goes two weeks after it is lifted.
alter table membership add column removed_at timestamptz,
  add constraint membership_removed_check check (removed_at is null or accepted_at is null);

-- What the definer functions below need.
grant update (removed_at, role, created_at) on membership to tenantry_definer;
grant delete on group_member, folder_person to tenantry_definer;
create policy group_member_definer_end on group_member for delete to tenantry_definer using (true);
create policy folder_person_definer_end on folder_person for delete to tenantry_definer using (true);

grant create on schema tenancy to tenantry_definer;
set local role tenantry_definer;

-- Shuts a member out, for whoever manages that member, while a hold keeps what the person wrote; false where none does,
-- and then nothing changes. A pending invitation is worth nothing either way.
create function tenancy.shut_out_member(person uuid, at timestamptz) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  target uuid := tenancy.current_tenant();
  acting text := tenancy.current_role_name();
begin
  perform tenancy.hold_person(person);
  -- A hold that is placed in this moment comes before or after.
  perform tenancy.take_hold_turn(target);
  if not exists (select from public.membership m where m.tenant_id = target and m.user_id = person and (
    acting = 'owner' and m.role in ('admin', 'member') or acting = 'admin' and m.role = 'member')) then
    raise exception 'not allowed to remove this member' using errcode = 'insufficient_privilege';
  end if;
  delete from public.one_time_link l where l.for_tenant = target and l.user_id = person;
  if not tenancy.is_held(target, person) then return false; end if;
  delete from public.group_member g where g.tenant_id = target and g.user_id = person;
  delete from public.folder_person f where f.tenant_id = target and f.user_id = person;
  update public.membership m set accepted_at = null, removed_at = shut_out_member.at
    where m.tenant_id = target and m.user_id = person;
  return true;
end $$;

-- What a hold kept of people who were removed goes two weeks after nothing holds it. For a running retention; how many they were.
create function tenancy.end_removed_members() returns bigint language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp as $$
declare
  target uuid := tenancy.current_tenant();
  ended bigint;
begin
  if not tenancy.runs_operation('retention') then
    raise exception 'only a running retention ends memberships' using errcode = 'insufficient_privilege';
  end if;
  delete from public.membership m
    where m.tenant_id = target and m.removed_at is not null and not tenancy.is_held(target, m.user_id)
      and not exists (select from public.legal_hold h where h.tenant_id = target
        and (h.user_id is null or h.user_id = m.user_id) and h.lifted_at > clock_timestamp() - interval '14 days');
  get diagnostics ended = row_count;
  return ended;
end $$;

-- As before, and whoever was removed under a hold can come back.
create or replace function tenancy.admit(target uuid, new_id uuid, person_email text, person_name text, person_role text,
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
  update public.membership m set removed_at = null, role = person_role, created_at = at,
      accepted_at = case when accepted then at end
    where m.tenant_id = target and m.user_id = person_id and m.removed_at is not null;
  if found then return; end if;
  insert into public.membership (tenant_id, user_id, role, created_at, accepted_at)
    values (target, person_id, person_role, at, case when accepted then at end);
end $$;

revoke all on function tenancy.shut_out_member(uuid, timestamptz), tenancy.end_removed_members() from public;
grant execute on function tenancy.shut_out_member(uuid, timestamptz), tenancy.end_removed_members() to tenantry_app;
reset role;
revoke create on schema tenancy from tenantry_definer;
