-- The library: tags, versions of a document, removals that can be undone, hints, and uploads that go on where they stopped.

alter table document
  -- The first version's id; null for a document that is the only one.
  add column series_id uuid,
  add column version integer not null default 1 check (version >= 1),
  -- Keyed hashes by which the same name and the same bytes are recognised; null for what came before.
  add column name_mac bytea,
  add column digest_mac bytea,
  -- When a later version took its place in the answers.
  add column superseded_at timestamptz,
  -- Hidden from people since then; undone, or ended by the worker.
  add column removed_at timestamptz,
  add column hints text[] not null default '{}'
    check (hints <@ array['pages_without_text', 'mostly_tables', 'too_short']),
  add column tag_ids uuid[] not null default '{}';
create index document_series on document (tenant_id, series_id);
create index document_name on document (tenant_id, folder_id, name_mac);
create index document_removed on document (tenant_id, removed_at) where removed_at is not null;
create index document_active on document (tenant_id, stage_at)
  where stage in ('received', 'extracting', 'chunking', 'embedding');

create table tag (
  tenant_id uuid not null references tenant (id),
  id uuid not null,
  name_sealed bytea not null,
  created_at timestamptz not null,
  primary key (tenant_id, id)
);

-- A file of which so much has arrived, in parts that lie in the store under the ids in their order.
create table pending_upload (
  tenant_id uuid not null references tenant (id),
  id uuid not null,
  folder_id uuid not null,
  name_sealed bytea not null,
  media_type text not null,
  bytes bigint not null check (bytes > 0),
  -- Keyed hash of what the browser said the bytes are; null when it could not say.
  digest_mac bytea,
  received bigint not null default 0 check (received between 0 and bytes),
  part_ids uuid[] not null default '{}',
  created_by uuid not null,
  created_at timestamptz not null,
  touched_at timestamptz not null,
  primary key (tenant_id, id),
  foreign key (tenant_id, folder_id) references folder (tenant_id, id) on delete cascade
);
create index pending_upload_touched on pending_upload (tenant_id, touched_at);

do $$
declare
  t text;
  own text := 'tenant_id = (select tenancy.current_tenant())';
begin
  foreach t in array array['tag', 'pending_upload'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy %I on %I as restrictive to tenantry_app using (%s) with check (%s)',
      t || '_own_tenant', t, own, own);
  end loop;
end $$;

-- As before, and what was removed is there for the worker alone: for nobody's list, answer or citation.
drop policy document_read on document;
create policy document_read on document for select to tenantry_app
  using ((removed_at is null or (select tenancy.current_role_name()) = 'worker')
    and folder_id in (select tenancy.readable_folders()));

-- A tag's name may say what a folder is about: whoever reads none of its documents does not see it.
create policy tag_read on tag for select to tenantry_app
  using ((select tenancy.current_role_name()) in ('owner', 'admin', 'worker')
    or id in (select unnest(d.tag_ids) from document d where d.tenant_id = (select tenancy.current_tenant())));
create policy tag_add on tag for insert to tenantry_app
  with check ((select tenancy.current_role_name()) in ('owner', 'admin'));
create policy tag_change on tag for update to tenantry_app
  using ((select tenancy.current_role_name()) in ('owner', 'admin', 'worker'))
  with check ((select tenancy.current_role_name()) in ('owner', 'admin', 'worker'));
create policy tag_remove on tag for delete to tenantry_app
  using ((select tenancy.current_role_name()) in ('owner', 'admin'));

-- An upload under way is its person's own; the worker ends what nobody goes on with.
create policy pending_upload_mine on pending_upload to tenantry_app
  using ((select tenancy.current_role_name()) = 'worker'
    or (select tenancy.current_role_name()) in ('owner', 'admin') and created_by = (select tenancy.current_principal()))
  with check ((select tenancy.current_role_name()) = 'worker'
    or (select tenancy.current_role_name()) in ('owner', 'admin') and created_by = (select tenancy.current_principal()));
grant select, insert, update, delete on tag, pending_upload to tenantry_app;

create policy document_definer_removal on document for update to tenantry_definer using (true) with check (true);
grant update (removed_at) on document to tenantry_definer;
create policy pending_upload_definer on pending_upload for select to tenantry_definer using (true);
grant select (tenant_id, id, touched_at) on pending_upload to tenantry_definer;

grant create on schema tenancy to tenantry_definer;
set local role tenantry_definer;

-- Hides documents that the context's person may remove: the one in force with its earlier versions, any other alone.
-- Gives the ids that were named and are hidden now.
create function tenancy.remove_documents(ids uuid[], at timestamptz) returns table (id uuid)
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  target uuid := tenancy.current_tenant();
begin
  if tenancy.current_role_name() is null or tenancy.current_role_name() not in ('owner', 'admin') then return; end if;
  if tenancy.is_held(target, null) then raise exception 'kept under a legal hold' using errcode = 'TH001'; end if;
  return query
    with named as (
      select d.id, coalesce(d.series_id, d.id) as series, d.stage = 'indexed' and d.superseded_at is null as in_force
      from public.document d
      where d.tenant_id = target and d.id = any (ids) and d.removed_at is null
        and d.folder_id in (select tenancy.readable_folders())
    ), hidden as (
      update public.document d set removed_at = remove_documents.at from named n
      where d.tenant_id = target and d.removed_at is null
        and (d.id = n.id or n.in_force and d.superseded_at is not null and coalesce(d.series_id, d.id) = n.series)
      returning d.id
    ), told as (
      update public.citation c set source_removed_at = remove_documents.at from hidden h
      where c.tenant_id = target and c.document_id = h.id and c.source_removed_at is null
    )
    select h.id from hidden h where h.id = any (ids);
end $$;

-- Shows again what the worker has not ended yet, with what was hidden together with it. Gives the ids that were named.
create function tenancy.put_back_documents(ids uuid[]) returns table (id uuid)
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  target uuid := tenancy.current_tenant();
begin
  if tenancy.current_role_name() is null or tenancy.current_role_name() not in ('owner', 'admin') then return; end if;
  return query
    with named as (
      select d.id, coalesce(d.series_id, d.id) as series, d.removed_at from public.document d
      where d.tenant_id = target and d.id = any (ids) and d.removed_at is not null
        and d.folder_id in (select tenancy.readable_folders())
    ), shown as (
      update public.document d set removed_at = null from named n
      where d.tenant_id = target
        and (d.id = n.id or d.removed_at = n.removed_at and coalesce(d.series_id, d.id) = n.series)
      returning d.id
    ), told as (
      update public.citation c set source_removed_at = null from shown s
      where c.tenant_id = target and c.document_id = s.id
    )
    select s.id from shown s where s.id = any (ids);
end $$;

-- How many answers of the workspace cite each: a count, whoever asked.
create function tenancy.citing_answers(ids uuid[]) returns table (document_id uuid, answers bigint)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select c.document_id, count(distinct c.message_id) from public.citation c
  where c.tenant_id = tenancy.current_tenant() and tenancy.current_role_name() in ('owner', 'admin')
    and c.document_id = any (ids)
  group by c.document_id
$$;

-- What the worker ends: removals whose time to undo is over, uploads that nobody goes on with, and documents in work that
-- no job has; each with a context for its tenant.
create function tenancy.due_library(removed_before timestamptz, touched_before timestamptz, lost_before timestamptz,
  how_many integer)
returns table (tenant_id uuid, kind text, subject_id uuid, policy_version integer, time_zone text, plan text, context text)
language sql volatile security definer set search_path = pg_catalog, pg_temp as $$
  select t.id, due.kind, due.id, (select max(p.version) from public.policy_version p where p.tenant_id = t.id), t.time_zone,
    t.plan, tenancy.sign_context(t.id::text, due.id, 'worker', 'worker', interval '60 seconds')
  from public.tenant t cross join lateral (
    (select 'removed' as kind, d.id from public.document d
      where d.tenant_id = t.id and d.removed_at is not null and d.removed_at <= removed_before limit how_many)
    union all
    (select 'upload', u.id from public.pending_upload u
      where u.tenant_id = t.id and u.touched_at <= touched_before limit how_many)
    union all
    (select 'lost', d.id from public.document d
      where d.tenant_id = t.id and d.stage in ('received', 'extracting', 'chunking', 'embedding') and d.stage_at <= lost_before
        and not exists (select from public.job j where j.tenant_id = d.tenant_id and j.subject_id = d.id
          and j.state in ('queued', 'running')) limit how_many)
  ) due
  where t.state = 'active' limit how_many
$$;

revoke all on function tenancy.remove_documents(uuid[], timestamptz), tenancy.put_back_documents(uuid[]),
  tenancy.citing_answers(uuid[]), tenancy.due_library(timestamptz, timestamptz, timestamptz, integer) from public;
grant execute on function tenancy.remove_documents(uuid[], timestamptz), tenancy.put_back_documents(uuid[]),
  tenancy.citing_answers(uuid[]) to tenantry_app;
grant execute on function tenancy.due_library(timestamptz, timestamptz, timestamptz, integer) to tenantry_worker;

reset role;
revoke create on schema tenancy from tenantry_definer;
