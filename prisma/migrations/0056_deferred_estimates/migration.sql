-- What says when a question that waits will probably be answered, and a word to the worker as soon as its budget has room.

-- Of the budget it waits for, in its unit: the limit and what was settled when it was last tried, what the question needs at
-- the least to begin, and what one like it has taken so far.
alter table deferred_answer
  add column wait_limit bigint check (wait_limit >= 0),
  add column wait_used bigint check (wait_used >= 0),
  add column wait_need bigint check (wait_need >= 0),
  add column wait_expected bigint check (wait_expected >= 0);
grant insert (wait_limit, wait_used, wait_need, wait_expected) on deferred_answer to tenantry_app;
grant update (wait_limit, wait_used, wait_need, wait_expected) on deferred_answer to tenantry_app;

grant create on schema tenancy to tenantry_definer;
set local role tenantry_definer;

-- A settlement, a cancelled hold or a correction that leaves less taken of a budget than a waiting question found there.
create function tenancy.tell_room() returns trigger language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp as $$
begin
  if exists (select from changed b join public.deferred_answer d on d.tenant_id = b.tenant_id and d.state = 'waiting'
      and d.wait_scope = b.scope and d.wait_scope_id = b.scope_id and d.wait_period = b.period
      and d.wait_taken > case d.wait_unit when 'tokens' then b.used_tokens + b.held_tokens else b.used_nano + b.held_nano end) then
    perform pg_notify('tenantry_deferred', '');
  end if;
  return null;
end $$;

revoke all on function tenancy.tell_room() from public;
grant execute on function tenancy.tell_room() to tenantry_owner;
reset role;
create trigger budget_counter_tells_room after update on budget_counter referencing new table as changed
  for each statement execute function tenancy.tell_room();
set local role tenantry_definer;
revoke execute on function tenancy.tell_room() from tenantry_owner;
reset role;
revoke create on schema tenancy from tenantry_definer;
