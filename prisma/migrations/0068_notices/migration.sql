-- What operators are told outside of the console: notices, where they go, and what became of each. No content in any.

create table notice (
  id uuid primary key,
  at timestamptz not null,
  kind text not null check (kind in ('containment_started', 'containment_ended', 'test')),
  subject_tenant uuid,
  payload jsonb not null check (jsonb_typeof(payload) = 'object')
);
create index notice_listing on notice (at desc);

create table notice_endpoint (
  id uuid primary key,
  kind text not null check (kind in ('email', 'webhook')),
  address text not null check (length(address) between 3 and 500),
  -- Of a webhook: sealed under the platform's key.
  secret bytea,
  created_at timestamptz not null,
  created_by uuid not null,
  removed_at timestamptz,
  removed_by uuid,
  check ((kind = 'webhook') = (secret is not null)),
  check ((removed_at is null) = (removed_by is null))
);
create unique index notice_endpoint_address on notice_endpoint (kind, address) where removed_at is null;

create table notice_delivery (
  notice_id uuid not null references notice (id),
  endpoint_id uuid not null references notice_endpoint (id),
  attempts integer not null default 0,
  next_at timestamptz,
  locked_until timestamptz,
  delivered_at timestamptz,
  -- Why the last try failed: a status or a code, never what the receiver said.
  failure text check (length(failure) <= 100),
  primary key (notice_id, endpoint_id)
);
create index notice_delivery_due on notice_delivery (next_at) where next_at is not null;
create index notice_delivery_endpoint on notice_delivery (endpoint_id);

do $$
declare
  r text;
  t text;
begin
  foreach t in array array['notice', 'notice_endpoint', 'notice_delivery'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    foreach r in array array['operator', 'auditor'] loop
      execute format('create policy %I on %I for select to %I using ((select tenancy.platform_role()) = %L)',
        t || '_' || r, t, 'tenantry_' || r, r);
    end loop;
    execute format('create policy %I on %I to tenantry_definer using (true) with check (true)', t || '_definer', t);
    execute format('grant select on %I to tenantry_definer', t);
  end loop;
end $$;
grant select on notice, notice_delivery to tenantry_operator, tenantry_auditor;
grant select (id, kind, address, created_at, created_by, removed_at, removed_by) on notice_endpoint
  to tenantry_operator, tenantry_auditor;
create policy notice_endpoint_add on notice_endpoint for insert to tenantry_operator
  with check ((select tenancy.platform_role()) = 'operator' and created_by = (select tenancy.current_principal()));
create policy notice_endpoint_remove on notice_endpoint for update to tenantry_operator
  using ((select tenancy.platform_role()) = 'operator' and removed_at is null)
  with check ((select tenancy.platform_role()) = 'operator' and removed_by = (select tenancy.current_principal()));
grant insert on notice_endpoint to tenantry_operator;
grant update (removed_at, removed_by) on notice_endpoint to tenantry_operator;
grant insert on notice, notice_delivery to tenantry_definer;
grant update (attempts, next_at, locked_until, delivered_at, failure) on notice_delivery to tenantry_definer;

grant create on schema tenancy to tenantry_definer;
set local role tenantry_definer;

-- Puts a notice into the outbox of every endpoint there is. Called by other functions and triggers of the definer alone.
create function tenancy.put_notice(kind text, subject uuid, payload jsonb, at timestamptz) returns uuid
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  made uuid := gen_random_uuid();
begin
  insert into public.notice (id, at, kind, subject_tenant, payload)
    values (made, put_notice.at, put_notice.kind, put_notice.subject, put_notice.payload);
  insert into public.notice_delivery (notice_id, endpoint_id, next_at)
    select made, e.id, put_notice.at from public.notice_endpoint e where e.removed_at is null;
  perform pg_notify('tenantry_notices', '');
  return made;
end $$;

-- A containment whose rule says so is told when it begins, and when it ends for whatever reason.
create function tenancy.tell_operators() returns trigger language plpgsql security definer
set search_path = pg_catalog, pg_temp as $$
begin
  if new.actions @> '[{"kind": "notify"}]' and (tg_op = 'INSERT' or old.ended_at is null and new.ended_at is not null) then
    perform tenancy.put_notice(case tg_op when 'INSERT' then 'containment_started' else 'containment_ended' end, new.tenant_id,
      jsonb_build_object('rule', new.rule_name, 'metric', new.metric, 'value', new.value,
        'threshold', new.threshold, 'actions', new.actions, 'since', new.since, 'until', new.until, 'endedAt', new.ended_at,
        'byOperator', new.ended_by is not null),
      coalesce(new.ended_at, new.since));
  end if;
  return null;
end $$;

-- So that an operator sees that an endpoint works.
create function tenancy.put_test_notice(at timestamptz) returns uuid
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  if tenancy.platform_role() is distinct from 'operator' then
    raise exception 'a test needs an operator' using errcode = 'insufficient_privilege';
  end if;
  return tenancy.put_notice('test', null, '{}', put_test_notice.at);
end $$;

-- One delivery that is due, for a minute; nobody else takes it meanwhile.
create function tenancy.claim_notice(at timestamptz) returns table (notice_id uuid, endpoint_id uuid, kind text, address text,
  secret bytea, notice_kind text, noticed_at timestamptz, tenant_id uuid, tenant text, payload jsonb, attempts integer)
language sql volatile security definer set search_path = pg_catalog, pg_temp as $$
  with due as (
    select d.notice_id, d.endpoint_id from public.notice_delivery d
    where d.next_at <= claim_notice.at and (d.locked_until is null or d.locked_until < clock_timestamp())
      and exists (select from public.notice_endpoint e where e.id = d.endpoint_id and e.removed_at is null)
    order by d.next_at limit 1 for update skip locked
  ), taken as (
    update public.notice_delivery d set locked_until = clock_timestamp() + interval '1 minute', attempts = d.attempts + 1
    from due where d.notice_id = due.notice_id and d.endpoint_id = due.endpoint_id
    returning d.notice_id, d.endpoint_id, d.attempts
  )
  select n.id, e.id, e.kind, e.address, e.secret, n.kind, n.at, n.subject_tenant, t.slug, n.payload, taken.attempts
  from taken join public.notice n on n.id = taken.notice_id join public.notice_endpoint e on e.id = taken.endpoint_id
    left join public.tenant t on t.id = n.subject_tenant
$$;

-- What became of a try: delivered, or the time of the next, or given up (neither).
create function tenancy.end_notice(notice uuid, endpoint uuid, delivered timestamptz, again timestamptz, failure text)
returns void language sql volatile security definer set search_path = pg_catalog, pg_temp as $$
  update public.notice_delivery d set delivered_at = end_notice.delivered, next_at = end_notice.again, locked_until = null,
    failure = end_notice.failure
  where d.notice_id = end_notice.notice and d.endpoint_id = end_notice.endpoint and d.delivered_at is null
$$;

revoke all on function tenancy.put_notice(text, uuid, jsonb, timestamptz), tenancy.tell_operators(),
  tenancy.put_test_notice(timestamptz), tenancy.claim_notice(timestamptz),
  tenancy.end_notice(uuid, uuid, timestamptz, timestamptz, text) from public;
grant execute on function tenancy.put_test_notice(timestamptz) to tenantry_operator;
grant execute on function tenancy.claim_notice(timestamptz),
  tenancy.end_notice(uuid, uuid, timestamptz, timestamptz, text) to tenantry_worker;
grant execute on function tenancy.tell_operators() to tenantry_owner;
reset role;
create trigger containment_noticed after insert or update on containment
  for each row execute function tenancy.tell_operators();
set local role tenantry_definer;
revoke execute on function tenancy.tell_operators() from tenantry_owner;
reset role;
revoke create on schema tenancy from tenantry_definer;
