-- The time of an answer must not say whether an address exists. One query for all of it is planned by what the tables
-- hold: it looked the session up only where the tenant exists. Here each look-up is a statement of its own, and each
-- refusal has run all of them.
grant create on schema tenancy to tenantry_definer;
set local role tenantry_definer;

create or replace function tenancy.mint(token_hash bytea, slug text)
returns table (tenant_id uuid, tenant_name text, plan text, state text, isolation_tier text, time_zone text,
  user_id uuid, user_name text, user_email text, role text, policy_version integer, context text)
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_column
declare
  nobody constant uuid := '00000000-0000-0000-0000-000000000000';
  person uuid;
  target uuid;
  own_role text;
begin
  person := coalesce(tenancy.session_user_id(mint.token_hash), nobody);
  -- The row of the next address where there is none of this: a row is read either way.
  target := (select case when n.slug = mint.slug then n.id end from
    (select t.id, t.slug from public.tenant t where t.slug >= mint.slug order by t.slug limit 1) n);
  -- Nor is an index searched for null: where there is no tenant, for an id that none has.
  own_role := (select m.role from public.membership m
    where m.tenant_id = coalesce(target, person) and m.user_id = person and m.accepted_at is not null);
  if own_role is null then return; end if;
  return query
    select t.id, t.name, t.plan, t.state, t.isolation_tier, t.time_zone, u.id, u.name, u.email, own_role,
      (select max(p.version) from public.policy_version p where p.tenant_id = t.id),
      case when t.state = 'active' then tenancy.sign_context(t.id::text, u.id, 'user', own_role, interval '60 seconds') end
    from public.tenant t, public.app_user u
    where t.id = target and u.id = person and t.state in ('active', 'suspended');
end $$;

reset role;
revoke create on schema tenancy from tenantry_definer;
