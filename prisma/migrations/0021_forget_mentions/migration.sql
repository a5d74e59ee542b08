-- What tables that came after the erasure of a person keep of the person, and what of them a hold's proof does not see.

grant select (tenant_id, id, user_id), update (user_id) on injection_attempt to tenantry_definer;
grant select (tenant_id, id, author_id), update (author_id) on persona to tenantry_definer;
grant update (user_id) on legal_hold to tenantry_definer;
do $$
declare
  t text;
  c text;
begin
  for t, c in values ('injection_attempt', 'user_id'), ('persona', 'author_id'), ('legal_hold', 'user_id') loop
    if t <> 'legal_hold' then
      execute format('create policy %I on %I for select to tenantry_definer using (true)', t || '_definer', t);
    end if;
    execute format($f$create policy %I on %I for update to tenantry_definer using (true)
      with check (%I = '00000000-0000-0000-0000-000000000000')$f$, t || '_definer_forget', t, c);
  end loop;
end $$;
alter policy persona_read on persona using ((select tenancy.current_role_name()) <> 'hold');

grant create on schema tenancy to tenantry_definer;
set local role tenantry_definer;

-- Names nobody where the person was named. Holds that were lifted are among it; one in force forbids the erasure.
create function tenancy.forget_mentions(target uuid, person uuid) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  nobody constant uuid := '00000000-0000-0000-0000-000000000000';
begin
  update public.injection_attempt a set user_id = nobody where a.tenant_id = target and a.user_id = person;
  update public.persona p set author_id = nobody where p.tenant_id = target and p.author_id = person;
  update public.legal_hold h set user_id = nobody
    where h.tenant_id = target and h.user_id = person and h.lifted_at is not null;
  return true;
end $$;

create or replace function tenancy.erase_member(person uuid) returns jsonb language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp as $$
declare
  target uuid := tenancy.current_tenant();
begin
  if not tenancy.runs_operation('erase_member') then
    raise exception 'only a running erasure erases a member' using errcode = 'insufficient_privilege';
  end if;
  if exists (select from public.membership m
    where m.tenant_id = target and m.user_id = person and m.role = 'owner') then
    raise exception 'an owner is not erased' using errcode = 'insufficient_privilege';
  end if;
  perform tenancy.forget_mentions(target, person);
  return tenancy.forget_person(target, person);
end $$;

create or replace function tenancy.forget_again(target uuid, person uuid, erased_at timestamptz) returns jsonb
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  if not exists (select from public.membership m where m.tenant_id = target and m.user_id = person
    and m.created_at < erased_at) then return null; end if;
  perform tenancy.forget_mentions(target, person);
  return tenancy.forget_person(target, person);
end $$;

revoke all on function tenancy.forget_mentions(uuid, uuid) from public;
reset role;
revoke create on schema tenancy from tenantry_definer;
