-- Who saw a document: an index over those entries of a tenant's audit log that say that a document, passages of it or citations
-- of it were put before somebody. The entry is the evidence; this only finds it, also when the document is gone.
create table document_sight (
  tenant_id uuid not null references tenant (id),
  document_id uuid not null,
  at timestamptz not null,
  entry_id uuid not null,
  primary key (tenant_id, document_id, at, entry_id)
);
-- A whole library that was taken out puts every document of it before somebody.
create index audit_entry_taken_out on audit_entry (tenant_id, at) where action = 'export.download';
-- Which tenants an account served in an hour.
create index ledger_entry_account on ledger_entry (account, at);

alter table document_sight enable row level security;
alter table document_sight force row level security;
create policy document_sight_own_tenant on document_sight as restrictive to tenantry_app
  using (tenant_id = (select tenancy.current_tenant())) with check (tenant_id = (select tenancy.current_tenant()));
create policy document_sight_read on document_sight for select to tenantry_app
  using ((select tenancy.current_role_name()) in ('owner', 'admin'));
grant select on document_sight to tenantry_app;
do $$
declare
  r text;
begin
  foreach r in array array['operator', 'auditor'] loop
    execute format('create policy %I on document_sight for select to %I using ((select tenancy.platform_role()) = %L)',
      'document_sight_' || r, 'tenantry_' || r, r);
    execute format('grant select on document_sight to %I', 'tenantry_' || r);
  end loop;
end $$;
create policy document_sight_definer on document_sight for select to tenantry_definer using (true);
create policy document_sight_definer_add on document_sight for insert to tenantry_definer with check (true);
create policy document_sight_definer_end on document_sight for delete to tenantry_definer using (true);
grant select, insert, delete on document_sight to tenantry_definer;

grant create on schema tenancy to tenantry_definer;
set local role tenantry_definer;

-- In the entry's own transaction, so that no writer can forget it: the document that was opened; those whose passages an answer
-- was made of, or which stand on the page that says why; those that a conversation cites which was opened, taken out, or read by an administrator or by support.
create function tenancy.note_sight() returns trigger language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp as $$
begin
  insert into public.document_sight (tenant_id, document_id, at, entry_id)
  select new.tenant_id, seen.id, new.at, new.id from (
    select new.object_id as id where new.action = 'document.open'
    union
    select d.value::uuid from jsonb_array_elements_text(
      case when new.action in ('answer.create', 'answer.why') and jsonb_typeof(new.detail -> 'documents') = 'array' then new.detail -> 'documents'
        else '[]' end) d
      where d.value ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'
    union
    select c.document_id from public.citation c join public.message m on m.tenant_id = c.tenant_id and m.id = c.message_id
      where new.object_kind = 'conversation' and c.tenant_id = new.tenant_id and m.conversation_id = new.object_id
    union
    select c.document_id from public.citation c
      where new.action = 'support.read' and new.object_kind = 'answer' and c.tenant_id = new.tenant_id
        and c.message_id = new.object_id
  ) seen where seen.id is not null
  on conflict do nothing;
  return null;
end $$;
revoke all on function tenancy.note_sight() from public;
grant execute on function tenancy.note_sight() to tenantry_owner;
reset role;
create trigger audit_entry_sight after insert on audit_entry for each row
  when (new.action in ('document.open', 'answer.create', 'answer.why', 'conversation.open', 'conversation.export',
    'conversation.read_by_admin', 'support.read'))
  execute function tenancy.note_sight();
set local role tenantry_definer;
revoke execute on function tenancy.note_sight() from tenantry_owner;
reset role;
revoke create on schema tenancy from tenantry_definer;

-- What answers were made of until now.
alter table audit_entry no force row level security;
alter table document_sight no force row level security;
insert into document_sight (tenant_id, document_id, at, entry_id)
  select e.tenant_id, d.value::uuid, e.at, e.id from audit_entry e
    cross join lateral jsonb_array_elements_text(
      case jsonb_typeof(e.detail -> 'documents') when 'array' then e.detail -> 'documents' else '[]' end) d
  where e.action = 'answer.create' and d.value ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'
  on conflict do nothing;
alter table audit_entry force row level security;
alter table document_sight force row level security;
