-- Long work on one tenant: what was asked for, by whom and why, how far it is, how it ended. No content.

create table tenant_operation (
  tenant_id uuid not null references tenant (id),
  id uuid not null,
  kind text not null
    check (kind in ('rotate_keys', 'move', 'reindex', 'export', 'erase', 'erase_member', 'retention')),
  state text not null default 'queued' check (state in ('queued', 'running', 'done', 'failed', 'cancelled')),
  step text check (length(step) <= 60),
  progress_done bigint not null default 0 check (progress_done >= 0),
  progress_total bigint not null default 0 check (progress_total >= 0),
  detail jsonb not null default '{}',
  attempts integer not null default 0,
  locked_by text,
  locked_until timestamptz,
  requested_by uuid not null,
  requested_role text not null,
  reason text not null check (length(reason) between 3 and 500),
  created_at timestamptz not null,
  started_at timestamptz,
  finished_at timestamptz,
  failure_code text,
  primary key (tenant_id, id)
);
create index tenant_operation_listing on tenant_operation (tenant_id, created_at desc);
create unique index tenant_operation_active on tenant_operation (tenant_id, kind) where state in ('queued', 'running');

alter table tenant_operation enable row level security;
alter table tenant_operation force row level security;
create policy tenant_operation_own_tenant on tenant_operation as restrictive to tenantry_app
  using (tenant_id = (select tenancy.current_tenant())) with check (tenant_id = (select tenancy.current_tenant()));

-- Owners and admins see and ask for what is theirs to ask for; the worker reports how far it is.
create policy tenant_operation_read on tenant_operation for select to tenantry_app
  using ((select tenancy.current_role_name()) in ('owner', 'admin', 'worker'));
create policy tenant_operation_add on tenant_operation for insert to tenantry_app
  with check (requested_by = (select tenancy.current_principal()) and state = 'queued' and (
    (select tenancy.current_role_name()) = 'owner' and kind in ('export', 'erase_member', 'retention', 'reindex')
    or (select tenancy.current_role_name()) = 'admin' and kind = 'reindex'
    or (select tenancy.current_role_name()) = 'worker' and kind in ('retention', 'rotate_keys')));
create policy tenant_operation_change on tenant_operation for update to tenantry_app
  using ((select tenancy.current_role_name()) = 'worker'
    or (select tenancy.current_role_name()) = 'owner' and kind in ('export', 'erase_member', 'retention', 'reindex'))
  with check ((select tenancy.current_role_name()) = 'worker'
    or (select tenancy.current_role_name()) = 'owner' and state = 'cancelled');
grant select, insert on tenant_operation to tenantry_app;
grant update (state, step, progress_done, progress_total, detail, attempts, locked_by, locked_until, started_at, finished_at,
  failure_code) on tenant_operation to tenantry_app;

do $$
declare r text;
begin
  foreach r in array array['operator', 'auditor'] loop
    execute format('create policy %I on tenant_operation for select to %I using ((select tenancy.platform_role()) = %L)',
      'tenant_operation_' || r, 'tenantry_' || r, r);
    execute format('grant select on tenant_operation to %I', 'tenantry_' || r);
  end loop;
end $$;
create policy tenant_operation_operator_add on tenant_operation for insert to tenantry_operator
  with check ((select tenancy.platform_role()) = 'operator' and requested_by = (select tenancy.current_principal())
    and state = 'queued');
create policy tenant_operation_operator_cancel on tenant_operation for update to tenantry_operator
  using ((select tenancy.platform_role()) = 'operator')
  with check ((select tenancy.platform_role()) = 'operator' and state = 'cancelled');
grant insert on tenant_operation to tenantry_operator;
grant update (state, finished_at) on tenant_operation to tenantry_operator;

-- What the definer functions need.
grant select on tenant_operation to tenantry_definer;
grant update (state, attempts, locked_by, locked_until, started_at) on tenant_operation to tenantry_definer;
create policy tenant_operation_definer on tenant_operation for select to tenantry_definer using (true);
create policy tenant_operation_definer_claim on tenant_operation for update to tenantry_definer
  using (true) with check (true);

grant create on schema tenancy to tenantry_definer;
set local role tenantry_definer;

-- Takes the oldest waiting operation of a tenant that has none running, erasures first. Claims take turns, so that
-- no two operations of one tenant ever run at once.
create function tenancy.claim_operation(worker text, lease interval)
returns table (tenant_id uuid, operation_id uuid, kind text, detail jsonb, attempts integer, requested_by uuid, reason text,
  policy_version integer, time_zone text, plan text, context text)
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  picked record;
begin
  perform pg_advisory_xact_lock(hashtextextended('tenancy.claim_operation', 0));
  select o.tenant_id, o.id into picked
  from public.tenant_operation o
  join public.tenant t on t.id = o.tenant_id
    and (t.state in ('active', 'suspended') or (t.state = 'erasing' and o.kind = 'erase'))
  where o.state in ('queued', 'running') and (o.locked_until is null or o.locked_until < clock_timestamp())
    and not exists (select from public.tenant_operation r
      where r.tenant_id = o.tenant_id and r.id <> o.id and r.state = 'running' and r.locked_until >= clock_timestamp())
  order by (o.kind = 'erase') desc, o.created_at
  limit 1 for update of o skip locked;
  if not found then return; end if;
  return query
    with claimed as (
      update public.tenant_operation o set state = 'running', attempts = o.attempts + 1, locked_by = worker,
        locked_until = clock_timestamp() + lease, started_at = coalesce(o.started_at, clock_timestamp())
      where o.tenant_id = picked.tenant_id and o.id = picked.id
      returning o.*
    )
    select c.tenant_id, c.id, c.kind, c.detail, c.attempts, c.requested_by, c.reason,
      (select max(p.version) from public.policy_version p where p.tenant_id = t.id), t.time_zone, t.plan,
      tenancy.sign_context(c.tenant_id::text, c.id, 'worker', 'worker', lease)
    from claimed c join public.tenant t on t.id = c.tenant_id;
end $$;

-- A new context and lease for an operation that this worker still holds; no row once it was cancelled or lost.
create function tenancy.renew_operation(tenant uuid, operation uuid, worker text, lease interval)
returns table (context text) language sql volatile security definer set search_path = pg_catalog, pg_temp as $$
  with held as (
    update public.tenant_operation o set locked_until = clock_timestamp() + lease
    from public.tenant t
    where o.tenant_id = renew_operation.tenant and o.id = renew_operation.operation and o.state = 'running'
      and o.locked_by = worker and t.id = o.tenant_id and t.state in ('active', 'suspended', 'erasing')
    returning o.tenant_id, o.id
  )
  select tenancy.sign_context(h.tenant_id::text, h.id, 'worker', 'worker', lease) from held h
$$;

revoke all on function tenancy.claim_operation(text, interval), tenancy.renew_operation(uuid, uuid, text, interval) from public;
grant execute on function tenancy.claim_operation(text, interval), tenancy.renew_operation(uuid, uuid, text, interval)
  to tenantry_worker;
reset role;
revoke create on schema tenancy from tenantry_definer;
