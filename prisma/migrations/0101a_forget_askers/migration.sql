-- Whoever asked for limits or a plan and is erased is named there no longer; the request and its answer stay the workspace's.
create policy quota_request_definer_forget on quota_request for update to tenantry_definer using (true) with check (true);
grant update (asked_by) on quota_request, plan_change to tenantry_definer;

grant create on schema tenancy to tenantry_definer;
set local role tenantry_definer;

-- As before, and with both.
create or replace function tenancy.forget_mentions(target uuid, person uuid) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  nobody constant uuid := '00000000-0000-0000-0000-000000000000';
begin
  update public.injection_attempt a set user_id = nobody where a.tenant_id = target and a.user_id = person;
  update public.persona p set author_id = nobody where p.tenant_id = target and p.author_id = person;
  update public.legal_hold h set user_id = nobody
    where h.tenant_id = target and h.user_id = person and h.lifted_at is not null;
  update public.api_key k set created_by = nobody where k.tenant_id = target and k.created_by = person;
  update public.api_key k set revoked_by = nobody where k.tenant_id = target and k.revoked_by = person;
  update public.quota_request q set asked_by = nobody where q.tenant_id = target and q.asked_by = person;
  update public.plan_change c set asked_by = nobody where c.tenant_id = target and c.asked_by = person;
  return true;
end $$;

reset role;
revoke create on schema tenancy from tenantry_definer;
