-- A tenant's word on cheaper and shorter answers keeps its own parts, also since its budgets may name keys: what an operator
-- forbade stays forbidden.

grant create on schema tenancy to tenantry_definer;
set local role tenantry_definer;

-- As before, with both.
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
      'ownDowngradeModel', downgrade_model, 'ownDowngradeLength', downgrade_length),
      trim(why), tenancy.current_principal(), at);
  return newest.version + 1;
end $$;

reset role;
revoke create on schema tenancy from tenantry_definer;
