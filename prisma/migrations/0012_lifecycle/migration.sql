-- Export, erasure and commands: the life cycle of a tenant from its first day to a receipt.

-- What remains of a tenant: that it was erased, at whose word, what was removed, and what it had cost. No content
-- and no person of the tenant. Its columns are not named tenant_id, because no tenant reads them.
create table erased_tenant (
  id uuid primary key,
  slug text not null,
  name text not null,
  plan text not null,
  created_at timestamptz not null,
  operation_id uuid not null,
  requested_by uuid not null,
  reason text not null,
  requested_at timestamptz not null,
  started_at timestamptz not null,
  -- Counts by store and, for rows, by table.
  removed jsonb not null default '{"rows": {}}',
  finished_at timestamptz,
  receipt jsonb
);
create index erased_tenant_listing on erased_tenant (started_at desc);

create table erased_totals (
  erased_id uuid not null references erased_tenant (id),
  month date not null,
  model text not null,
  calls bigint not null,
  input_tokens bigint not null,
  output_tokens bigint not null,
  cost_nano bigint not null,
  price_nano bigint not null,
  primary key (erased_id, month, model)
);

alter table erased_tenant enable row level security;
alter table erased_tenant force row level security;
alter table erased_totals enable row level security;
alter table erased_totals force row level security;
do $$
declare
  r text;
  t text;
begin
  foreach t in array array['erased_tenant', 'erased_totals'] loop
    foreach r in array array['operator', 'finance', 'auditor'] loop
      execute format($f$create policy %I on %I for select to %I using ((select tenancy.platform_role()) = %L)$f$,
        t || '_' || r, t, 'tenantry_' || r, r);
      execute format('grant select on %I to %I', t, 'tenantry_' || r);
    end loop;
    execute format('create policy %I on %I to tenantry_definer using (true) with check (true)', t || '_definer', t);
    execute format('grant select, insert, update on %I to tenantry_definer', t);
  end loop;
end $$;

-- A finished archive; its id is its operation's. The bytes lie sealed among the tenant's objects.
create table tenant_export (
  tenant_id uuid not null references tenant (id),
  id uuid not null,
  requested_by uuid not null,
  bytes bigint not null check (bytes >= 0),
  sha256 bytea not null check (length(sha256) = 32),
  -- Counts by kind.
  contents jsonb not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  removed_at timestamptz,
  primary key (tenant_id, id)
);
create index tenant_export_kept on tenant_export (tenant_id, expires_at) where removed_at is null;

alter table tenant_export enable row level security;
alter table tenant_export force row level security;
create policy tenant_export_own_tenant on tenant_export as restrictive to tenantry_app
  using (tenant_id = (select tenancy.current_tenant())) with check (tenant_id = (select tenancy.current_tenant()));
create policy tenant_export_read on tenant_export for select to tenantry_app
  using ((select tenancy.current_role_name()) in ('owner', 'admin', 'worker'));
create policy tenant_export_add on tenant_export for insert to tenantry_app
  with check ((select tenancy.current_role_name()) = 'worker');
create policy tenant_export_remove on tenant_export for update to tenantry_app
  using ((select tenancy.current_role_name()) in ('owner', 'worker'))
  with check ((select tenancy.current_role_name()) in ('owner', 'worker'));
grant select, insert on tenant_export to tenantry_app;
grant update (removed_at) on tenant_export to tenantry_app;
create policy tenant_export_definer on tenant_export for select to tenantry_definer using (true);
grant select on tenant_export to tenantry_definer;

-- What the definer functions need besides. `lib/db/make-erasable.ts` adds the right to remove rows, for every table
-- with a tenant that any migration makes.
grant update (state), delete on tenant to tenantry_definer;
create policy tenant_definer_erasing on tenant for update to tenantry_definer using (true) with check (state = 'erasing');
create policy tenant_definer_erase on tenant for delete to tenantry_definer using (state = 'erasing');
grant delete on app_user to tenantry_definer;
create policy app_user_definer_erase on app_user for delete to tenantry_definer using (platform_role is null);
grant delete on one_time_link to tenantry_definer;
grant insert on user_session, platform_audit to tenantry_definer;
create policy user_session_definer_command on user_session for insert to tenantry_definer
  with check (second_factor_at is not null and expires_at <= clock_timestamp() + interval '15 minutes');
create policy platform_audit_definer_add on platform_audit for insert to tenantry_definer
  with check (action in ('command.open', 'tenant.erase_again'));

grant create on schema tenancy to tenantry_definer;
set local role tenantry_definer;

-- The tenant that the context may erase: a worker's, once an operator has put it into that state.
create function tenancy.erasing_tenant() returns uuid language sql stable security definer
set search_path = pg_catalog, pg_temp as $$
  select t.id from public.tenant t
  where t.id = tenancy.current_tenant() and tenancy.current_role_name() = 'worker' and t.state = 'erasing'
$$;

-- Whether the context is that of a running export: it alone reads the conversations of all people.
create function tenancy.exporting() returns boolean language sql stable security definer
set search_path = pg_catalog, pg_temp as $$
  select tenancy.current_role_name() = 'worker' and exists (
    select from public.tenant_operation o
    where o.tenant_id = tenancy.current_tenant() and o.id = tenancy.current_principal() and o.kind = 'export'
      and o.state = 'running')
$$;

-- Every table with a tenant, from the catalogue so that none is forgotten; those that refer to others first.
create function tenancy.tenant_tables() returns table (name text, place bigint) language sql stable security definer
set search_path = pg_catalog, pg_temp as $$
  with recursive tables as (
    select c.oid, c.relname from pg_class c
    join pg_attribute a on a.attrelid = c.oid and a.attname = 'tenant_id' and not a.attisdropped
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
  ), edges as (
    select distinct k.conrelid as child, k.confrelid as parent from pg_constraint k
    where k.contype = 'f' and k.conrelid <> k.confrelid
      and k.conrelid in (select oid from tables) and k.confrelid in (select oid from tables)
  ), deep as (
    select oid, 0 as depth from tables
    union
    select e.child, d.depth + 1 from deep d join edges e on e.parent = d.oid where d.depth < 50
  )
  select t.relname::text, row_number() over (order by max(d.depth) desc, t.relname)
  from tables t join deep d on d.oid = t.oid group by t.relname
$$;

-- Writes down that the erasure has begun; again changes nothing. For the operation's own context.
create function tenancy.begin_erasure(at timestamptz) returns table (slug text, requested_by uuid, reason text,
  requested_at timestamptz, started_at timestamptz)
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  target uuid := tenancy.erasing_tenant();
begin
  if target is null then
    raise exception 'this tenant is not being erased' using errcode = 'insufficient_privilege';
  end if;
  insert into public.erased_tenant (id, slug, name, plan, created_at, operation_id, requested_by, reason, requested_at, started_at)
    select t.id, t.slug, t.name, t.plan, t.created_at, o.id, o.requested_by, o.reason, o.created_at, begin_erasure.at
    from public.tenant t
    join public.tenant_operation o on o.tenant_id = t.id and o.id = tenancy.current_principal() and o.kind = 'erase'
    where t.id = target
    on conflict (id) do nothing;
  return query select e.slug, e.requested_by, e.reason, e.requested_at, e.started_at
    from public.erased_tenant e where e.id = target;
end $$;

-- Removes rows of one table, at most `how_many` unless that is null, and counts them. Of the ledger, the sums of each
-- month and model stay.
create function tenancy.erase_rows(table_name text, how_many integer) returns bigint
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  target uuid := tenancy.erasing_tenant();
  gone bigint;
begin
  if target is null then
    raise exception 'this tenant is not being erased' using errcode = 'insufficient_privilege';
  end if;
  if not exists (select from tenancy.tenant_tables() t where t.name = table_name) then
    raise exception 'not a table with a tenant' using errcode = 'undefined_table';
  end if;
  if table_name = 'ledger_entry' then
    with removed as (
      delete from public.ledger_entry l where l.ctid = any (array(
        select x.ctid from public.ledger_entry x where x.tenant_id = target limit how_many))
      returning l.*
    ), summed as (
      insert into public.erased_totals as t
        (erased_id, month, model, calls, input_tokens, output_tokens, cost_nano, price_nano)
      select target, date_trunc('month', r.at at time zone 'UTC')::date, r.model, count(*),
        sum(r.input_tokens + r.cache_read_tokens + r.cache_write_5m_tokens + r.cache_write_1h_tokens), sum(r.output_tokens),
        sum(r.cost_nano), sum(r.price_nano)
      from removed r group by 2, 3
      on conflict (erased_id, month, model) do update set calls = t.calls + excluded.calls,
        input_tokens = t.input_tokens + excluded.input_tokens, output_tokens = t.output_tokens + excluded.output_tokens,
        cost_nano = t.cost_nano + excluded.cost_nano, price_nano = t.price_nano + excluded.price_nano
    )
    select count(*) into gone from removed;
  else
    execute format('delete from public.%I where ctid = any (array(
      select ctid from public.%I where tenant_id = $1 limit $2))', table_name, table_name) using target, how_many;
    get diagnostics gone = row_count;
  end if;
  if gone > 0 then
    update public.erased_tenant e set removed = jsonb_set(e.removed, array['rows', table_name],
        to_jsonb(coalesce((e.removed #>> array['rows', table_name])::bigint, 0) + gone))
      where e.id = target;
  end if;
  return gone;
end $$;

-- Counts of what another store holds, noted before it goes. After a crash less is found: the larger count stays.
create function tenancy.note_erased(store text, counts jsonb) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  target uuid := tenancy.erasing_tenant();
begin
  if target is null or store = 'rows' then
    raise exception 'this tenant is not being erased' using errcode = 'insufficient_privilege';
  end if;
  update public.erased_tenant e set removed = e.removed || jsonb_build_object(store, (
      select coalesce(jsonb_object_agg(key, greatest(value::bigint, coalesce((e.removed #>> array[store, key])::bigint, 0))), '{}')
      from jsonb_each_text(counts)))
    where e.id = target;
  return found;
end $$;

-- The end: whatever was written meanwhile, people who belong nowhere else, and the tenant itself, whose lock keeps
-- every writer out from here on: a row without its tenant is refused by its foreign key.
create function tenancy.finish_erasure(at timestamptz)
returns table (slug text, requested_by uuid, reason text, requested_at timestamptz, started_at timestamptz,
  finished_at timestamptz, removed jsonb, totals jsonb)
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  target uuid := tenancy.erasing_tenant();
  people uuid[];
  leaving uuid[];
  sessions bigint;
  t text;
begin
  perform from public.tenant x where x.id = target for update;
  if not found then
    raise exception 'this tenant is not being erased' using errcode = 'insufficient_privilege';
  end if;
  people := array(select m.user_id from public.membership m where m.tenant_id = target order by 1);
  for t in select x.name from tenancy.tenant_tables() x order by x.place loop
    perform tenancy.erase_rows(t, null);
  end loop;
  delete from public.one_time_link l where l.for_tenant = target;
  perform tenancy.hold_person(p) from unnest(people) p;
  leaving := array(select u.id from public.app_user u where u.id = any (people) and u.platform_role is null
    and not exists (select from public.membership m where m.user_id = u.id));
  select count(*) into sessions from public.user_session s where s.user_id = any (leaving);
  delete from public.app_user u where u.id = any (leaving);
  update public.erased_tenant e set finished_at = finish_erasure.at,
      removed = e.removed || jsonb_build_object('people', jsonb_build_object(
        'memberships', coalesce((e.removed #>> '{rows,membership}')::bigint, 0),
        'accounts', cardinality(leaving), 'sessions', sessions))
    where e.id = target;
  delete from public.tenant x where x.id = target;
  return query select e.slug, e.requested_by, e.reason, e.requested_at, e.started_at, e.finished_at, e.removed,
      (select jsonb_build_object('months', count(distinct s.month), 'calls', coalesce(sum(s.calls), 0),
         'costNano', coalesce(sum(s.cost_nano), 0)::text, 'priceNano', coalesce(sum(s.price_nano), 0)::text)
       from public.erased_totals s where s.erased_id = e.id)
    from public.erased_tenant e where e.id = target;
end $$;

-- Keeps the receipt, in the transaction of the end. One that is there stays.
create function tenancy.store_receipt(receipt jsonb) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  update public.erased_tenant e set receipt = store_receipt.receipt
    where e.id = tenancy.current_tenant() and tenancy.current_role_name() = 'worker'
      and e.finished_at is not null and e.receipt is null;
  return found;
end $$;

-- For the start of the product: a tenant that the journal says was erased and that a restored database has again is put
-- back into that state. The journal lies outside the database, so that this is the worker's word; all it can do is erase.
-- `present`: whether there is anything here. The context erases what other stores have again, too.
create function tenancy.erase_again(tenant uuid, operation uuid, requested_by uuid, requested_at timestamptz, at timestamptz)
returns table (present boolean, context text)
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  here boolean;
begin
  update public.tenant t set state = 'erasing' where t.id = erase_again.tenant;
  here := found;
  if here then
    insert into public.erased_tenant (id, slug, name, plan, created_at, operation_id, requested_by, reason, requested_at, started_at)
      select t.id, t.slug, t.name, t.plan, t.created_at, operation, erase_again.requested_by,
        'Erased before; a restored copy had it again', erase_again.requested_at, erase_again.at
      from public.tenant t where t.id = erase_again.tenant
      on conflict (id) do nothing;
    insert into public.platform_audit (id, at, actor_id, actor_role, action, subject_tenant, reason)
      values (gen_random_uuid(), erase_again.at, erase_again.requested_by, 'system', 'tenant.erase_again', erase_again.tenant,
        'A restored copy had an erased tenant again');
  end if;
  return query select here,
    tenancy.sign_context(erase_again.tenant::text, operation, 'worker', 'worker', interval '10 minutes');
end $$;

-- Archives past their time, each with a context to remove it under.
create function tenancy.expired_exports(at timestamptz, how_many integer)
returns table (tenant_id uuid, export_id uuid, policy_version integer, time_zone text, plan text, context text)
language sql volatile security definer set search_path = pg_catalog, pg_temp as $$
  select e.tenant_id, e.id, (select max(p.version) from public.policy_version p where p.tenant_id = t.id),
    t.time_zone, t.plan, tenancy.sign_context(e.tenant_id::text, e.id, 'worker', 'worker', interval '60 seconds')
  from public.tenant_export e join public.tenant t on t.id = e.tenant_id and t.state in ('active', 'suspended')
  where e.removed_at is null and e.expires_at <= expired_exports.at
  order by e.expires_at limit how_many
$$;

-- A session for one command of an operator at the machine itself, which holds the sign-in role's secret; that person
-- stands in for the second factor. It lives ten minutes and leaves an entry in the platform's audit log. False for all
-- but operators.
create function tenancy.open_command(operator_email text, session uuid, token_hash bytea, command text, at timestamptz)
returns boolean language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  operator uuid;
  opened timestamptz := clock_timestamp();
begin
  select u.id into operator from public.app_user u
    where u.email = operator_email and u.platform_role = 'operator' and u.disabled_at is null;
  if operator is null then return false; end if;
  insert into public.user_session (id, user_id, token_hash, rotated_at, second_factor_at, created_at, expires_at)
    values (session, operator, open_command.token_hash, opened, opened, opened, opened + interval '10 minutes');
  insert into public.platform_audit (id, at, actor_id, actor_role, action, reason, detail)
    values (gen_random_uuid(), open_command.at, operator, 'operator', 'command.open', 'Ran a command at the machine',
      jsonb_build_object('command', command));
  return true;
end $$;

revoke all on function tenancy.erasing_tenant(), tenancy.exporting(), tenancy.tenant_tables(),
  tenancy.begin_erasure(timestamptz), tenancy.erase_rows(text, integer), tenancy.note_erased(text, jsonb),
  tenancy.finish_erasure(timestamptz), tenancy.store_receipt(jsonb),
  tenancy.erase_again(uuid, uuid, uuid, timestamptz, timestamptz), tenancy.expired_exports(timestamptz, integer),
  tenancy.open_command(text, uuid, bytea, text, timestamptz) from public;
grant execute on function tenancy.exporting(), tenancy.tenant_tables(), tenancy.begin_erasure(timestamptz),
  tenancy.erase_rows(text, integer), tenancy.note_erased(text, jsonb), tenancy.finish_erasure(timestamptz),
  tenancy.store_receipt(jsonb) to tenantry_app;
grant execute on function tenancy.erase_again(uuid, uuid, uuid, timestamptz, timestamptz),
  tenancy.expired_exports(timestamptz, integer) to tenantry_worker;
grant execute on function tenancy.open_command(text, uuid, bytea, text, timestamptz) to tenantry_auth;
reset role;
revoke create on schema tenancy from tenantry_definer;

-- For the export alone: everybody's conversations, while it runs.
create policy conversation_export on conversation for select to tenantry_app using ((select tenancy.exporting()));
create policy message_export on message for select to tenantry_app using ((select tenancy.exporting()));
create policy citation_export on citation for select to tenantry_app using ((select tenancy.exporting()));
