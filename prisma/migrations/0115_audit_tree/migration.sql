-- Each audit log is a Merkle tree of RFC 6962: one for each tenant, and the platform's, whose id is zero. An entry's leaf is
-- written with it, by a trigger and so by every writer. It says who, when and what, and commits to the rest (`detail`, an
-- operator's reason) by a hash under a salt that stays with the entry: once the entry is gone nobody can tell what was committed
-- to, and the tree still verifies. So leaves outlive their tenant, and the column is not named tenant_id. A leaf has no place
-- until the worker gives it one: writers wait for nobody.

-- Random, and gone with the entry. Whoever may read the entry's detail may read it.
alter table audit_entry add column salt uuid not null default gen_random_uuid();
alter table platform_audit add column salt uuid not null default gen_random_uuid();

create table audit_leaf (
  -- Order of writing: an entry whose transaction ended before another's began comes first.
  ordinal bigint generated always as identity primary key,
  log_id uuid not null,
  entry_id uuid not null,
  -- From 0; null until the worker comes by.
  place bigint check (place >= 0),
  -- Of RFC 6962: SHA-256 over a zero byte and the body.
  hash bytea not null check (length(hash) = 32),
  -- A JSON array of strings, byte for byte as JSON.stringify writes it: format, log, entry, time, kind and id of the actor,
  -- action, kind and id of the object, request, outcome, commitment. What is missing is empty.
  body text not null,
  unique (log_id, entry_id),
  unique (log_id, place)
);
create index audit_leaf_waiting on audit_leaf (ordinal) where place is null;

-- `peaks`: roots of the perfect subtrees of which the tree consists, largest first.
create table audit_head (
  log_id uuid primary key,
  size bigint not null check (size >= 0),
  peaks bytea[] not null,
  -- Why no checkpoint is signed: the tree lacks what one that left the installation says (`behind`), or differs from it (`fork`).
  fault text check (fault in ('behind', 'fork')),
  fault_at timestamptz,
  check ((fault is null) = (fault_at is null))
);

-- 256 hashes each: of leaves on level 0, of tiles of the level below on the others. Full ones alone.
create table audit_tile (
  log_id uuid not null,
  level smallint not null check (level between 0 and 6),
  number bigint not null check (number >= 0),
  hashes bytea not null check (length(hashes) = 8192),
  root bytea not null check (length(root) = 32),
  primary key (log_id, level, number)
);

-- Signed notes, as they were written to the write-once place before. `witness`: what an independent witness answered.
create table audit_checkpoint (
  log_id uuid not null,
  size bigint not null check (size > 0),
  root bytea not null check (length(root) = 32),
  at timestamptz not null,
  note text not null check (length(note) <= 4000),
  witness text check (length(witness) <= 4000),
  primary key (log_id, size)
);

alter table security_alert drop constraint security_alert_kind_check,
  add constraint security_alert_kind_check
    check (kind in ('tenant_mismatch', 'bound_exceeded', 'books_differ', 'audit_fault'));

grant create on schema tenancy to tenantry_definer;
set local role tenantry_definer;

create function tenancy.audit_body(log uuid, entry uuid, at timestamptz, actor_kind text, actor uuid, action text,
  object_kind text, object uuid, request uuid, outcome text, salt uuid, payload text) returns text language sql immutable
set search_path = pg_catalog, pg_temp as $$
  select '[' || concat_ws(',', '"tenantry-audit-1"', to_json(log::text), to_json(entry::text),
    to_json(to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')), to_json(actor_kind), to_json(actor::text),
    to_json(action), to_json(object_kind), to_json(coalesce(object::text, '')), to_json(coalesce(request::text, '')),
    to_json(outcome), to_json(encode(sha256(convert_to(salt::text || payload, 'UTF8')), 'hex'))) || ']'
$$;

create function tenancy.audit_body_of(e public.audit_entry) returns text language sql stable
set search_path = pg_catalog, pg_temp as $$
  select tenancy.audit_body(e.tenant_id, e.id, e.at, e.actor_kind, e.actor_id, e.action, e.object_kind, e.object_id,
    e.request_id, e.outcome, e.salt, e.detail::text)
$$;

-- The platform's entries are about a tenant or about nothing in particular.
create function tenancy.audit_body_of(p public.platform_audit) returns text language sql stable
set search_path = pg_catalog, pg_temp as $$
  select tenancy.audit_body('00000000-0000-0000-0000-000000000000', p.id, p.at, p.actor_role, p.actor_id, p.action,
    case when p.subject_tenant is null then 'platform' else 'tenant' end, p.subject_tenant, null, 'ok', p.salt,
    jsonb_build_object('detail', p.detail, 'reason', p.reason)::text)
$$;

create function tenancy.append_tenant_leaf() returns trigger language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp as $$
declare body text := tenancy.audit_body_of(new);
begin
  insert into public.audit_leaf (log_id, entry_id, hash, body)
    values (new.tenant_id, new.id, sha256('\x00'::bytea || convert_to(body, 'UTF8')), body);
  return null;
end $$;

create function tenancy.append_platform_leaf() returns trigger language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp as $$
declare body text := tenancy.audit_body_of(new);
begin
  insert into public.audit_leaf (log_id, entry_id, hash, body)
    values ('00000000-0000-0000-0000-000000000000', new.id, sha256('\x00'::bytea || convert_to(body, 'UTF8')), body);
  return null;
end $$;

-- Gives the next leaves their places, each once, and grows the trees by them; how many. Null where another process does so.
-- What is committed later gets a later place, whatever its order of writing.
create function tenancy.sequence_audit(how_many integer) returns integer language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp as $$
declare
  grown record;
  tree_size bigint;
  tree_peaks bytea[];
  node bytea;
  level integer;
  placed integer := 0;
begin
  if not pg_try_advisory_xact_lock(hashtextextended('audit sequence', 0)) then
    return null;
  end if;
  for grown in
    select l.log_id, array_agg(l.ordinal order by l.ordinal) as ordinals, array_agg(l.hash order by l.ordinal) as hashes
    from (select x.log_id, x.ordinal, x.hash from public.audit_leaf x where x.place is null order by x.ordinal limit how_many) l
    group by l.log_id
  loop
    insert into public.audit_head (log_id, size, peaks) values (grown.log_id, 0, '{}') on conflict (log_id) do nothing;
    select h.size, h.peaks into tree_size, tree_peaks from public.audit_head h where h.log_id = grown.log_id;
    update public.audit_leaf l set place = tree_size + u.n - 1
      from unnest(grown.ordinals) with ordinality u (ordinal, n) where l.ordinal = u.ordinal;
    foreach node in array grown.hashes loop
      level := 0;
      while (tree_size >> level) & 1 = 1 loop
        node := sha256('\x01'::bytea || tree_peaks[cardinality(tree_peaks)] || node);
        tree_peaks := tree_peaks[1:cardinality(tree_peaks) - 1];
        level := level + 1;
        if level % 8 = 0 then
          perform tenancy.add_audit_tile(grown.log_id, level / 8 - 1, tree_size >> level, node);
        end if;
      end loop;
      tree_peaks := tree_peaks || node;
      tree_size := tree_size + 1;
    end loop;
    update public.audit_head h set size = tree_size, peaks = tree_peaks where h.log_id = grown.log_id;
    placed := placed + cardinality(grown.ordinals);
  end loop;
  return placed;
end $$;

create function tenancy.add_audit_tile(log uuid, tile_level integer, tile bigint, root bytea) returns void
language sql volatile security definer set search_path = pg_catalog, pg_temp as $$
  insert into public.audit_tile (log_id, level, number, hashes, root)
  select log, tile_level, tile, (
    case when tile_level = 0 then (select string_agg(l.hash, ''::bytea order by l.place) from public.audit_leaf l
        where l.log_id = log and l.place >= tile * 256 and l.place < (tile + 1) * 256)
      else (select string_agg(t.root, ''::bytea order by t.number) from public.audit_tile t
        where t.log_id = log and t.level = tile_level - 1 and t.number >= tile * 256 and t.number < (tile + 1) * 256) end), root
$$;

-- Keeps a checkpoint that was written out. One of a size that is there stays.
create function tenancy.add_audit_checkpoint(log uuid, size bigint, root bytea, at timestamptz, note text) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  insert into public.audit_checkpoint (log_id, size, root, at, note)
    select log, add_audit_checkpoint.size, add_audit_checkpoint.root, add_audit_checkpoint.at, add_audit_checkpoint.note
    from public.audit_head h where h.log_id = log and h.size >= add_audit_checkpoint.size
    on conflict do nothing;
  return found;
end $$;

create function tenancy.witness_audit_checkpoint(log uuid, size bigint, answer text) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  -- Of what a witness has answered already there is no row that this may change.
  update public.audit_checkpoint c set witness = answer
    where c.log_id = log and c.size = witness_audit_checkpoint.size;
  return found;
end $$;

-- Says why no checkpoint of this log can be signed, once, and tells the operators; or that it can again.
create function tenancy.note_audit_fault(log uuid, fault text, at timestamptz) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare nobody constant uuid := '00000000-0000-0000-0000-000000000000';
begin
  -- A log that a restored database does not have at all.
  insert into public.audit_head (log_id, size, peaks) select log, 0, '{}' where note_audit_fault.fault is not null
    on conflict (log_id) do nothing;
  update public.audit_head h set fault = note_audit_fault.fault,
      fault_at = case when note_audit_fault.fault is not null then note_audit_fault.at end
    where h.log_id = log and h.fault is distinct from note_audit_fault.fault;
  if not found then
    return false;
  end if;
  if note_audit_fault.fault is not null then
    insert into public.security_alert (id, at, kind, place, subject_tenant, principal_id)
      select gen_random_uuid(), note_audit_fault.at, 'audit_fault', note_audit_fault.fault, t.id, nobody
      from (select 1) one left join public.tenant t on t.id = log;
  end if;
  return true;
end $$;

revoke all on function tenancy.audit_body(uuid, uuid, timestamptz, text, uuid, text, text, uuid, uuid, text, uuid, text),
  tenancy.audit_body_of(public.audit_entry), tenancy.audit_body_of(public.platform_audit), tenancy.append_tenant_leaf(),
  tenancy.append_platform_leaf(), tenancy.sequence_audit(integer), tenancy.add_audit_tile(uuid, integer, bigint, bytea),
  tenancy.add_audit_checkpoint(uuid, bigint, bytea, timestamptz, text), tenancy.witness_audit_checkpoint(uuid, bigint, text),
  tenancy.note_audit_fault(uuid, text, timestamptz) from public;
grant execute on function tenancy.sequence_audit(integer),
  tenancy.add_audit_checkpoint(uuid, bigint, bytea, timestamptz, text), tenancy.witness_audit_checkpoint(uuid, bigint, text),
  tenancy.note_audit_fault(uuid, text, timestamptz) to tenantry_worker;
grant execute on function tenancy.append_tenant_leaf(), tenancy.append_platform_leaf(),
  tenancy.audit_body_of(public.audit_entry), tenancy.audit_body_of(public.platform_audit),
  tenancy.audit_body(uuid, uuid, timestamptz, text, uuid, text, text, uuid, uuid, text, uuid, text) to tenantry_owner;
reset role;
revoke create on schema tenancy from tenantry_definer;

-- What was recorded until now, in its order.
alter table audit_entry no force row level security;
alter table platform_audit no force row level security;
insert into audit_leaf (log_id, entry_id, hash, body)
  select e.tenant_id, e.id, sha256('\x00'::bytea || convert_to(b.body, 'UTF8')), b.body
  from audit_entry e cross join lateral (select tenancy.audit_body_of(e) as body) b order by e.at, e.id;
insert into audit_leaf (log_id, entry_id, hash, body)
  select '00000000-0000-0000-0000-000000000000', p.id, sha256('\x00'::bytea || convert_to(b.body, 'UTF8')), b.body
  from platform_audit p cross join lateral (select tenancy.audit_body_of(p) as body) b order by p.at, p.id;
alter table audit_entry force row level security;
alter table platform_audit force row level security;
set local role tenantry_definer;
revoke execute on function tenancy.audit_body_of(public.audit_entry), tenancy.audit_body_of(public.platform_audit),
  tenancy.audit_body(uuid, uuid, timestamptz, text, uuid, text, text, uuid, uuid, text, uuid, text) from tenantry_owner;
reset role;

create trigger audit_entry_leaf after insert on audit_entry for each row execute function tenancy.append_tenant_leaf();
create trigger platform_audit_leaf after insert on platform_audit for each row execute function tenancy.append_platform_leaf();

-- A tenant's people read its own log as they read its entries; the platform's read all of them: nothing in them is content.
do $$
declare
  t text;
  r text;
begin
  foreach t in array array['audit_leaf', 'audit_head', 'audit_tile', 'audit_checkpoint'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format($f$create policy %I on %I for select to tenantry_app
      using (log_id = (select tenancy.current_tenant()) and ((select tenancy.current_role_name()) not in ('hold', 'key')
        or (select tenancy.key_may(array['audit']))))$f$, t || '_own', t);
    foreach r in array array['operator', 'auditor'] loop
      execute format('create policy %I on %I for select to %I using ((select tenancy.platform_role()) = %L)',
        t || '_' || r, t, 'tenantry_' || r, r);
    end loop;
    execute format('grant select on %I to tenantry_app, tenantry_operator, tenantry_auditor', t);
    execute format('create policy %I on %I for select to tenantry_definer using (true)', t || '_definer', t);
    execute format('create policy %I on %I for insert to tenantry_definer with check (true)', t || '_definer_add', t);
    execute format('grant select, insert on %I to tenantry_definer', t);
    -- The worker signs trees: hashes alone, of which nothing can be told.
    execute format('create policy %I on %I for select to tenantry_worker using (true)', t || '_worker', t);
  end loop;
end $$;
grant select on audit_head, audit_tile, audit_checkpoint to tenantry_worker;
grant select (log_id, place, hash) on audit_leaf to tenantry_worker;
create policy audit_leaf_definer_place on audit_leaf for update to tenantry_definer
  using (place is null) with check (place is not null);
grant update (place) on audit_leaf to tenantry_definer;
create policy audit_head_definer_grow on audit_head for update to tenantry_definer using (true) with check (true);
grant update (size, peaks, fault, fault_at) on audit_head to tenantry_definer;
create policy audit_checkpoint_definer_witness on audit_checkpoint for update to tenantry_definer
  using (witness is null) with check (witness is not null);
grant update (witness) on audit_checkpoint to tenantry_definer;
