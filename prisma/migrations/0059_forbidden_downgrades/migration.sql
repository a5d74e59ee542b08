-- Whether an answer may be cheaper or shorter is said twice, by operators and by the tenant: it may when both allow it, so that what an
-- operator forbade stays forbidden. And operators see who a budget is about.

-- What a tenant's own people forbade until now is theirs to allow again.
alter table policy_version no force row level security;
alter table app_user no force row level security;
insert into policy_version (tenant_id, version, manifest, reason, author_id, created_at)
  select p.tenant_id, p.version + 1, p.manifest || jsonb_build_object('downgradeModel', true, 'downgradeLength', true,
      'ownDowngradeModel', coalesce((p.manifest ->> 'downgradeModel')::boolean, true),
      'ownDowngradeLength', coalesce((p.manifest ->> 'downgradeLength')::boolean, true)),
    'What the workspace forbade is kept apart from what operators forbid', p.author_id, clock_timestamp()
  from (select distinct on (v.tenant_id) v.* from policy_version v order by v.tenant_id, v.version desc) p
  join app_user u on u.id = p.author_id and u.platform_role is null
  where p.manifest ->> 'downgradeModel' = 'false' or p.manifest ->> 'downgradeLength' = 'false';
alter table policy_version force row level security;
alter table app_user force row level security;

-- Until a person has accepted, the platform's people see the address that was invited and not the account.
grant select (accepted_at, removed_at) on membership to tenantry_operator, tenantry_auditor;

grant create on schema tenancy to tenantry_definer;
set local role tenantry_definer;

-- As before, but the tenant's word on cheaper and shorter answers has parts of its own.
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
  select p.version, p.manifest into strict newest from public.policy_version p
    where p.tenant_id = target order by p.version desc limit 1;
  if newest.version <> based_on then
    raise exception 'version % is in force by now', newest.version using errcode = 'unique_violation';
  end if;
  insert into public.policy_version (tenant_id, version, manifest, reason, author_id, created_at)
    values (target, newest.version + 1, newest.manifest || jsonb_build_object('ownBudgets', rules,
      'ownDowngradeModel', downgrade_model, 'ownDowngradeLength', downgrade_length),
      trim(why), tenancy.current_principal(), at);
  return newest.version + 1;
end $$;

reset role;
revoke create on schema tenancy from tenantry_definer;
