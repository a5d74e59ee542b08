-- A minute's budget says nothing once its minute is over: what is settled and an hour old goes, whosever it is.
create policy budget_counter_definer_end_minute on budget_counter for delete to tenantry_definer
  using (period = 'minute' and held_tokens = 0 and held_nano = 0);
-- Of minutes alone: an hour's rows, which one look finds in all workspaces.
create index budget_counter_minutes on budget_counter (tenant_id, period_start) where period = 'minute';

grant create on schema tenancy to tenantry_definer;
set local role tenantry_definer;

-- Returns how many went. By the earlier of the two clocks, so that one that runs ahead takes no minute that still counts.
create function tenancy.remove_minute_counters(at timestamptz, how_many integer)
returns integer language sql volatile security definer set search_path = pg_catalog, pg_temp as $$
  with old as (
    select b.tenant_id, b.scope, b.scope_id, b.period, b.period_start from public.budget_counter b
    where b.period = 'minute' and b.period_start < least(at, clock_timestamp()) - interval '1 hour'
      and b.held_tokens = 0 and b.held_nano = 0
    order by b.period_start limit how_many for update skip locked
  ), gone as (
    delete from public.budget_counter b using old o
    where b.tenant_id = o.tenant_id and b.scope = o.scope and b.scope_id = o.scope_id and b.period = o.period
      and b.period_start = o.period_start
    returning 1
  )
  select count(*)::integer from gone
$$;

revoke all on function tenancy.remove_minute_counters(timestamptz, integer) from public;
grant execute on function tenancy.remove_minute_counters(timestamptz, integer) to tenantry_worker;

reset role;
revoke create on schema tenancy from tenantry_definer;
