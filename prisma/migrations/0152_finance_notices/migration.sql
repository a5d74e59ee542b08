-- Finance is told of costs at addresses of its own, and of nothing else; operators as before, and of no costs.

alter table notice_endpoint add column audience text not null default 'operators' check (audience in ('operators', 'finance'));
grant select (audience) on notice_endpoint to tenantry_operator, tenantry_auditor;
drop index notice_endpoint_address;
create unique index notice_endpoint_address on notice_endpoint (audience, kind, address) where removed_at is null;

alter policy notice_endpoint_add on notice_endpoint with check ((select tenancy.platform_role()) = 'operator'
  and created_by = (select tenancy.current_principal()) and audience = 'operators');
alter policy notice_endpoint_remove on notice_endpoint
  using ((select tenancy.platform_role()) = 'operator' and removed_at is null and audience = 'operators');

create policy notice_finance on notice for select to tenantry_finance
  using ((select tenancy.platform_role()) = 'finance' and kind ~ '^cost_');
create policy notice_endpoint_finance on notice_endpoint for select to tenantry_finance
  using ((select tenancy.platform_role()) = 'finance' and audience = 'finance');
create policy notice_delivery_finance on notice_delivery for select to tenantry_finance
  using ((select tenancy.platform_role()) = 'finance'
    and exists (select from notice_endpoint e where e.id = endpoint_id and e.audience = 'finance'));
create policy notice_endpoint_add_finance on notice_endpoint for insert to tenantry_finance
  with check ((select tenancy.platform_role()) = 'finance' and created_by = (select tenancy.current_principal())
    and audience = 'finance');
create policy notice_endpoint_remove_finance on notice_endpoint for update to tenantry_finance
  using ((select tenancy.platform_role()) = 'finance' and removed_at is null and audience = 'finance')
  with check ((select tenancy.platform_role()) = 'finance' and removed_by = (select tenancy.current_principal()));
grant select on notice, notice_delivery to tenantry_finance;
grant select (id, kind, address, created_at, created_by, removed_at, removed_by, only_escalations, audience) on notice_endpoint
  to tenantry_finance;
grant insert on notice_endpoint to tenantry_finance;
grant update (removed_at, removed_by) on notice_endpoint to tenantry_finance;

grant create on schema tenancy to tenantry_definer;
set local role tenantry_definer;

-- As before, to those whom the kind is for.
create or replace function tenancy.put_notice(kind text, subject uuid, payload jsonb, at timestamptz) returns uuid
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  made uuid := gen_random_uuid();
begin
  insert into public.notice (id, at, kind, subject_tenant, payload)
    values (made, put_notice.at, put_notice.kind, put_notice.subject, put_notice.payload);
  insert into public.notice_delivery (notice_id, endpoint_id, next_at)
    select made, e.id, put_notice.at from (
      select * from public.notice_endpoint n where not n.only_escalations
        or put_notice.kind in ('objective_escalated', 'test', 'cost_escalated', 'cost_test')
    ) e where e.removed_at is null and e.audience = case when put_notice.kind ~ '^cost_' then 'finance' else 'operators' end;
  perform pg_notify('tenantry_notices', '');
  return made;
end $$;

create or replace function tenancy.put_test_notice(at timestamptz) returns uuid
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  if coalesce(tenancy.platform_role(), '') not in ('operator', 'finance') then
    raise exception 'a test needs an operator' using errcode = 'insufficient_privilege';
  end if;
  return tenancy.put_notice(case tenancy.platform_role() when 'finance' then 'cost_test' else 'test' end, null, '{}',
    put_test_notice.at);
end $$;
grant execute on function tenancy.put_test_notice(timestamptz) to tenantry_finance;

reset role;
revoke create on schema tenancy from tenantry_definer;
