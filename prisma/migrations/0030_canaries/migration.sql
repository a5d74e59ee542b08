-- Whoever becomes a canary is left out of alerts and of the fleet: only what the self-test makes, by its address and
-- its owner's, and only while nothing is in it.
grant create on schema tenancy to tenantry_definer;
set local role tenantry_definer;

create or replace function tenancy.become_canary(target uuid) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  if tenancy.platform_role() is distinct from 'operator' then
    raise exception 'a canary needs an operator' using errcode = 'insufficient_privilege';
  end if;
  update public.tenant t set canary = true
    where t.id = target and t.slug like 'canary-%' and t.created_at > clock_timestamp() - interval '10 minutes'
      and not exists (select from public.document d where d.tenant_id = t.id)
      and not exists (select from public.membership m join public.app_user u on u.id = m.user_id
        where m.tenant_id = t.id and u.email not like '%@self-test.invalid');
  return found;
end $$;

reset role;
revoke create on schema tenancy from tenantry_definer;
