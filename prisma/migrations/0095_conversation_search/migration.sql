-- Whoever asked finds what was asked and answered again. The index is blind as the documents' is: keyed hashes of terms, and
-- another key's for each person, so that equal terms of two people are not seen to be equal.

create table conversation_posting (
  tenant_id uuid not null references tenant (id),
  user_id uuid not null,
  term bytea not null check (length(term) = 8),
  -- The message, or the conversation for its title. Each has one posting of no term, which says that it was indexed.
  source_id uuid not null,
  conversation_id uuid not null,
  primary key (tenant_id, user_id, term, source_id)
);
create index conversation_posting_source on conversation_posting (tenant_id, source_id);

alter table conversation_posting enable row level security;
alter table conversation_posting force row level security;
create policy conversation_posting_own_tenant on conversation_posting as restrictive to tenantry_app
  using (tenant_id = (select tenancy.current_tenant())) with check (tenant_id = (select tenancy.current_tenant()));
create policy conversation_posting_mine on conversation_posting to tenantry_app
  using (user_id = (select tenancy.current_principal())) with check (user_id = (select tenancy.current_principal())
    and exists (select from conversation v where v.tenant_id = conversation_posting.tenant_id
      and v.id = conversation_posting.conversation_id and v.user_id = conversation_posting.user_id));
create policy conversation_posting_held_add on conversation_posting for insert to tenantry_app
  with check (conversation_id = (select tenancy.held_conversation()) and exists (select from message m
    where m.tenant_id = conversation_posting.tenant_id and m.id = conversation_posting.source_id
      and m.conversation_id = conversation_posting.conversation_id and m.user_id = conversation_posting.user_id
      and m.request_id = (select tenancy.held_request())));
create policy conversation_posting_definer on conversation_posting for select to tenantry_definer using (true);
create policy conversation_posting_definer_end on conversation_posting for delete to tenantry_definer using (true);
grant select, insert, delete on conversation_posting to tenantry_app;
grant delete, select (tenant_id, source_id) on conversation_posting to tenantry_definer;

grant create on schema tenancy to tenantry_definer;
set local role tenantry_definer;

-- A message's terms go with it, and a title's with its conversation. An erasure of the workspace removes them itself.
create function tenancy.end_conversation_postings() returns trigger language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp as $$
begin
  if tenancy.erasing_tenant() is not null then return null; end if;
  delete from public.conversation_posting p where p.tenant_id = old.tenant_id and p.source_id = old.id;
  return null;
end $$;

revoke all on function tenancy.end_conversation_postings() from public;
-- Whoever attaches a partition hands the trigger on to it.
grant execute on function tenancy.end_conversation_postings() to tenantry_owner;
reset role;
revoke create on schema tenancy from tenantry_definer;
create trigger message_ends_postings after delete on message for each row execute function tenancy.end_conversation_postings();
create trigger conversation_ends_postings after delete on conversation
  for each row execute function tenancy.end_conversation_postings();
