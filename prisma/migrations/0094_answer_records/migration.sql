-- What an answer rests on, and what its reader thought of it. Both belong to the person or key whose conversation it is, and
-- go with the message. Neither refers to `message`: rows of a partition that moves would take them along.

create table answer_trace (
  tenant_id uuid not null references tenant (id),
  id uuid not null,
  message_id uuid not null,
  conversation_id uuid not null,
  request_id uuid not null,
  user_id uuid not null,
  -- Which passages were found, with their scores and what became of them. Ids and numbers; no text.
  payload_sealed bytea not null,
  created_at timestamptz not null,
  primary key (tenant_id, id),
  unique (tenant_id, message_id)
);

create table answer_feedback (
  tenant_id uuid not null references tenant (id),
  id uuid not null,
  message_id uuid not null,
  conversation_id uuid not null,
  user_id uuid not null,
  rating text not null check (rating in ('up', 'down')),
  reason text check (reason in ('accurate', 'well_sourced', 'clear', 'wrong', 'not_in_sources', 'wrong_source', 'incomplete',
    'too_long', 'other')),
  text_sealed bytea,
  created_at timestamptz not null,
  changed_at timestamptz not null,
  primary key (tenant_id, id),
  unique (tenant_id, message_id)
);
create index answer_feedback_listing on answer_feedback (tenant_id, changed_at desc);

do $$
declare t text;
begin
  foreach t in array array['answer_trace', 'answer_feedback'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy %I on %I as restrictive to tenantry_app
      using (tenant_id = (select tenancy.current_tenant())) with check (tenant_id = (select tenancy.current_tenant()))',
      t || '_own_tenant', t);
    -- Of a message that the principal sees and owns; a hold's proof writes with its own message, below.
    execute format('create policy %1$I on %2$I to tenantry_app using (user_id = (select tenancy.current_principal()))
      with check (user_id = (select tenancy.current_principal()) and exists (select from message m
        where m.tenant_id = %2$I.tenant_id and m.id = %2$I.message_id and m.conversation_id = %2$I.conversation_id
          and m.user_id = %2$I.user_id))', t || '_mine', t);
    execute format('create policy %I on %I for select to tenantry_app using ((select tenancy.exporting()))', t || '_export', t);
    execute format('create policy %I on %I for select to tenantry_app using ((select tenancy.rotating()))', t || '_reseal_read', t);
    execute format('create policy %I on %I for update to tenantry_app
      using ((select tenancy.rotating())) with check ((select tenancy.rotating()))', t || '_reseal', t);
    execute format('create policy %I on %I for select to tenantry_definer using (true)', t || '_definer', t);
    execute format('create policy %I on %I for delete to tenantry_definer using (true)', t || '_definer_end', t);
    execute format('grant select, insert on %I to tenantry_app', t);
    execute format('grant delete, select (tenant_id, id, message_id) on %I to tenantry_definer', t);
  end loop;
end $$;

create policy answer_trace_held_add on answer_trace for insert to tenantry_app
  with check (conversation_id = (select tenancy.held_conversation()) and request_id = (select tenancy.held_request())
    and exists (select from message m where m.tenant_id = answer_trace.tenant_id and m.id = answer_trace.message_id
      and m.conversation_id = answer_trace.conversation_id and m.request_id = answer_trace.request_id
      and m.user_id = answer_trace.user_id));
-- Whoever leads the workspace reads what was said of conversations that they may read, which the conversation's own policies say.
create policy answer_feedback_read on answer_feedback for select to tenantry_app
  using ((select tenancy.current_role_name()) in ('owner', 'admin') and exists (select from conversation v
    where v.tenant_id = answer_feedback.tenant_id and v.id = answer_feedback.conversation_id));
grant update (payload_sealed) on answer_trace to tenantry_app;
grant update (rating, reason, text_sealed, changed_at), delete on answer_feedback to tenantry_app;
grant select (rating, reason, changed_at) on answer_feedback to tenantry_definer;

grant create on schema tenancy to tenantry_definer;
set local role tenantry_definer;

-- They go with the message, whoever ends it. An erasure of the workspace removes them itself, and counts them.
create function tenancy.end_answer_records() returns trigger language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp as $$
begin
  if tenancy.erasing_tenant() is not null then return null; end if;
  delete from public.answer_trace t where t.tenant_id = old.tenant_id and t.message_id = old.id;
  delete from public.answer_feedback f where f.tenant_id = old.tenant_id and f.message_id = old.id;
  return null;
end $$;

-- How often answers were liked and why not, for the workspace's owner and admins: counts, whoever's they are.
create function tenancy.feedback_counts(since timestamptz) returns table (rating text, reason text, answers bigint)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
  target uuid := tenancy.current_tenant();
begin
  if target is null or tenancy.current_role_name() not in ('owner', 'admin') then
    raise exception 'feedback is counted for the owner and admins' using errcode = 'insufficient_privilege';
  end if;
  return query select f.rating, f.reason, count(*) from public.answer_feedback f
    where f.tenant_id = target and f.changed_at >= since group by f.rating, f.reason;
end $$;

revoke all on function tenancy.end_answer_records(), tenancy.feedback_counts(timestamptz) from public;
grant execute on function tenancy.feedback_counts(timestamptz) to tenantry_app;
-- Whoever attaches a partition hands the trigger on to it.
grant execute on function tenancy.end_answer_records() to tenantry_owner;
reset role;
revoke create on schema tenancy from tenantry_definer;
create trigger message_ends_records after delete on message for each row execute function tenancy.end_answer_records();
