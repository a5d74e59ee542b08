-- Prices that finance edits: whole versions, never in place, never for the past, never absurd.

-- A dollar for a thousand tokens is ten times the dearest public price. Input and output are never free.
alter table price_line
  drop constraint price_line_input_nano_check,
  drop constraint price_line_output_nano_check,
  drop constraint price_line_cache_read_nano_check,
  drop constraint price_line_cache_write_5m_nano_check,
  drop constraint price_line_cache_write_1h_nano_check,
  -- Of a batch call's whole charge, rounded up to a nano-dollar once a call.
  add column batch_percent smallint not null default 50 check (batch_percent between 1 and 100),
  add constraint price_line_input_nano_check check (input_nano between 1 and 1000000),
  add constraint price_line_output_nano_check check (output_nano between 1 and 1000000),
  add constraint price_line_cache_read_nano_check check (cache_read_nano between 0 and 1000000),
  add constraint price_line_cache_write_5m_nano_check check (cache_write_5m_nano between 0 and 1000000),
  add constraint price_line_cache_write_1h_nano_check check (cache_write_1h_nano between 0 and 1000000),
  add constraint price_line_model_check check (model ~ '^[a-z0-9][a-z0-9._-]{0,79}$'),
  add constraint price_line_book_check check ((kind = 'cost') = (plan = '*'));

-- In which transaction a row was written, also within a savepoint, where its xmin is another. Nobody gives it.
alter table price_version add column xact bigint not null default pg_current_xact_id()::text::bigint;
alter table platform_audit add column xact bigint not null default pg_current_xact_id()::text::bigint;
revoke insert on platform_audit from tenantry_operator, tenantry_finance, tenantry_auditor;
grant insert (id, at, actor_id, actor_role, action, subject_tenant, reason, detail) on platform_audit
  to tenantry_operator, tenantry_finance, tenantry_auditor;

-- What a plan costs a month beside its usage, and how much usage that includes. The margin is what the lines were
-- derived with, in hundredths of a percent over cost; null where they were set by hand.
create table price_plan (
  version integer not null references price_version (id),
  plan text not null check (plan in ('free', 'starter', 'professional', 'enterprise')),
  margin_bp integer check (margin_bp between 0 and 1000000),
  fee_nano bigint not null check (fee_nano between 0 and 1000000000000000),
  included_nano bigint not null check (included_nano between 0 and 1000000000000000),
  primary key (version, plan)
);
insert into price_plan (version, plan, margin_bp, fee_nano, included_nano)
  select v.id, p.plan, p.margin, p.fee * 1000000000, p.included * 1000000000
  from price_version v, (values ('free', 4000, 0::bigint, 5::bigint), ('starter', 4000, 19, 10),
    ('professional', 3000, 99, 60), ('enterprise', 2000, 1500, 1000)) as p (plan, margin, fee, included)
  where v.book = 'price';
grant select on price_plan to tenantry_app, tenantry_operator, tenantry_finance, tenantry_auditor;

-- A version is added whole, and then nobody changes it: not even the owner of the tables.
create function tenancy.keep_prices() returns trigger language plpgsql
set search_path = pg_catalog, pg_temp as $$
begin
  if tg_op = 'INSERT' and tg_table_name = 'price_version' then
    if new.effective_from < clock_timestamp() - interval '1 minute'
      and exists (select from public.price_version v where v.book = new.book) then
      raise exception 'a price version does not begin in the past' using errcode = 'TP002';
    end if;
    return new;
  elsif tg_op = 'INSERT' then
    if not exists (select from public.price_version v
      where v.id = new.version and v.xact = pg_current_xact_id()::text::bigint) then
      raise exception 'nothing is added to a price version afterwards' using errcode = 'TP001';
    end if;
    return new;
  end if;
  raise exception 'a price version is never changed' using errcode = 'TP001';
end $$;
revoke all on function tenancy.keep_prices() from public;
do $$
declare t text;
begin
  foreach t in array array['price_version', 'price_line', 'price_plan'] loop
    execute format('create trigger %I before insert or update or delete on %I for each row
      execute function tenancy.keep_prices()', t || '_kept', t);
    execute format('create trigger %I before truncate on %I for each statement
      execute function tenancy.keep_prices()', t || '_not_emptied', t);
  end loop;
end $$;

grant select on price_version, price_line, price_plan to tenantry_definer;
grant insert on price_version, price_line, price_plan to tenantry_definer;
grant select on platform_audit to tenantry_definer;
create policy platform_audit_definer on platform_audit for select to tenantry_definer using (true);

grant create on schema tenancy to tenantry_definer;
set local role tenantry_definer;

-- Where a model is charged less than it costs: by plan and model, at each number of input tokens from which either changes.
create function tenancy.below_cost(price integer, cost integer) returns table (plan text, model text, input_over bigint)
language sql stable set search_path = pg_catalog, pg_temp as $$
  with step as (
    select distinct p.plan, p.model, s.input_over
    from public.price_line p
    join public.price_line s on s.model = p.model and s.version in (below_cost.price, below_cost.cost)
    where p.version = below_cost.price
  )
  select step.plan, step.model, step.input_over from step
  cross join lateral (select l.* from public.price_line l where l.version = below_cost.price and l.plan = step.plan
    and l.model = step.model and l.input_over <= step.input_over order by l.input_over desc limit 1) charged
  cross join lateral (select l.* from public.price_line l where l.version = below_cost.cost
    and l.model = step.model and l.input_over <= step.input_over order by l.input_over desc limit 1) paid
  where charged.input_nano < paid.input_nano or charged.output_nano < paid.output_nano
    or charged.cache_read_nano < paid.cache_read_nano or charged.cache_write_5m_nano < paid.cache_write_5m_nano
    or charged.cache_write_1h_nano < paid.cache_write_1h_nano or charged.batch_percent < paid.batch_percent
$$;

-- Adds a version of one book; for finance, and only in a transaction that wrote the person's audit entry. Without a time
-- it begins at once. Errors: TP001 another version came first, TP002 the past, TP003 a model in use has no line, TP004
-- below cost and not confirmed.
create function tenancy.add_price_version(book text, based_on integer, starts timestamptz, reason text, lines jsonb,
  plans jsonb, accept_below_cost boolean) returns integer
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  actor uuid := tenancy.current_principal();
  at timestamptz := coalesce(starts, clock_timestamp());
  added integer;
  missing text;
  other integer;
begin
  if tenancy.platform_role() is distinct from 'finance' then
    raise exception 'prices need finance' using errcode = 'insufficient_privilege';
  end if;
  if not exists (select from public.platform_audit p where p.actor_id = actor and p.action = 'prices.add'
      and p.xact = pg_current_xact_id()::text::bigint) then
    raise exception 'prices need their audit entry' using errcode = 'insufficient_privilege';
  end if;
  -- One after the other, over both books.
  perform pg_advisory_xact_lock(hashtext('tenantry.prices'));
  if based_on is distinct from (select max(v.id) from public.price_version v where v.book = add_price_version.book) then
    raise exception 'another version came first' using errcode = 'TP001';
  end if;
  if at < clock_timestamp() - interval '1 minute' then
    raise exception 'a price version does not begin in the past' using errcode = 'TP002';
  end if;
  select max(v.id) + 1 into added from public.price_version v;
  insert into public.price_version (id, book, effective_from, note, reason, author_id, created_at)
    values (added, add_price_version.book, at, '', add_price_version.reason, actor, clock_timestamp());
  insert into public.price_line (version, kind, plan, model, input_over, input_nano, output_nano, cache_read_nano,
      cache_write_5m_nano, cache_write_1h_nano, batch_percent)
    select added, add_price_version.book, l.plan, l.model, l.input_over, l.input_nano, l.output_nano, l.cache_read_nano,
      l.cache_write_5m_nano, l.cache_write_1h_nano, l.batch_percent
    from jsonb_to_recordset(lines) as l (plan text, model text, input_over bigint, input_nano bigint, output_nano bigint,
      cache_read_nano bigint, cache_write_5m_nano bigint, cache_write_1h_nano bigint, batch_percent smallint);
  if add_price_version.book = 'price' then
    insert into public.price_plan (version, plan, margin_bp, fee_nano, included_nano)
      select added, p.plan, p.margin_bp, p.fee_nano, p.included_nano
      from jsonb_to_recordset(plans) as p (plan text, margin_bp integer, fee_nano bigint, included_nano bigint);
  end if;
  -- In use: what any tenant's policy in force allows.
  with used as (
    select distinct m.model from (
      select distinct on (p.tenant_id) p.manifest from public.policy_version p order by p.tenant_id, p.version desc
    ) latest cross join lateral jsonb_array_elements_text(latest.manifest -> 'models') as m (model)
  ), wanted as (
    select w.plan, w.model from (
      select p.plan, u.model from used u, unnest(case when add_price_version.book = 'cost' then array['*']
        else array['free', 'starter', 'professional', 'enterprise'] end) as p (plan)
      union select l.plan, l.model from public.price_line l where l.version = added
    ) w
  )
  select string_agg(w.model || ' of ' || w.plan, ', ' order by w.plan, w.model) into missing from wanted w
    where not exists (select from public.price_line l where l.version = added and l.plan = w.plan and l.model = w.model
      and l.input_over = 0);
  if missing is null and add_price_version.book = 'price'
    and (select count(*) from public.price_plan p where p.version = added) <> 4 then
    missing := 'a plan’s fee';
  end if;
  if missing is not null then
    raise exception '%', missing using errcode = 'TP003';
  end if;
  -- Beside the other book as it will be then.
  select v.id into other from public.price_version v
    where v.book <> add_price_version.book and v.effective_from <= at order by v.effective_from desc, v.id desc limit 1;
  if accept_below_cost is distinct from true and exists (select from tenancy.below_cost(
      case when add_price_version.book = 'price' then added else other end,
      case when add_price_version.book = 'price' then other else added end)) then
    raise exception 'below cost' using errcode = 'TP004';
  end if;
  return added;
end $$;

revoke all on function tenancy.below_cost(integer, integer),
  tenancy.add_price_version(text, integer, timestamptz, text, jsonb, jsonb, boolean) from public;
grant execute on function tenancy.add_price_version(text, integer, timestamptz, text, jsonb, jsonb, boolean)
  to tenantry_finance;
reset role;
revoke create on schema tenancy from tenantry_definer;
