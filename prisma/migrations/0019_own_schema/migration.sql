-- A database of its own for one tenant: its content lies in partitions in a schema of its own, the others' in the
-- default partitions in `tenant_shared`. Every statement goes through the parents, where policies and grants are;
-- nobody has a grant on a partition.

create schema tenant_shared;
revoke all on schema tenant_shared from public;

-- Each table becomes the default partition of a new parent of its name, which takes over its keys, policies, grants
-- and triggers, and every reference of others to it. No row is copied.
do $$
declare
  -- Referenced ones first.
  names text[] := array['document', 'chunk', 'lexical_posting', 'conversation', 'message', 'citation'];
  path text := current_setting('search_path');
  moved oid[];
  again text[] := '{}';
  t text;
  o record;
  target regclass;
begin
  -- With nothing but the catalogue on the path, definitions come back with every name qualified.
  perform set_config('search_path', 'pg_catalog', true);
  moved := array(select format('public.%I', n)::regclass::oid from unnest(names) n);

  -- The owner obeys the policies too and has none, so a reference that is checked anew would find no row.
  foreach t in array names || array['tenant', 'membership', 'folder'] loop
    execute format('alter table public.%I no force row level security', t);
  end loop;

  -- What refers to the tables by identity: policies, theirs and others', and foreign keys, from them and to them.
  for o in
    select p.polname, p.polrelid::regclass::text as rel, p.polrelid = any (moved) as own, format(
        'create policy %I on %s as %s for %s to %s%s%s', p.polname, p.polrelid::regclass,
        case when p.polpermissive then 'permissive' else 'restrictive' end,
        case p.polcmd when 'r' then 'select' when 'a' then 'insert' when 'w' then 'update' when 'd' then 'delete' else 'all' end,
        (select string_agg(r::regrole::text, ', ') from unnest(p.polroles) r),
        coalesce(' using (' || pg_get_expr(p.polqual, p.polrelid) || ')', ''),
        coalesce(' with check (' || pg_get_expr(p.polwithcheck, p.polrelid) || ')', '')) as def
    from pg_policy p
    where p.polrelid = any (moved) or exists (select from pg_depend d where d.classid = 'pg_policy'::regclass
      and d.objid = p.oid and d.refclassid = 'pg_class'::regclass and d.refobjid = any (moved))
  loop
    again := again || o.def;
    execute format('drop policy %I on %s', o.polname, o.rel);
  end loop;
  for o in
    select k.conname, k.conrelid::regclass::text as rel, pg_get_constraintdef(k.oid) as def from pg_constraint k
    where k.contype = 'f' and (k.conrelid = any (moved) or k.confrelid = any (moved))
    order by array_position(moved, k.confrelid), array_position(moved, k.conrelid)
  loop
    again := again || format('alter table %s add constraint %I %s', o.rel, o.conname, o.def);
    execute format('alter table %s drop constraint %I', o.rel, o.conname);
  end loop;

  foreach t in array names loop
    target := format('public.%I', t)::regclass;
    -- Constraints and indexes first, which the partition's are attached to.
    declare
      first text[] := array(select format('alter table public.%I add constraint %I %s', t, k.conname, pg_get_constraintdef(k.oid))
          from pg_constraint k where k.conrelid = target and k.contype in ('p', 'u') order by k.contype)
        || array(select replace(pg_get_indexdef(i.indexrelid), format(' ON public.%I ', t), format(' ON public.%I ', t))
          from pg_index i where i.indrelid = target
            and not exists (select from pg_constraint k where k.conindid = i.indexrelid and k.contype in ('p', 'u')));
      rights text[] := array(select format('grant %s on public.%I to %s', g.privilege_type, t, g.grantee::regrole)
          from pg_class c, aclexplode(c.relacl) g where c.oid = target and g.grantee <> c.relowner)
        || array(select format('grant %s (%I) on public.%I to %s', g.privilege_type, a.attname, t, g.grantee::regrole)
          from pg_attribute a, aclexplode(a.attacl) g where a.attrelid = target and not a.attisdropped);
      triggers text[] := array(select pg_get_triggerdef(g.oid) from pg_trigger g where g.tgrelid = target and not g.tgisinternal);
      g record;
      line text;
    begin
      for g in select tgname, tgfoid::regprocedure as f from pg_trigger where tgrelid = target and not tgisinternal loop
        -- Whoever attaches a partition gives it the parent's triggers and has to be allowed their functions.
        set local role tenantry_definer;
        execute format('grant execute on function %s to %I', g.f, session_user);
        reset role;
        execute format('drop trigger %I on public.%I', g.tgname, t);
      end loop;
      execute format('revoke all on public.%I from %s', t, (select coalesce(string_agg(distinct x.who, ', '), 'public') from (
        select e.grantee::regrole::text as who from pg_class c, aclexplode(c.relacl) e where c.oid = target and e.grantee <> c.relowner
        union select e.grantee::regrole::text from pg_attribute a, aclexplode(a.attacl) e where a.attrelid = target) x));
      execute format('alter table public.%I set schema tenant_shared', t);
      execute format('create table public.%I (like tenant_shared.%I including defaults including constraints
        including generated including storage including comments) partition by list (tenant_id)', t, t);
      foreach line in array first loop execute line; end loop;
      execute format('alter table public.%I attach partition tenant_shared.%I default', t, t);
      execute format('alter table public.%I enable row level security', t);
      foreach line in array rights || triggers loop execute line; end loop;
    end;
  end loop;

  foreach t in array again loop execute t; end loop;
  foreach t in array names || array['tenant', 'membership', 'folder'] loop
    execute format('alter table public.%I force row level security', t);
  end loop;
  foreach t in array names loop
    execute format('alter table tenant_shared.%I force row level security', t);
  end loop;
  if exists (select from pg_constraint k where k.contype = 'f' and k.confrelid::regclass::text = any (
      array(select 'public.' || n from unnest(names) n)) and not k.conrelid::regclass::text = any (
      array(select s || n from unnest(names) n, unnest(array['public.', 'tenant_shared.']) s))) then
    -- Its rows would go when a document's row moves to another partition.
    raise exception 'a table outside refers to the content of tenants';
  end if;
  -- Beside having no grant, each partition holds the app to its own tenant.
  foreach t in array names loop
    execute format('create policy %I on tenant_shared.%I as restrictive to tenantry_app
      using (tenant_id = (select tenancy.current_tenant())) with check (tenant_id = (select tenancy.current_tenant()))',
      t || '_own_tenant', t);
  end loop;
  perform set_config('search_path', path, true);
end $$;

-- Moving one tenant's rows between the default partitions and a schema of its own. Only a table's owner can attach
-- a partition, so these functions run as the owner; forced security binds it too, and its policies let it see the
-- one tenant whose move a worker runs, proven by that worker's signed context.

grant create on schema tenancy to tenantry_definer;
set local role tenantry_definer;

create function tenancy.moving() returns uuid language sql stable security definer
set search_path = pg_catalog, pg_temp as $$
  select o.tenant_id from public.tenant_operation o
  where tenancy.current_role_name() = 'worker' and o.tenant_id = tenancy.current_tenant()
    and o.id = tenancy.current_principal() and o.state = 'running' and o.kind in ('move', 'erase')
$$;

create function tenancy.own_schema(out tier text, out name text) language sql stable security definer
set search_path = pg_catalog, pg_temp as $$
  select p.database_tier, p.database_schema from public.tenant_placement p where p.tenant_id = tenancy.moving()
$$;

create function tenancy.note_own_schema(tier text, name text) returns void language sql volatile security definer
set search_path = pg_catalog, pg_temp as $$
  update public.tenant_placement p set database_tier = tier, database_schema = name, changed_at = clock_timestamp()
    where p.tenant_id = tenancy.moving()
$$;

-- As before, with the tenant beside the place of a row, which is a place within its partition only.
create or replace function tenancy.erase_rows(table_name text, how_many integer) returns bigint
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
      delete from public.ledger_entry l where l.tenant_id = target and l.ctid = any (array(
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
    execute format('delete from public.%I where tenant_id = $1 and ctid = any (array(
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

revoke all on function tenancy.moving(), tenancy.own_schema(), tenancy.note_own_schema(text, text) from public;
do $$ begin
  execute format('grant execute on function tenancy.moving(), tenancy.own_schema(), tenancy.note_own_schema(text, text) to %I',
    session_user);
end $$;
reset role;
revoke create on schema tenancy from tenantry_definer;

do $$
declare t text;
begin
  foreach t in array array['document', 'chunk', 'lexical_posting', 'conversation', 'message', 'citation'] loop
    execute format('create policy %I on public.%I to current_user
      using (tenant_id = (select tenancy.moving())) with check (tenant_id = (select tenancy.moving()))', t || '_move', t);
  end loop;
  -- What their rows refer to, for the check of the references when a partition is attached.
  foreach t in array array['membership', 'folder'] loop
    execute format('create policy %I on public.%I for select to current_user using (tenant_id = (select tenancy.moving()))',
      t || '_move', t);
  end loop;
  create policy tenant_move on public.tenant for select to current_user using (id = (select tenancy.moving()));
end $$;

-- Empty tables in a new schema of a random name; what an earlier attempt left is gone. Returns the name.
create function tenancy.begin_own_schema() returns text language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp as $$
declare
  before record;
  name text := 'tenant_' || encode(extensions.gen_random_bytes(8), 'hex');
  t text;
begin
  select * into before from tenancy.own_schema();
  if before.tier is distinct from 'shared' then
    raise exception 'no move of this tenant runs' using errcode = 'insufficient_privilege';
  end if;
  if before.name is not null then execute format('drop schema if exists %I cascade', before.name); end if;
  execute format('create schema %I', name);
  foreach t in array array['document', 'chunk', 'lexical_posting', 'conversation', 'message', 'citation'] loop
    execute format('create table %I.%I (like public.%I including defaults including constraints including indexes
      including generated including storage)', name, t, t);
    execute format('alter table %I.%I enable row level security', name, t);
    execute format('alter table %I.%I force row level security', name, t);
    execute format('create policy %I on %I.%I as restrictive to tenantry_app
      using (tenant_id = (select tenancy.current_tenant())) with check (tenant_id = (select tenancy.current_tenant()))',
      t || '_own_tenant', name, t);
    execute format('create policy %I on %I.%I to current_user
      using (tenant_id = (select tenancy.moving())) with check (tenant_id = (select tenancy.moving()))', t || '_move', name, t);
  end loop;
  perform tenancy.note_own_schema('shared', name);
  return name;
end $$;

-- Copies the next rows of one table in the order of its key, after the last that is there. Returns how many.
create function tenancy.copy_to_own_schema(content text, how_many integer) returns bigint
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  me uuid := tenancy.moving();
  before record;
  key text[] := case content when 'lexical_posting' then array['term', 'chunk_id'] else array['id'] end;
  copied bigint;
begin
  select * into before from tenancy.own_schema();
  if before.tier is distinct from 'shared' or before.name is null
    or not content = any (array['document', 'chunk', 'lexical_posting', 'conversation', 'message', 'citation']) then
    raise exception 'no move of this tenant runs' using errcode = 'insufficient_privilege';
  end if;
  execute format('insert into %1$I.%2$I select s.* from public.%2$I s where s.tenant_id = $1 and (%3$s) > (%4$s)
      order by %3$s limit $2', before.name, content,
    (select string_agg(format('s.%I', k), ', ') from unnest(key) k),
    (select string_agg(format('coalesce((select %1$I from %2$I.%3$I where tenant_id = $1 order by %4$s limit 1), %5$s)',
        k, before.name, content, (select string_agg(format('%I desc', x), ', ') from unnest(key) x),
        case k when 'term' then quote_literal('') || '::bytea' else quote_literal('00000000-0000-0000-0000-000000000000') || '::uuid' end),
      ', ') from unnest(key) k))
    using me, how_many;
  get diagnostics copied = row_count;
  return copied;
end $$;

-- Nobody reads or writes the content of tenants until this transaction ends. Gives up after a tenth of a second at
-- each table rather than letting answers queue behind it.
create function tenancy.lock_content() returns void language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp as $$
declare t regclass;
begin
  perform set_config('lock_timeout', '100ms', true);
  lock table only public.document, only public.chunk, only public.lexical_posting, only public.conversation,
    only public.message, only public.citation in access exclusive mode;
  lock table tenant_shared.document, tenant_shared.chunk, tenant_shared.lexical_posting, tenant_shared.conversation,
    tenant_shared.message, tenant_shared.citation in access exclusive mode;
  for t in select distinct k.confrelid::regclass from pg_constraint k
    join pg_class c on c.oid = k.conrelid and c.relnamespace = 'tenant_shared'::regnamespace
    join pg_class p on p.oid = k.confrelid and p.relkind = 'r' and p.relnamespace = 'public'::regnamespace
    where k.contype = 'f' order by 1
  loop
    execute format('lock table %s in share row exclusive mode', t);
  end loop;
end $$;

-- Rows and an order-independent hash of them.
create function tenancy.content_sum(content regclass, owner uuid, out how_many bigint, out hash numeric)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  execute format('select count(*), coalesce(sum(hash_record_extended(x, 0)), 0) from %s x where x.tenant_id = $1', content)
    into how_many, hash using owner;
end $$;

-- Brings the copy up to date, compares counts and hashes, and puts it in the place of the tenant's rows, all in this
-- transaction. Returns the rows of each table.
create function tenancy.finish_own_schema() returns jsonb language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp as $$
declare
  me uuid := tenancy.moving();
  before record;
  names text[] := array['document', 'chunk', 'lexical_posting', 'conversation', 'message', 'citation'];
  t text;
  key text;
  here record;
  there record;
  moved jsonb := '{}';
begin
  select * into before from tenancy.own_schema();
  if before.tier is distinct from 'shared' or before.name is null then
    raise exception 'no move of this tenant runs' using errcode = 'insufficient_privilege';
  end if;
  perform tenancy.lock_content();
  foreach t in array names loop
    select * into here from tenancy.content_sum(format('public.%I', t)::regclass, me);
    select * into there from tenancy.content_sum(format('%I.%I', before.name, t)::regclass, me);
    if here is distinct from there then
      -- Something changed since it was copied.
      key := case t when 'lexical_posting' then 'o.term = s.term and o.chunk_id = s.chunk_id' else 'o.id = s.id' end;
      execute format('delete from %1$I.%2$I o where o.tenant_id = $1 and not exists (select from public.%2$I s
        where s.tenant_id = $1 and %3$s and s::record *= o::record)', before.name, t, key) using me;
      execute format('insert into %1$I.%2$I select s.* from public.%2$I s where s.tenant_id = $1 and not exists (
        select from %1$I.%2$I o where o.tenant_id = $1 and %3$s)', before.name, t, key) using me;
      select * into there from tenancy.content_sum(format('%I.%I', before.name, t)::regclass, me);
    end if;
    if here is distinct from there then raise exception 'the copy of % differs', t using errcode = 'data_corrupted'; end if;
    moved := moved || jsonb_build_object(t, here.how_many);
  end loop;
  for i in reverse cardinality(names) .. 1 loop
    -- Rows that move are not rows that end: no legal hold keeps them from it.
    execute format('alter table tenant_shared.%I disable trigger user', names[i]);
    execute format('delete from public.%I where tenant_id = $1', names[i]) using me;
    execute format('alter table tenant_shared.%I enable trigger user', names[i]);
  end loop;
  foreach t in array names loop
    execute format('alter table public.%1$I attach partition %2$I.%1$I for values in (%3$L)', t, before.name, me);
  end loop;
  perform tenancy.note_own_schema('schema', before.name);
  return moved;
end $$;

-- The way back, and the end of an unfinished way there: the rows go to the default partitions, the schema goes.
create function tenancy.end_own_schema() returns jsonb language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp as $$
declare
  me uuid := tenancy.moving();
  before record;
  names text[] := array['document', 'chunk', 'lexical_posting', 'conversation', 'message', 'citation'];
  t text;
  k record;
  here record;
  there record;
  moved jsonb := '{}';
begin
  select * into before from tenancy.own_schema();
  if before.tier is null then raise exception 'no move of this tenant runs' using errcode = 'insufficient_privilege'; end if;
  if before.tier = 'schema' then
    perform tenancy.lock_content();
    for i in reverse cardinality(names) .. 1 loop
      execute format('alter table public.%1$I detach partition %2$I.%1$I', names[i], before.name);
      -- Left on its own it would keep the parents' rows from going.
      for k in select conname from pg_constraint
        where conrelid = format('%I.%I', before.name, names[i])::regclass and contype = 'f' and conparentid = 0 loop
        execute format('alter table %I.%I drop constraint %I', before.name, names[i], k.conname);
      end loop;
    end loop;
    foreach t in array names loop
      execute format('insert into public.%2$I select * from %1$I.%2$I where tenant_id = $1', before.name, t) using me;
      select * into here from tenancy.content_sum(format('public.%I', t)::regclass, me);
      select * into there from tenancy.content_sum(format('%I.%I', before.name, t)::regclass, me);
      if here is distinct from there then raise exception 'the copy of % differs', t using errcode = 'data_corrupted'; end if;
      moved := moved || jsonb_build_object(t, here.how_many);
    end loop;
  end if;
  if before.name is not null then execute format('drop schema if exists %I cascade', before.name); end if;
  perform tenancy.note_own_schema('shared', null);
  return moved;
end $$;

-- An erased tenant's schema goes with its placement, which goes after its rows.
create function tenancy.drop_own_schema() returns trigger language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp as $$
declare
  names text[] := array['document', 'chunk', 'lexical_posting', 'conversation', 'message', 'citation'];
begin
  if old.database_schema is null then return null; end if;
  if old.database_tier = 'schema' then
    perform tenancy.lock_content();
    for i in reverse cardinality(names) .. 1 loop
      execute format('alter table public.%1$I detach partition %2$I.%1$I', names[i], old.database_schema);
    end loop;
  end if;
  execute format('drop schema if exists %I cascade', old.database_schema);
  return null;
end $$;
create trigger own_schema_dropped after delete on tenant_placement for each row execute function tenancy.drop_own_schema();

revoke all on function tenancy.drop_own_schema(), tenancy.begin_own_schema(), tenancy.copy_to_own_schema(text, integer), tenancy.lock_content(),
  tenancy.content_sum(regclass, uuid), tenancy.finish_own_schema(), tenancy.end_own_schema() from public;
grant execute on function tenancy.begin_own_schema(), tenancy.copy_to_own_schema(text, integer),
  tenancy.finish_own_schema(), tenancy.end_own_schema() to tenantry_app;
