-- Turns of background work are charged by the weight that containments leave, the strictest of them, as answers are.
grant create on schema tenancy to tenantry_definer;
set local role tenantry_definer;

-- What containments leave of the tenant's weight at this moment: 1 for all of it.
create function tenancy.contained_share(tenant uuid) returns double precision language sql stable security definer
set search_path = pg_catalog, pg_temp as $$
  select coalesce(min((a ->> 'percent')::double precision / 100), 1)
  from public.containment c cross join lateral jsonb_array_elements(c.actions) a
  where c.tenant_id = contained_share.tenant and c.ended_at is null and c.until > clock_timestamp()
    and a ->> 'kind' = 'weight'
$$;

-- As before, and by the weight that is left.
create or replace function tenancy.charge_work(of_kind text, tenant uuid, cost bigint, at_time double precision)
returns table (charged double precision, lift integer) language sql volatile security definer
set search_path = pg_catalog, pg_temp as $$
  with turn as (
    select cost / (greatest(1, coalesce((select (p.manifest ->> 'weight')::double precision from public.policy_version p
        where p.tenant_id = tenant order by p.version desc limit 1), 1)) * tenancy.contained_share(tenant)) as amount,
      tenancy.work_key(of_kind, tenant, at_time) as key
  )
  insert into public.work_share as s (tenant_id, kind, unlifted, since_lift, started, backlogged)
    select tenant, of_kind, key + amount, at_time + amount, key, true from turn
  on conflict (tenant_id, kind) do update set
    unlifted = case when s.backlogged then s.unlifted else greatest(s.unlifted, s.since_lift) end
      + (select amount from turn),
    since_lift = case when s.backlogged then s.since_lift else at_time end + (select amount from turn),
    lifts = s.lifts + (not s.backlogged)::integer, started = excluded.started, backlogged = true
  returning (select amount from turn), s.lifts
$$;

revoke all on function tenancy.contained_share(uuid) from public;
reset role;
revoke create on schema tenancy from tenantry_definer;
