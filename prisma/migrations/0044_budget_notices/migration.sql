-- What people are told of budgets: that a threshold was reached, and that an answer was cheaper or shorter than wanted.

-- {from: model wanted, model?, outputTokens?, because: {scope, period, unit}}: codes and numbers, no content.
alter table request add column downgraded jsonb check (jsonb_typeof(downgraded) = 'object');
alter table message add column downgraded jsonb check (jsonb_typeof(downgraded) = 'object');

-- One for each counter and threshold, whoever reached it first. For the owner and admins.
create table budget_notice (
  tenant_id uuid not null references tenant (id),
  id uuid not null,
  scope text not null check (scope in ('tenant', 'user', 'key', 'model', 'feature')),
  scope_id text not null,
  period text not null check (period in ('day', 'month')),
  period_start timestamptz not null,
  unit text not null check (unit in ('tokens', 'price')),
  percent smallint not null check (percent between 1 and 100),
  at timestamptz not null,
  read_at timestamptz,
  read_by uuid,
  primary key (tenant_id, id),
  unique (tenant_id, scope, scope_id, period, period_start, percent)
);
create index budget_notice_listing on budget_notice (tenant_id, at desc);
alter table budget_notice enable row level security;
alter table budget_notice force row level security;
create policy budget_notice_own_tenant on budget_notice as restrictive to tenantry_app
  using (tenant_id = (select tenancy.current_tenant())) with check (tenant_id = (select tenancy.current_tenant()));
create policy budget_notice_read on budget_notice for select to tenantry_app
  using ((select tenancy.current_role_name()) in ('owner', 'admin'));
create policy budget_notice_mark on budget_notice for update to tenantry_app
  using ((select tenancy.current_role_name()) in ('owner', 'admin'))
  with check (read_by = (select tenancy.current_principal()));
grant select, update (read_at, read_by) on budget_notice to tenantry_app;
create policy budget_notice_definer on budget_notice for select to tenantry_definer using (true);
create policy budget_notice_definer_add on budget_notice for insert to tenantry_definer with check (true);
create policy budget_notice_definer_end on budget_notice for delete to tenantry_definer using (scope = 'user');
grant select, insert, delete on budget_notice to tenantry_definer;
grant select, update (told_percent) on budget_counter to tenantry_definer;

grant create on schema tenancy to tenantry_definer;
set local role tenantry_definer;

-- A clock that went back finds the counters of the earlier day or month as they were. One that was never there is not
-- made, or going back would give a new budget: nothing is admitted until time has caught up. A minute's is made, since
-- the clocks of two machines differ by more than nothing; it gives one minute's tokens at most.
create function tenancy.refuse_earlier_counter() returns trigger language plpgsql security definer
set search_path = pg_catalog, pg_temp as $$
begin
  if new.period <> 'minute' and exists (select from public.budget_counter b where b.tenant_id = new.tenant_id
      and b.scope = new.scope and b.scope_id = new.scope_id and b.period = new.period and b.period_start > new.period_start)
    and not exists (select from public.budget_counter b where b.tenant_id = new.tenant_id
      and b.scope = new.scope and b.scope_id = new.scope_id and b.period = new.period and b.period_start = new.period_start) then
    raise exception 'a budget of a later period is counted already' using errcode = 'TH003';
  end if;
  return new;
end $$;

-- Thresholds that were reached, [{scope, scopeId, period, periodStart, unit, percent}], each told once however many
-- reach it at the same moment: the counter's row says up to where people were told. In the order in which budgets are
-- locked everywhere. For every context of the signed tenant, a hold's too; returns how many notices were made.
create function tenancy.tell_budgets(reached jsonb, at timestamptz) returns integer
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  target uuid := tenancy.current_tenant();
  made integer;
begin
  if target is null then
    raise exception 'telling needs a tenant' using errcode = 'insufficient_privilege';
  end if;
  perform from public.budget_counter b
    join jsonb_to_recordset(reached) r (scope text, "scopeId" text, period text, "periodStart" timestamptz)
      on b.scope = r.scope and b.scope_id = r."scopeId" and b.period = r.period and b.period_start = r."periodStart"
    where b.tenant_id = target
    order by b.tenant_id, b.scope, b.scope_id, b.period, b.period_start for update of b;
  with told as (
    update public.budget_counter b set told_percent = r.percent
    from jsonb_to_recordset(reached) r (scope text, "scopeId" text, period text, "periodStart" timestamptz, unit text,
      percent smallint)
    where b.tenant_id = target and b.scope = r.scope and b.scope_id = r."scopeId" and b.period = r.period
      and b.period_start = r."periodStart" and b.told_percent < r.percent
    returning b.scope, b.scope_id, b.period, b.period_start, r.unit, r.percent
  )
  insert into public.budget_notice (tenant_id, id, scope, scope_id, period, period_start, unit, percent, at)
    select target, gen_random_uuid(), t.scope, t.scope_id, t.period, t.period_start, t.unit, t.percent, tell_budgets.at
    from told t on conflict do nothing;
  get diagnostics made = row_count;
  return made;
end $$;

-- As before, with a person's budgets among what goes: a counter names whom it is about by text now.
create or replace function tenancy.forget_person(target uuid, person uuid) returns jsonb
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  nobody constant uuid := '00000000-0000-0000-0000-000000000000';
  counted jsonb;
  n bigint;
begin
  perform tenancy.hold_person(person);
  if tenancy.is_held(target, person) and session_user <> 'tenantry_worker' then
    raise exception 'kept under a legal hold' using errcode = 'TH001';
  end if;
  select jsonb_build_object(
    'conversations', (select count(*) from public.conversation v where v.tenant_id = target and v.user_id = person),
    'messages', (select count(*) from public.message m where m.tenant_id = target and m.user_id = person),
    'citations', (select count(*) from public.citation c where c.tenant_id = target and c.user_id = person),
    'groups', (select count(*) from public.group_member g where g.tenant_id = target and g.user_id = person),
    'folders', (select count(*) from public.folder_person f where f.tenant_id = target and f.user_id = person)
  ) into counted;
  delete from public.membership m where m.tenant_id = target and m.user_id = person;
  get diagnostics n = row_count;
  counted := counted || jsonb_build_object('memberships', n);
  delete from public.budget_counter b where b.tenant_id = target and b.scope = 'user' and b.scope_id = person::text;
  delete from public.budget_notice o where o.tenant_id = target and o.scope = 'user' and o.scope_id = person::text;
  update public.request r set principal_id = nobody where r.tenant_id = target and r.principal_id = person;
  get diagnostics n = row_count;
  counted := counted || jsonb_build_object('requests', n);
  update public.ledger_entry l set principal_id = nobody where l.tenant_id = target and l.principal_id = person;
  get diagnostics n = row_count;
  counted := counted || jsonb_build_object('ledgerEntries', n);
  update public.reservation r set principal_id = nobody where r.tenant_id = target and r.principal_id = person;
  update public.document d set created_by = nobody where d.tenant_id = target and d.created_by = person;
  get diagnostics n = row_count;
  counted := counted || jsonb_build_object('documents', n);
  update public.folder f set created_by = nobody where f.tenant_id = target and f.created_by = person;
  update public.job j set created_by = nobody where j.tenant_id = target and j.created_by = person;
  delete from public.one_time_link l where l.for_tenant = target and l.user_id = person;
  select count(*) into n from public.user_session s where s.user_id = person;
  delete from public.app_user u where u.id = person and u.platform_role is null
    and not exists (select from public.membership m where m.user_id = person);
  return counted || case when found then jsonb_build_object('accounts', 1, 'sessions', n)
    else jsonb_build_object('accounts', 0, 'sessions', 0) end;
end $$;

revoke all on function tenancy.tell_budgets(jsonb, timestamptz), tenancy.refuse_earlier_counter() from public;
grant execute on function tenancy.tell_budgets(jsonb, timestamptz) to tenantry_app;
grant execute on function tenancy.refuse_earlier_counter() to tenantry_owner;
reset role;
revoke create on schema tenancy from tenantry_definer;

create trigger budget_counter_in_time before insert on budget_counter for each row
  execute function tenancy.refuse_earlier_counter();
