-- A refusal is told apart from a budget that is used up, and what was told ends when the limit rises above it.

-- 0: a question was refused for want of room.
alter table budget_notice drop constraint budget_notice_percent_check;
alter table budget_notice add constraint budget_notice_percent_check check (percent between 0 and 100);
alter policy budget_notice_definer_end on budget_notice using (true);

grant create on schema tenancy to tenantry_definer;
set local role tenantry_definer;

-- As before, [{scope, scopeId, period, periodStart, unit, percent, told}], with two more cases: percent 0 tells of a refusal
-- once a period and moves no threshold, and a percent below `told`, up to where people were told when the caller looked,
-- takes back what no longer holds, so that it is told again when it is reached again.
create or replace function tenancy.tell_budgets(reached jsonb, at timestamptz) returns integer
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
  with lowered as (
    update public.budget_counter b set told_percent = r.percent
    from jsonb_to_recordset(reached) r (scope text, "scopeId" text, period text, "periodStart" timestamptz,
      percent smallint, told smallint)
    where b.scope = r.scope and b.scope_id = r."scopeId" and b.period = r.period and b.period_start = r."periodStart"
      and b.tenant_id = target and b.told_percent = r.told and r.percent < r.told
    returning b.scope, b.scope_id, b.period, b.period_start, r.percent
  )
  delete from public.budget_notice n using lowered l
    where n.tenant_id = target and n.scope = l.scope and n.scope_id = l.scope_id and n.period = l.period
      and n.period_start = l.period_start and n.percent > l.percent;
  with told as (
    update public.budget_counter b set told_percent = r.percent
    from jsonb_to_recordset(reached) r (scope text, "scopeId" text, period text, "periodStart" timestamptz, unit text,
      percent smallint)
    where b.tenant_id = target and b.scope = r.scope and b.scope_id = r."scopeId" and b.period = r.period
      and b.period_start = r."periodStart" and b.told_percent < r.percent
    returning b.scope, b.scope_id, b.period, b.period_start, r.unit, r.percent
  ), refused as (
    select b.scope, b.scope_id, b.period, b.period_start, r.unit, r.percent
    from jsonb_to_recordset(reached) r (scope text, "scopeId" text, period text, "periodStart" timestamptz, unit text,
      percent smallint, told smallint)
    join public.budget_counter b on b.tenant_id = target and b.scope = r.scope and b.scope_id = r."scopeId"
      and b.period = r.period and b.period_start = r."periodStart"
    where r.percent = 0 and r.told is null
  )
  insert into public.budget_notice (tenant_id, id, scope, scope_id, period, period_start, unit, percent, at)
    select target, gen_random_uuid(), t.scope, t.scope_id, t.period, t.period_start, t.unit, t.percent, tell_budgets.at
    from (select * from told union all select * from refused) t on conflict do nothing;
  get diagnostics made = row_count;
  return made;
end $$;

reset role;
revoke create on schema tenancy from tenantry_definer;
