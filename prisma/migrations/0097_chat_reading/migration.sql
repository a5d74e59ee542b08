-- Whether a workspace's administrators may read its people's chats. Without a row they may not. What was written before it
-- was allowed stays its writer's own.
create table chat_setting (
  tenant_id uuid not null references tenant (id) primary key,
  admins_read boolean not null,
  changed_by uuid not null,
  changed_at timestamptz not null
);
alter table chat_setting enable row level security;
alter table chat_setting force row level security;
create policy chat_setting_own_tenant on chat_setting as restrictive to tenantry_app
  using (tenant_id = (select tenancy.current_tenant())) with check (tenant_id = (select tenancy.current_tenant()));
-- Everybody is told.
create policy chat_setting_read on chat_setting for select to tenantry_app using (true);
create policy chat_setting_add on chat_setting for insert to tenantry_app
  with check ((select tenancy.current_role_name()) = 'owner');
create policy chat_setting_change on chat_setting for update to tenantry_app
  using ((select tenancy.current_role_name()) = 'owner') with check ((select tenancy.current_role_name()) = 'owner');
grant select, insert, update on chat_setting to tenantry_app;
create policy chat_setting_definer on chat_setting for select to tenantry_definer using (true);
grant select on chat_setting to tenantry_definer;

grant create on schema tenancy to tenantry_definer;
set local role tenantry_definer;

-- Since when the context's owner or admin may read what colleagues write; null: not at all. A transaction has to ask for
-- it: lists of one's own conversations stay one's own.
create function tenancy.reading_chats_since() returns timestamptz language sql stable security definer
set search_path = pg_catalog, pg_temp as $$
  select s.changed_at from public.chat_setting s
  where s.tenant_id = tenancy.current_tenant() and s.admins_read and tenancy.current_role_name() in ('owner', 'admin')
    and current_setting('tenancy.reading_chats', true) = 'on'
$$;

revoke all on function tenancy.reading_chats_since() from public;
grant execute on function tenancy.reading_chats_since() to tenantry_app;

reset role;
revoke create on schema tenancy from tenantry_definer;

-- Of people, not of keys. What was written before stays its writer's own.
create policy conversation_overseen on conversation for select to tenantry_app
  using (updated_at >= (select tenancy.reading_chats_since()) and user_id in (select m.user_id from membership m));
create policy message_overseen on message for select to tenantry_app
  using (created_at >= (select tenancy.reading_chats_since()) and user_id in (select m.user_id from membership m));
