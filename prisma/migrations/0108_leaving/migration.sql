-- An owner ends the workspace: asked for under a fresh confirmation of who that is, carried out after a cooling-off period
-- by the worker, taken back by any owner until then. Nobody of the platform shortens the period.
alter table user_session add column confirmed_at timestamptz;
grant update (confirmed_at) on user_session to tenantry_auth, tenantry_definer;
create policy user_session_definer_confirmed on user_session for update to tenantry_definer
  using (true) with check (confirmed_at is null);

create table tenant_leave (
  tenant_id uuid not null references tenant (id),
  id uuid not null,
  asked_by uuid not null,
  asked_at timestamptz not null,
  days integer not null check (days between 7 and 90),
  reason text not null check (length(reason) between 3 and 500),
  -- When the erasure begins; put off while the workspace is suspended or under a legal hold.
  ends_at timestamptz not null,
  put_off_at timestamptz,
  state text not null check (state in ('waiting', 'taken_back', 'carried_out')),
  ended_by uuid,
  ended_at timestamptz,
  primary key (tenant_id, id),
  check (ends_at >= asked_at),
  check ((state = 'waiting') = (ended_at is null))
);
create unique index tenant_leave_waiting on tenant_leave (tenant_id) where state = 'waiting';

alter table tenant_leave enable row level security;
alter table tenant_leave force row level security;
create policy tenant_leave_own_tenant on tenant_leave as restrictive to tenantry_app
  using (tenant_id = (select tenancy.current_tenant())) with check (tenant_id = (select tenancy.current_tenant()));
-- Everybody of the workspace is told; keys are not.
create policy tenant_leave_read on tenant_leave for select to tenantry_app
  using ((select tenancy.current_role_name()) in ('owner', 'admin', 'member') or (select tenancy.exporting()));
grant select on tenant_leave to tenantry_app;

-- What each month was billed, fee and all, kept with the sums of an erased tenant.
create table erased_bill (
  erased_id uuid not null references erased_tenant (id),
  month text not null check (month ~ '^\d{4}-\d{2}$'),
  fee_nano bigint not null,
  usage_nano bigint not null,
  total_nano bigint not null,
  -- Days of the month with a plan, of how many.
  days integer not null check (days between 0 and 31),
  days_in_month integer not null check (days_in_month between 28 and 31),
  primary key (erased_id, month)
);

-- Whom a receipt is sent to, copied before the accounts go, and removed with the sending.
create table erasure_recipient (
  id uuid primary key,
  erased_id uuid not null,
  address text not null check (length(address) <= 254),
  attempts integer not null default 0,
  next_at timestamptz not null,
  keep_until timestamptz not null
);
create index erasure_recipient_due on erasure_recipient (next_at);

alter table erased_bill enable row level security;
alter table erased_bill force row level security;
alter table erasure_recipient enable row level security;
alter table erasure_recipient force row level security;
do $$
declare r text;
begin
  foreach r in array array['operator', 'finance', 'auditor'] loop
    execute format('create policy %I on tenant_leave for select to %I using ((select tenancy.platform_role()) = %L)',
      'tenant_leave_' || r, 'tenantry_' || r, r);
    execute format('create policy %I on erased_bill for select to %I using ((select tenancy.platform_role()) = %L)',
      'erased_bill_' || r, 'tenantry_' || r, r);
    execute format('grant select on tenant_leave, erased_bill to %I', 'tenantry_' || r);
  end loop;
end $$;

create policy tenant_leave_definer on tenant_leave to tenantry_definer using (true) with check (true);
grant select, insert, delete, update (asked_by, ends_at, put_off_at, state, ended_by, ended_at) on tenant_leave
  to tenantry_definer;
create policy erased_bill_definer on erased_bill to tenantry_definer using (true) with check (true);
grant select, insert on erased_bill to tenantry_definer;
create policy erasure_recipient_definer on erasure_recipient to tenantry_definer using (true) with check (true);
grant select, insert, delete, update (attempts, next_at) on erasure_recipient to tenantry_definer;
create policy platform_audit_definer_leave on platform_audit for insert to tenantry_definer
  with check (action in ('tenant.leave', 'tenant.stay', 'tenant.leave_put_off', 'tenant.leave_carried_out'));
create policy audit_entry_definer_leave on audit_entry for insert to tenantry_definer
  with check (action = 'workspace.leave_put_off' and actor_kind = 'system');
create policy tenant_operation_definer_leave on tenant_operation for insert to tenantry_definer
  with check (kind = 'erase' and state = 'queued' and requested_role = 'owner');
grant update (finished_at) on tenant_operation to tenantry_definer;

grant create on schema tenancy to tenantry_definer;
set local role tenantry_definer;

-- One entry in the platform's log. For the functions below alone.
create function tenancy.note_leave(target uuid, person uuid, role text, what text, why text, detail jsonb, at timestamptz)
returns void language sql volatile security definer set search_path = pg_catalog, pg_temp as $$
  insert into public.platform_audit (id, at, actor_id, actor_role, action, subject_tenant, reason, detail)
    values (gen_random_uuid(), at, person, role, what, target, why, detail)
$$;

-- Begins the cooling-off period of the signed workspace, for an owner who confirmed in this session, within ten minutes and
-- for this once, who that is. As many days as the policy says; none of it is the caller's word. Returns when it ends.
create function tenancy.begin_leave(leave uuid, session uuid, why text, at timestamptz) returns timestamptz
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  target uuid := tenancy.current_tenant();
  person uuid := tenancy.current_principal();
  asked timestamptz := greatest(at, clock_timestamp());
  length_days integer;
begin
  if target is null or tenancy.current_role_name() is distinct from 'owner' then
    raise exception 'a workspace is its owner’s to end' using errcode = 'insufficient_privilege';
  end if;
  perform from public.tenant t where t.id = target and t.state = 'active' for update;
  if not found then
    raise exception 'this workspace is not active' using errcode = 'insufficient_privilege';
  end if;
  perform tenancy.take_hold_turn(target);
  if exists (select from public.legal_hold h where h.tenant_id = target and h.lifted_at is null) then
    raise exception 'kept under a legal hold' using errcode = 'TH001';
  end if;
  update public.user_session s set confirmed_at = null
    where s.id = session and s.user_id = person and s.revoked_at is null and s.expires_at > clock_timestamp()
      and s.confirmed_at > clock_timestamp() - interval '10 minutes';
  if not found then
    raise exception 'not confirmed in this session' using errcode = 'TC001';
  end if;
  select greatest(7, least(90, coalesce((p.manifest ->> 'leaveDays')::integer, 14))) into strict length_days
    from public.policy_version p where p.tenant_id = target order by p.version desc limit 1;
  insert into public.tenant_leave (tenant_id, id, asked_by, asked_at, days, reason, ends_at, state)
    values (target, leave, person, asked, length_days, trim(why), asked + make_interval(days => length_days), 'waiting');
  perform tenancy.note_leave(target, person, 'owner', 'tenant.leave', trim(why),
    jsonb_build_object('leave', leave, 'endsAt', asked + make_interval(days => length_days)), asked);
  return asked + make_interval(days => length_days);
end $$;

-- Takes it back, for any owner of the signed workspace; null when none waits.
create function tenancy.take_back_leave(at timestamptz) returns uuid
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  target uuid := tenancy.current_tenant();
  taken uuid;
begin
  if target is null or tenancy.current_role_name() is distinct from 'owner' then
    raise exception 'a workspace is its owner’s to keep' using errcode = 'insufficient_privilege';
  end if;
  update public.tenant_leave l set state = 'taken_back', ended_by = tenancy.current_principal(), ended_at = at
    where l.tenant_id = target and l.state = 'waiting' returning l.id into taken;
  if taken is not null then
    perform tenancy.note_leave(target, tenancy.current_principal(), 'owner', 'tenant.stay', 'The owner stays',
      jsonb_build_object('leave', taken), at);
  end if;
  return taken;
end $$;

-- Why a leave does not end now: nobody could take it back, or the law keeps what is there.
create function tenancy.leave_blocked(target uuid) returns boolean language sql stable security definer
set search_path = pg_catalog, pg_temp as $$
  select exists (select from public.tenant t where t.id = target and t.state = 'suspended')
    or exists (select from public.legal_hold h where h.tenant_id = target and h.lifted_at is null)
$$;

-- Begins the erasures that are due, each with an operation in its owner's name; with `mails`, the owners' addresses are
-- kept until the receipt is sent. What is blocked ends three days after now at the earliest, so that two days at least are
-- left to take it back once nothing blocks it. Returns how many began.
create function tenancy.carry_out_leaves(at timestamptz, mails boolean) returns integer
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  due record;
  begun integer := 0;
begin
  for due in
    select l.tenant_id, l.id, l.asked_by, l.put_off_at from public.tenant_leave l
    where l.state = 'waiting' and l.ends_at < at + interval '2 days' and tenancy.leave_blocked(l.tenant_id)
    order by l.tenant_id for update of l skip locked
  loop
    update public.tenant_leave l set ends_at = at + interval '3 days', put_off_at = coalesce(l.put_off_at, at)
      where l.tenant_id = due.tenant_id and l.id = due.id;
    if due.put_off_at is null then
      perform tenancy.note_leave(due.tenant_id, due.asked_by, 'system', 'tenant.leave_put_off',
        'Suspended, or under a legal hold', jsonb_build_object('leave', due.id), at);
      insert into public.audit_entry (tenant_id, id, at, actor_kind, actor_id, action, object_kind, object_id, outcome)
        values (due.tenant_id, gen_random_uuid(), at, 'system', due.asked_by, 'workspace.leave_put_off', 'workspace',
          due.tenant_id, 'ok');
    end if;
  end loop;
  for due in
    select l.tenant_id, l.id, l.asked_by, l.reason from public.tenant_leave l
    join public.tenant t on t.id = l.tenant_id and t.state = 'active'
    where l.state = 'waiting' and l.ends_at <= at order by l.tenant_id for update of t, l skip locked
  loop
    perform tenancy.take_hold_turn(due.tenant_id);
    continue when tenancy.leave_blocked(due.tenant_id);
    update public.tenant_leave l set state = 'carried_out', ended_at = at
      where l.tenant_id = due.tenant_id and l.id = due.id;
    update public.tenant t set state = 'erasing' where t.id = due.tenant_id;
    update public.tenant_operation o set state = 'cancelled', finished_at = at
      where o.tenant_id = due.tenant_id and o.state in ('queued', 'running');
    insert into public.tenant_operation (tenant_id, id, kind, requested_by, requested_role, reason, created_at)
      values (due.tenant_id, gen_random_uuid(), 'erase', due.asked_by, 'owner', due.reason, at);
    if mails then
      insert into public.erasure_recipient (id, erased_id, address, next_at, keep_until)
        select gen_random_uuid(), due.tenant_id, u.email, at, at + interval '14 days'
        from public.membership m join public.app_user u on u.id = m.user_id
        where m.tenant_id = due.tenant_id and m.role = 'owner' and m.accepted_at is not null;
    end if;
    perform tenancy.note_leave(due.tenant_id, due.asked_by, 'system', 'tenant.leave_carried_out', due.reason,
      jsonb_build_object('leave', due.id), at);
    begun := begun + 1;
  end loop;
  return begun;
end $$;

-- Of a canary alone, for the self-test: an end that was taken back in the moment in which it was asked for.
create function tenancy.plant_leave(leave uuid, at timestamptz) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  target uuid := tenancy.current_tenant();
begin
  if not exists (select from public.tenant t where t.id = target and t.canary) then
    raise exception 'planting is for canaries' using errcode = 'insufficient_privilege';
  end if;
  insert into public.tenant_leave (tenant_id, id, asked_by, asked_at, days, reason, ends_at, state, ended_by, ended_at)
    select target, leave, tenancy.current_principal(), at, 14, 'For the self-test of this installation',
      at + interval '14 days', 'taken_back', tenancy.current_principal(), at
    where not exists (select from public.tenant_leave l where l.tenant_id = target);
  return found;
end $$;

-- Refuses an operator's erasure of a workspace whose cooling-off period runs.
create function tenancy.refuse_shorter_leave() returns trigger language plpgsql security definer
set search_path = pg_catalog, pg_temp as $$
begin
  if tenancy.platform_role() is not null
    and exists (select from public.tenant_leave l where l.tenant_id = old.id and l.state = 'waiting') then
    raise exception 'the cooling-off period runs' using errcode = 'TL001';
  end if;
  return new;
end $$;

-- What each month of a tenant under erasure was billed. The first word stays: an attempt after a crash sees less.
create function tenancy.keep_bills(bills jsonb) returns integer language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp as $$
declare
  target uuid := tenancy.erasing_tenant();
  kept integer;
begin
  if target is null then
    raise exception 'this tenant is not being erased' using errcode = 'insufficient_privilege';
  end if;
  if exists (select from public.erased_bill b where b.erased_id = target) then return 0; end if;
  insert into public.erased_bill (erased_id, month, fee_nano, usage_nano, total_nano, days, days_in_month)
    select target, b.month, b.fee, b.usage, b.total, b.days, b.of_days
    from jsonb_to_recordset(bills) as b (month text, fee bigint, usage bigint, total bigint, days integer, of_days integer);
  get diagnostics kept = row_count;
  return kept;
end $$;

-- One receipt that is signed and due, for a minute nobody else's; addresses past their time go first.
create function tenancy.claim_receipt(at timestamptz)
returns table (recipient uuid, address text, attempts integer, slug text, name text, receipt jsonb)
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_column
begin
  delete from public.erasure_recipient r where r.keep_until <= at;
  return query
    update public.erasure_recipient r set attempts = r.attempts + 1, next_at = claim_receipt.at + interval '1 minute'
    from public.erased_tenant e
    where e.id = r.erased_id and r.id = (
      select x.id from public.erasure_recipient x
      join public.erased_tenant y on y.id = x.erased_id and y.receipt is not null
      where x.next_at <= claim_receipt.at order by x.next_at limit 1 for update of x skip locked)
    returning r.id, r.address, r.attempts, e.slug, e.name, e.receipt;
end $$;

-- Forgets the address, or keeps it for another try.
create function tenancy.end_receipt(recipient uuid, again timestamptz) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  if again is null then
    delete from public.erasure_recipient r where r.id = recipient;
  else
    update public.erasure_recipient r set next_at = again where r.id = recipient;
  end if;
  return found;
end $$;

revoke all on function tenancy.note_leave(uuid, uuid, text, text, text, jsonb, timestamptz),
  tenancy.begin_leave(uuid, uuid, text, timestamptz), tenancy.take_back_leave(timestamptz), tenancy.leave_blocked(uuid),
  tenancy.carry_out_leaves(timestamptz, boolean), tenancy.plant_leave(uuid, timestamptz), tenancy.refuse_shorter_leave(),
  tenancy.keep_bills(jsonb),
  tenancy.claim_receipt(timestamptz), tenancy.end_receipt(uuid, timestamptz) from public;
grant execute on function tenancy.begin_leave(uuid, uuid, text, timestamptz), tenancy.take_back_leave(timestamptz),
  tenancy.plant_leave(uuid, timestamptz), tenancy.keep_bills(jsonb) to tenantry_app;
grant execute on function tenancy.carry_out_leaves(timestamptz, boolean), tenancy.claim_receipt(timestamptz),
  tenancy.end_receipt(uuid, timestamptz) to tenantry_worker;
grant execute on function tenancy.refuse_shorter_leave() to tenantry_owner;
reset role;
create trigger tenant_leaving before update of state on tenant for each row
  when (new.state = 'erasing' and old.state <> 'erasing') execute function tenancy.refuse_shorter_leave();
set local role tenantry_definer;
revoke execute on function tenancy.refuse_shorter_leave() from tenantry_owner;

-- As before, and with who asked to leave.
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
  update public.tenant_leave l set asked_by = nobody where l.tenant_id = target and l.asked_by = person;
  update public.tenant_leave l set ended_by = nobody where l.tenant_id = target and l.ended_by = person;
  return true;
end $$;

reset role;
revoke create on schema tenancy from tenantry_definer;
