-- Row-level security and grants.

do $$
declare
  t text;
  own text := 'tenant_id = (select tenancy.current_tenant())';
begin
  -- Every table with a tenant: forced row-level security, and for the app nothing outside its context.
  foreach t in array array['membership', 'policy_version', 'user_group', 'group_member', 'folder', 'folder_group',
    'folder_person', 'document', 'chunk', 'lexical_posting', 'job', 'conversation', 'message', 'citation', 'request',
    'budget_counter', 'reservation', 'ledger_entry', 'audit_entry'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy %I on %I as restrictive to tenantry_app using (%s) with check (%s)',
      t || '_own_tenant', t, own, own);
  end loop;
end $$;

alter table tenant enable row level security;
alter table tenant force row level security;
alter table app_user enable row level security;
alter table app_user force row level security;
alter table user_session enable row level security;
alter table user_session force row level security;
alter table platform_audit enable row level security;
alter table platform_audit force row level security;

-- What the app may do within its tenant, by role.
create policy tenant_self on tenant for select to tenantry_app using (id = (select tenancy.current_tenant()));
create policy app_user_colleague on app_user for select to tenantry_app
  using (id in (select m.user_id from membership m));
create policy membership_read on membership for select to tenantry_app using (true);
-- Owners manage admins and members, admins members; nobody here makes or unmakes an owner.
create policy membership_manage on membership for update to tenantry_app
  using (role = 'member' and (select tenancy.current_role_name()) in ('owner', 'admin')
    or role = 'admin' and (select tenancy.current_role_name()) = 'owner')
  with check (role = 'member' and (select tenancy.current_role_name()) in ('owner', 'admin')
    or role = 'admin' and (select tenancy.current_role_name()) = 'owner');
create policy membership_end on membership for delete to tenantry_app
  using (role = 'member' and (select tenancy.current_role_name()) in ('owner', 'admin')
    or role = 'admin' and (select tenancy.current_role_name()) = 'owner');
create policy policy_version_read on policy_version for select to tenantry_app using (true);

create policy user_group_read on user_group for select to tenantry_app using (true);
create policy group_member_read on group_member for select to tenantry_app using (true);
create policy folder_group_read on folder_group for select to tenantry_app using (true);
create policy folder_person_read on folder_person for select to tenantry_app using (true);
-- readable_folders() has the statement's snapshot: without the roles, an insert could not return its new row.
create policy folder_read on folder for select to tenantry_app
  using ((select tenancy.current_role_name()) in ('owner', 'admin', 'worker')
    or id in (select tenancy.readable_folders()));
do $$
declare t text;
begin
  foreach t in array array['user_group', 'group_member', 'folder', 'folder_group', 'folder_person'] loop
    execute format($f$create policy %I on %I for insert to tenantry_app
      with check ((select tenancy.current_role_name()) in ('owner', 'admin'))$f$, t || '_add', t);
    execute format($f$create policy %I on %I for update to tenantry_app
      using ((select tenancy.current_role_name()) in ('owner', 'admin'))
      with check ((select tenancy.current_role_name()) in ('owner', 'admin'))$f$, t || '_change', t);
    execute format($f$create policy %I on %I for delete to tenantry_app
      using ((select tenancy.current_role_name()) in ('owner', 'admin'))$f$, t || '_remove', t);
  end loop;
end $$;

-- A document, its chunks and its postings are there for whoever may read its folder. Owners, admins and
-- the ingest worker change them.
create policy document_read on document for select to tenantry_app
  using (folder_id in (select tenancy.readable_folders()));
create policy chunk_read on chunk for select to tenantry_app
  using (document_id in (select d.id from document d where d.tenant_id = (select tenancy.current_tenant())));
create policy lexical_posting_read on lexical_posting for select to tenantry_app
  using (document_id in (select d.id from document d where d.tenant_id = (select tenancy.current_tenant())));
do $$
declare t text;
begin
  foreach t in array array['document', 'chunk', 'lexical_posting', 'job'] loop
    execute format($f$create policy %I on %I for insert to tenantry_app
      with check ((select tenancy.current_role_name()) in ('owner', 'admin', 'worker'))$f$, t || '_add', t);
    execute format($f$create policy %I on %I for update to tenantry_app
      using ((select tenancy.current_role_name()) in ('owner', 'admin', 'worker'))
      with check ((select tenancy.current_role_name()) in ('owner', 'admin', 'worker'))$f$, t || '_change', t);
    execute format($f$create policy %I on %I for delete to tenantry_app
      using ((select tenancy.current_role_name()) in ('owner', 'admin', 'worker'))$f$, t || '_remove', t);
  end loop;
end $$;
create policy job_read on job for select to tenantry_app using (true);

-- Conversations belong to one person: colleagues and admins see none of them.
create policy conversation_mine on conversation to tenantry_app
  using (user_id = (select tenancy.current_principal())) with check (user_id = (select tenancy.current_principal()));
create policy message_mine on message to tenantry_app
  using (user_id = (select tenancy.current_principal())) with check (user_id = (select tenancy.current_principal()));
create policy citation_mine on citation to tenantry_app
  using (user_id = (select tenancy.current_principal())) with check (user_id = (select tenancy.current_principal()));

create policy request_read on request for select to tenantry_app using (true);
create policy request_add on request for insert to tenantry_app with check (true);
create policy budget_counter_all on budget_counter to tenantry_app using (true) with check (true);
create policy reservation_all on reservation to tenantry_app using (true) with check (true);
create policy ledger_entry_read on ledger_entry for select to tenantry_app using (true);
create policy ledger_entry_add on ledger_entry for insert to tenantry_app with check (true);
create policy audit_entry_read on audit_entry for select to tenantry_app using (true);
create policy audit_entry_add on audit_entry for insert to tenantry_app
  with check (actor_kind <> 'operator');

grant select on tenant, membership, policy_version, price_version, price_line to tenantry_app;
grant select (id, email, name) on app_user to tenantry_app;
grant update (role), delete on membership to tenantry_app;
grant select, insert, update, delete on user_group, group_member, folder, folder_group, folder_person, document, chunk,
  lexical_posting, conversation, message, citation to tenantry_app;
grant select, insert, update on job, budget_counter, reservation to tenantry_app;
grant select, insert on request, ledger_entry, audit_entry to tenantry_app;

-- Sign-in: people and sessions only.
create policy app_user_sign_in on app_user to tenantry_auth using (true) with check (true);
create policy user_session_sign_in on user_session to tenantry_auth using (true) with check (true);
-- Nobody is given a platform role or the demo's exemption afterwards.
grant select, insert on app_user, user_session to tenantry_auth;
grant update (name, password_hash, totp_sealed, totp_last_step, disabled_at) on app_user to tenantry_auth;
grant update (token_hash, previous_hash, rotated_at, second_factor_at, expires_at, revoked_at) on user_session
  to tenantry_auth;
grant select, insert on user_identity, sign_in_attempt to tenantry_auth;
grant delete on sign_in_attempt to tenantry_auth;
grant select, insert, update on one_time_link to tenantry_auth;

-- The platform's people: how much, how fast and at what cost, never what was said.
do $$
declare
  r text;
  t text;
begin
  foreach r in array array['operator', 'finance', 'auditor'] loop
    foreach t in array array['tenant', 'membership', 'policy_version', 'document', 'chunk', 'job', 'request',
      'budget_counter', 'reservation', 'ledger_entry', 'audit_entry', 'platform_audit', 'app_user'] loop
      execute format($f$create policy %I on %I for select to %I using ((select tenancy.platform_role()) = %L)$f$,
        t || '_' || r, t, 'tenantry_' || r, r);
    end loop;
    execute format($f$create policy %I on platform_audit for insert to %I
      with check ((select tenancy.platform_role()) = %L and actor_role = %L
        and actor_id = (select tenancy.current_principal()))$f$, 'platform_audit_add_' || r, 'tenantry_' || r, r, r);
    execute format('grant insert, select on platform_audit to %I', 'tenantry_' || r);
    execute format('grant select on tenant, ledger_entry, price_version, price_line to %I', 'tenantry_' || r);
    execute format('grant select (tenant_id, user_id, role) on membership to %I', 'tenantry_' || r);
    execute format('grant select (id, name, email, platform_role) on app_user to %I', 'tenantry_' || r);
  end loop;
end $$;
grant select on policy_version, request, budget_counter, reservation to tenantry_operator, tenantry_auditor;
grant select (tenant_id, id, started_at, feature, model, outcome) on request to tenantry_finance;
grant select (tenant_id, id, media_type, format, bytes, stage, failure_code, pages, chunk_count, created_at, stage_at,
  indexed_at) on document to tenantry_operator;
grant select (tenant_id, id, document_id) on chunk to tenantry_operator;
grant select on job to tenantry_operator;
grant select (tenant_id, id, at, actor_kind, actor_id, action, object_kind, object_id, request_id, outcome)
  on audit_entry to tenantry_operator, tenantry_auditor;

create policy policy_version_edit on policy_version for insert to tenantry_operator
  with check ((select tenancy.platform_role()) = 'operator' and author_id = (select tenancy.current_principal()));
create policy tenant_edit on tenant for update to tenantry_operator
  using ((select tenancy.platform_role()) = 'operator') with check ((select tenancy.platform_role()) = 'operator');
create policy audit_entry_operator_add on audit_entry for insert to tenantry_operator
  with check ((select tenancy.platform_role()) = 'operator' and actor_kind = 'operator'
    and actor_id = (select tenancy.current_principal()));
grant insert on policy_version, audit_entry to tenantry_operator;
grant update (state, name, plan, time_zone) on tenant to tenantry_operator;

-- What the definer functions need.
do $$
declare t text;
begin
  foreach t in array array['tenant', 'app_user', 'user_session', 'membership', 'policy_version', 'folder', 'folder_person',
    'folder_group', 'group_member', 'job', 'reservation'] loop
    execute format('create policy %I on %I for select to tenantry_definer using (true)', t || '_definer', t);
  end loop;
  foreach t in array array['tenant', 'app_user', 'membership', 'policy_version', 'folder'] loop
    execute format('create policy %I on %I for insert to tenantry_definer with check (true)', t || '_definer_add', t);
  end loop;
end $$;
create policy job_definer_claim on job for update to tenantry_definer using (true) with check (true);
