-- Kept answers of keys that ask nothing any more go too when they are over.

-- The definer sees what is over and nothing else, whatever a function of its asks for.
create policy idempotent_answer_definer on idempotent_answer for select to tenantry_definer
  using (expires_at < clock_timestamp());
create policy idempotent_answer_definer_end on idempotent_answer for delete to tenantry_definer
  using (expires_at < clock_timestamp());
grant select (tenant_id, id, expires_at), delete on idempotent_answer to tenantry_definer;

grant create on schema tenancy to tenantry_definer;
set local role tenantry_definer;

-- Of all tenants; returns how many went.
create function tenancy.remove_ended_answers(how_many integer)
returns integer language sql volatile security definer set search_path = pg_catalog, pg_temp as $$
  with due as (
    select a.tenant_id, a.id from public.tenant t cross join lateral (
      select i.tenant_id, i.id from public.idempotent_answer i
      where i.tenant_id = t.id and i.expires_at < clock_timestamp()
      order by i.expires_at limit remove_ended_answers.how_many) a
    limit remove_ended_answers.how_many
  ), gone as (
    delete from public.idempotent_answer i using due d
    where i.tenant_id = d.tenant_id and i.id = d.id
    returning 1
  )
  select count(*)::integer from gone
$$;

revoke all on function tenancy.remove_ended_answers(integer) from public;
grant execute on function tenancy.remove_ended_answers(integer) to tenantry_worker;

reset role;
revoke create on schema tenancy from tenantry_definer;
