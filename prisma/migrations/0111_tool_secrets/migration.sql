-- What a workspace's own tools show to the hosts that they call. Apart from the tools' versions, so that a secret which was
-- replaced or removed is gone. Sealed together with the host that it is for: for another one it is not used.
create table tool_secret (
  tenant_id uuid not null references tenant (id),
  -- Of the tool.
  id uuid not null,
  secret_sealed bytea not null,
  changed_at timestamptz not null,
  primary key (tenant_id, id)
);
alter table tool_secret enable row level security;
alter table tool_secret force row level security;
create policy tool_secret_own_tenant on tool_secret as restrictive to tenantry_app
  using (tenant_id = (select tenancy.current_tenant())) with check (tenant_id = (select tenancy.current_tenant()));
-- Whoever may ask: an answer calls tools as its asker. A hold settles, and calls nothing.
create policy tool_secret_read on tool_secret for select to tenantry_app
  using ((select tenancy.current_role_name()) in ('owner', 'admin', 'member', 'key'));
create policy tool_secret_add on tool_secret for insert to tenantry_app
  with check ((select tenancy.current_role_name()) in ('owner', 'admin'));
create policy tool_secret_change on tool_secret for update to tenantry_app
  using ((select tenancy.current_role_name()) in ('owner', 'admin'))
  with check ((select tenancy.current_role_name()) in ('owner', 'admin'));
create policy tool_secret_end on tool_secret for delete to tenantry_app
  using ((select tenancy.current_role_name()) in ('owner', 'admin'));
create policy tool_secret_reseal_read on tool_secret for select to tenantry_app using ((select tenancy.rotating()));
create policy tool_secret_reseal on tool_secret for update to tenantry_app
  using ((select tenancy.rotating())) with check ((select tenancy.rotating()));
grant select, insert, update, delete on tool_secret to tenantry_app;
create policy tool_secret_definer on tool_secret for select to tenantry_definer using (true);
create policy tool_secret_definer_end on tool_secret for delete to tenantry_definer using (true);
grant select, delete on tool_secret to tenantry_definer;
