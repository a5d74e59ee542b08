-- Since when a tenant has had a plan: what shares a month's fee and included usage between two plans, and by what plan's
-- prices an earlier call went. Written by the change itself, whoever makes it; nobody edits it.
create table tenant_plan (
  tenant_id uuid not null references tenant (id),
  since timestamptz not null,
  plan text not null check (plan in ('free', 'starter', 'professional', 'enterprise')),
  primary key (tenant_id, since)
);

-- Until now no plan was ever changed.
alter table tenant no force row level security;
insert into tenant_plan (tenant_id, since, plan) select id, created_at, plan from tenant;
alter table tenant force row level security;

alter table tenant_plan enable row level security;
alter table tenant_plan force row level security;
create policy tenant_plan_own_tenant on tenant_plan as restrictive to tenantry_app
  using (tenant_id = (select tenancy.current_tenant())) with check (tenant_id = (select tenancy.current_tenant()));
create policy tenant_plan_read on tenant_plan for select to tenantry_app using ((select tenancy.current_role_name()) <> 'hold');
grant select on tenant_plan to tenantry_app;
do $$
declare r text;
begin
  foreach r in array array['operator', 'finance', 'auditor'] loop
    execute format('create policy %I on tenant_plan for select to %I using ((select tenancy.platform_role()) = %L)',
      'tenant_plan_' || r, 'tenantry_' || r, r);
    execute format('grant select on tenant_plan to %I', 'tenantry_' || r);
  end loop;
end $$;
create policy tenant_plan_definer on tenant_plan for select to tenantry_definer using (true);
create policy tenant_plan_definer_add on tenant_plan for insert to tenantry_definer with check (true);
create policy tenant_plan_definer_end on tenant_plan for delete to tenantry_definer using (true);
grant select, insert, delete on tenant_plan to tenantry_definer;

grant create on schema tenancy to tenantry_definer;
set local role tenantry_definer;

create function tenancy.note_plan() returns trigger language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp as $$
begin
  if tg_op = 'INSERT' then
    insert into public.tenant_plan (tenant_id, since, plan) values (new.id, new.created_at, new.plan);
  else
    insert into public.tenant_plan (tenant_id, since, plan) values (new.id, clock_timestamp(), new.plan);
  end if;
  return null;
end $$;

-- The plan that a tenant had at a time; the first one also before. With the caller's rights.
create function tenancy.plan_at(tenant uuid, at timestamptz) returns text language sql stable
set search_path = pg_catalog, pg_temp as $$
  select p.plan from public.tenant_plan p where p.tenant_id = plan_at.tenant
  order by p.since <= plan_at.at desc, case when p.since <= plan_at.at then p.since end desc, p.since limit 1
$$;

revoke all on function tenancy.note_plan(), tenancy.plan_at(uuid, timestamptz) from public;
grant execute on function tenancy.plan_at(uuid, timestamptz) to tenantry_finance;
grant execute on function tenancy.note_plan() to tenantry_owner;
reset role;
create trigger tenant_plan_begins after insert on tenant for each row execute function tenancy.note_plan();
create trigger tenant_plan_changes after update of plan on tenant for each row when (old.plan is distinct from new.plan)
  execute function tenancy.note_plan();
set local role tenantry_definer;
revoke execute on function tenancy.note_plan() from tenantry_owner;
reset role;
revoke create on schema tenancy from tenantry_definer;
