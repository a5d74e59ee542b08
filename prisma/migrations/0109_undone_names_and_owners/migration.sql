-- Folders, groups and tags that are deleted are hidden first, as documents are, so that it can be undone; people leave a
-- workspace by themselves, and owners share and hand over what they own, never the last of them.
alter table folder add column removed_at timestamptz;
alter table user_group add column removed_at timestamptz;
alter table tag add column removed_at timestamptz;

do $$
declare t text;
begin
  foreach t in array array['folder', 'user_group', 'tag'] loop
    execute format('create policy %I on %I as restrictive for select to tenantry_app
      using (removed_at is null or (select tenancy.current_role_name()) = %L)', t || '_not_removed', t, 'worker');
    execute format('create policy %I on %I for select to tenantry_definer using (true)', t || '_definer_names', t);
    execute format('create policy %I on %I for update to tenantry_definer using (true) with check (true)',
      t || '_definer_hide', t);
    execute format('create policy %I on %I for delete to tenantry_definer using (removed_at is not null)',
      t || '_definer_end', t);
    execute format('grant select (tenant_id, id, removed_at), update (removed_at), delete on %I to tenantry_definer', t);
  end loop;
end $$;
grant update (tag_ids) on document to tenantry_definer;

grant create on schema tenancy to tenantry_definer;
set local role tenantry_definer;

-- Hides one of the signed workspace, for whoever manages it. A folder must be empty of what is hidden too.
create function tenancy.hide_named(kind text, target_id uuid, at timestamptz) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  target uuid := tenancy.current_tenant();
begin
  if target is null or tenancy.current_role_name() not in ('owner', 'admin') then
    raise exception 'for owners and admins' using errcode = 'insufficient_privilege';
  end if;
  if kind = 'folder' then
    if exists (select from public.document d where d.tenant_id = target and d.folder_id = target_id) then
      raise exception 'the folder has documents' using errcode = 'foreign_key_violation';
    end if;
    update public.folder f set removed_at = at where f.tenant_id = target and f.id = target_id and f.removed_at is null;
  elsif kind = 'group' then
    update public.user_group g set removed_at = at where g.tenant_id = target and g.id = target_id and g.removed_at is null;
  elsif kind = 'tag' then
    update public.tag t set removed_at = at where t.tenant_id = target and t.id = target_id and t.removed_at is null;
  else
    return false;
  end if;
  return found;
end $$;

-- Shows it again, while the worker has not ended it.
create function tenancy.show_named(kind text, target_id uuid) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  target uuid := tenancy.current_tenant();
begin
  if target is null or tenancy.current_role_name() not in ('owner', 'admin') then
    raise exception 'for owners and admins' using errcode = 'insufficient_privilege';
  end if;
  if kind = 'folder' then
    update public.folder f set removed_at = null where f.tenant_id = target and f.id = target_id and f.removed_at is not null;
  elsif kind = 'group' then
    update public.user_group g set removed_at = null
      where g.tenant_id = target and g.id = target_id and g.removed_at is not null;
  elsif kind = 'tag' then
    update public.tag t set removed_at = null where t.tenant_id = target and t.id = target_id and t.removed_at is not null;
  else
    return false;
  end if;
  return found;
end $$;

-- Ends what was hidden before, of all tenants; a count. Documents lose a tag with it.
create function tenancy.end_hidden_names(hidden_before timestamptz) returns integer
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  ended integer := 0;
  n integer;
begin
  update public.document d set tag_ids = array_remove(d.tag_ids, t.id) from public.tag t
    where t.removed_at <= hidden_before and d.tenant_id = t.tenant_id and d.tag_ids @> array[t.id];
  delete from public.tag t where t.removed_at <= hidden_before;
  get diagnostics ended = row_count;
  delete from public.user_group g where g.removed_at <= hidden_before
    and not exists (select from public.folder_group f where f.tenant_id = g.tenant_id and f.group_id = g.id);
  get diagnostics n = row_count;
  ended := ended + n;
  delete from public.folder f where f.removed_at <= hidden_before
    and not exists (select from public.document d where d.tenant_id = f.tenant_id and d.folder_id = f.id);
  get diagnostics n = row_count;
  return ended + n;
end $$;

-- Whether anybody owns the signed workspace beside the context's person. Changes of owners take the turn of holds.
create function tenancy.owned_by_another() returns boolean language sql stable security definer
set search_path = pg_catalog, pg_temp as $$
  select exists (select from public.membership m where m.tenant_id = tenancy.current_tenant() and m.role = 'owner'
    and m.accepted_at is not null and m.user_id <> tenancy.current_principal())
$$;

-- Ends the membership of the context's own person, the last owner's excepted; what a hold keeps of the person stays, as when
-- somebody is removed. Whether it does.
create function tenancy.leave_workspace(at timestamptz) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  target uuid := tenancy.current_tenant();
  person uuid := tenancy.current_principal();
  own_role text;
begin
  if target is null or tenancy.current_role_name() not in ('owner', 'admin', 'member') then
    raise exception 'for people of the workspace' using errcode = 'insufficient_privilege';
  end if;
  perform tenancy.hold_person(person);
  perform tenancy.take_hold_turn(target);
  select m.role into own_role from public.membership m
    where m.tenant_id = target and m.user_id = person and m.accepted_at is not null;
  if own_role is null then
    raise exception 'not of the workspace any more' using errcode = 'insufficient_privilege';
  end if;
  if own_role = 'owner' and not tenancy.owned_by_another() then
    raise exception 'the last owner stays' using errcode = 'TO001';
  end if;
  if not tenancy.is_held(target, person) then
    delete from public.membership m where m.tenant_id = target and m.user_id = person;
    return false;
  end if;
  delete from public.group_member g where g.tenant_id = target and g.user_id = person;
  delete from public.folder_person f where f.tenant_id = target and f.user_id = person;
  update public.membership m set accepted_at = null, removed_at = leave_workspace.at, role = 'member'
    where m.tenant_id = target and m.user_id = person;
  return true;
end $$;

-- Makes a member who accepted an owner beside the one who asks. False when there is none such.
create function tenancy.make_owner(person uuid) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  target uuid := tenancy.current_tenant();
begin
  if target is null or tenancy.current_role_name() not in ('owner', 'admin', 'member') then
    raise exception 'owners make owners' using errcode = 'insufficient_privilege';
  end if;
  perform tenancy.take_hold_turn(target);
  -- Asked of the row, after the turn: whoever stepped down meanwhile makes nobody an owner.
  if not exists (select from public.membership m where m.tenant_id = target
      and m.user_id = tenancy.current_principal() and m.role = 'owner' and m.accepted_at is not null) then
    raise exception 'owners make owners' using errcode = 'insufficient_privilege';
  end if;
  update public.membership m set role = 'owner'
    where m.tenant_id = target and m.user_id = person and m.accepted_at is not null and m.role in ('admin', 'member');
  return found;
end $$;

-- Makes the owner who asks an admin, the last one excepted.
create function tenancy.step_down() returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  target uuid := tenancy.current_tenant();
begin
  if target is null or tenancy.current_role_name() is distinct from 'owner' then
    raise exception 'owners step down' using errcode = 'insufficient_privilege';
  end if;
  perform tenancy.take_hold_turn(target);
  if not tenancy.owned_by_another() then
    raise exception 'the last owner stays' using errcode = 'TO001';
  end if;
  update public.membership m set role = 'admin'
    where m.tenant_id = target and m.user_id = tenancy.current_principal() and m.role = 'owner';
  return found;
end $$;

revoke all on function tenancy.hide_named(text, uuid, timestamptz), tenancy.show_named(text, uuid),
  tenancy.end_hidden_names(timestamptz), tenancy.owned_by_another(), tenancy.leave_workspace(timestamptz),
  tenancy.make_owner(uuid), tenancy.step_down() from public;
grant execute on function tenancy.hide_named(text, uuid, timestamptz), tenancy.show_named(text, uuid),
  tenancy.leave_workspace(timestamptz), tenancy.make_owner(uuid), tenancy.step_down() to tenantry_app;
grant execute on function tenancy.end_hidden_names(timestamptz) to tenantry_worker;
reset role;
revoke create on schema tenancy from tenantry_definer;
