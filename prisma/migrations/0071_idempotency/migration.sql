-- What a key's request with an idempotency key was answered with, for a day: asked again, it is answered the same and
-- nothing is done twice. Of the caller's own text a keyed hash is kept; the answer is sealed.

create table idempotent_answer (
  tenant_id uuid not null references tenant (id),
  id uuid not null,
  key_id uuid not null,
  -- Of what the caller calls the request, and of the request itself.
  name_mac bytea not null check (length(name_mac) = 32),
  request_mac bytea not null check (length(request_mac) = 32),
  -- Null while the request is being served, until `locked_until`.
  answer_sealed bytea,
  locked_until timestamptz not null,
  expires_at timestamptz not null,
  primary key (tenant_id, id),
  unique (tenant_id, key_id, name_mac),
  foreign key (tenant_id, key_id) references api_key (tenant_id, id) on delete cascade
);
create index idempotent_answer_expiry on idempotent_answer (tenant_id, expires_at);

alter table idempotent_answer enable row level security;
alter table idempotent_answer force row level security;
create policy idempotent_answer_own_tenant on idempotent_answer as restrictive to tenantry_app
  using (tenant_id = (select tenancy.current_tenant())) with check (tenant_id = (select tenancy.current_tenant()));
create policy idempotent_answer_mine on idempotent_answer to tenantry_app
  using (key_id = (select tenancy.current_principal()) and (select tenancy.current_role_name()) = 'key')
  with check (key_id = (select tenancy.current_principal()) and (select tenancy.current_role_name()) = 'key');
-- Whoever comes next removes what is over, whose ever it was.
create policy idempotent_answer_over on idempotent_answer for select to tenantry_app
  using (expires_at < clock_timestamp() and (select tenancy.current_role_name()) in ('key', 'worker'));
create policy idempotent_answer_end on idempotent_answer for delete to tenantry_app
  using (expires_at < clock_timestamp() and (select tenancy.current_role_name()) in ('key', 'worker'));
create policy idempotent_answer_reseal_read on idempotent_answer for select to tenantry_app
  using ((select tenancy.rotating()));
create policy idempotent_answer_reseal on idempotent_answer for update to tenantry_app
  using ((select tenancy.rotating())) with check ((select tenancy.rotating()));
grant select, insert, delete, update (answer_sealed, request_mac, locked_until, expires_at) on idempotent_answer to tenantry_app;
