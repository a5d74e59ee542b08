-- What a question was asked of: nothing for everything, a folder, or chosen documents. Ids alone.
alter table message add column scope jsonb check (
  case when scope is null then true
    when scope ? 'folderId' then scope = jsonb_build_object('folderId', scope ->> 'folderId')
    else jsonb_typeof(scope -> 'documentIds') = 'array'
      and scope = jsonb_build_object('documentIds', scope -> 'documentIds')
  end is true);

-- When the document that an answer cites was removed: the citation says so to whoever asked.
alter table citation add column source_removed_at timestamptz;

grant select (document_id, source_removed_at), update (source_removed_at) on citation to tenantry_definer;
create policy citation_definer_removed on citation for update to tenantry_definer using (true) with check (true);

grant create on schema tenancy to tenantry_definer;
set local role tenantry_definer;

-- Colleagues' citations too, which nobody but their own person sees; only of a document of the context's own tenant that
-- is no longer there, so that it can be called for anything. Gives how many were told.
create function tenancy.note_removed_source(document uuid, removed_at timestamptz) returns integer
language sql volatile security definer set search_path = pg_catalog, pg_temp as $$
  with told as (
    update public.citation c set source_removed_at = note_removed_source.removed_at
    where c.tenant_id = tenancy.current_tenant() and c.document_id = note_removed_source.document
      and c.source_removed_at is null
      and not exists (select from public.document d where d.tenant_id = tenancy.current_tenant()
        and d.id = note_removed_source.document)
    returning 1
  )
  select count(*)::integer from told
$$;

revoke all on function tenancy.note_removed_source(uuid, timestamptz) from public;
grant execute on function tenancy.note_removed_source(uuid, timestamptz) to tenantry_app;

reset role;
revoke create on schema tenancy from tenantry_definer;
