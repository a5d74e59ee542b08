-- An alert that nobody acknowledged goes to somebody else too: an address that hears of escalations alone.

alter table notice_endpoint add column only_escalations boolean not null default false;
grant select (only_escalations) on notice_endpoint to tenantry_operator, tenantry_auditor;

grant create on schema tenancy to tenantry_definer;
set local role tenantry_definer;

-- As before, but such addresses hear of what escalated, and of tests.
create or replace function tenancy.put_notice(kind text, subject uuid, payload jsonb, at timestamptz) returns uuid
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  made uuid := gen_random_uuid();
begin
  insert into public.notice (id, at, kind, subject_tenant, payload)
    values (made, put_notice.at, put_notice.kind, put_notice.subject, put_notice.payload);
  insert into public.notice_delivery (notice_id, endpoint_id, next_at)
    select made, e.id, put_notice.at from (
      select * from public.notice_endpoint n where not n.only_escalations or put_notice.kind in ('objective_escalated', 'test')
    ) e where e.removed_at is null;
  perform pg_notify('tenantry_notices', '');
  return made;
end $$;

reset role;
revoke create on schema tenancy from tenantry_definer;
