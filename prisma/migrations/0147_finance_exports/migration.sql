-- Files of figures for finance: asked for once, or written each day or month and brought to a directory or a bucket.
create table export_target (
  id uuid primary key,
  name text not null check (length(name) between 1 and 80),
  kind text not null check (kind in ('directory', 's3')),
  -- Where: nothing secret.
  place jsonb not null,
  -- Of an access key; sealed by the product.
  secret bytea,
  dataset text not null check (dataset in ('focus', 'focus-allocated', 'ledger', 'journal')),
  format text not null check (format in ('csv', 'parquet')),
  subject_tenant uuid,
  cadence text not null check (cadence in ('daily', 'monthly')),
  -- The first day of the next span.
  next_from date not null,
  created_at timestamptz not null,
  created_by uuid not null references app_user (id),
  removed_at timestamptz,
  removed_by uuid references app_user (id),
  check ((kind = 's3') = (secret is not null))
);

create table finance_export (
  id uuid primary key,
  target_id uuid references export_target (id),
  dataset text not null check (dataset in ('focus', 'focus-allocated', 'ledger', 'journal')),
  format text not null check (format in ('csv', 'parquet')),
  from_day date not null,
  to_day date not null check (to_day >= from_day and to_day < from_day + 400),
  subject_tenant uuid,
  state text not null default 'queued' check (state in ('queued', 'running', 'done', 'failed')),
  requested_by uuid not null references app_user (id),
  requested_at timestamptz not null,
  attempts integer not null default 0,
  next_at timestamptz not null,
  locked_by text,
  locked_until timestamptz,
  row_count bigint,
  bytes bigint,
  sha256 text check (sha256 ~ '^[0-9a-f]{64}$'),
  -- What the file comes to, and what the ledger said of the same rows.
  file_nano bigint,
  ledger_nano bigint,
  -- The cost in it, where price and cost stand side by side.
  file_cost_nano bigint,
  ended_at timestamptz,
  delivered_at timestamptz,
  failure text check (length(failure) <= 300),
  check (state <> 'done' or (row_count is not null and bytes is not null and sha256 is not null and ended_at is not null
    and file_nano is not distinct from ledger_nano and (dataset = 'ledger') = (file_cost_nano is not null)))
);
create index finance_export_listing on finance_export (requested_at desc, id desc);
create index finance_export_waiting on finance_export (next_at) where state in ('queued', 'running');
create index finance_export_target on finance_export (target_id, from_day);
create index finance_export_days on finance_export (to_day, from_day) where state = 'done';

-- What the general ledger calls the accounts that statements and costs are booked to. Each row is a version of its account.
create table journal_account (
  id bigint generated always as identity primary key,
  kind text not null check (kind in ('receivable', 'revenue', 'tax', 'credits', 'cost', 'payable')),
  code text not null check (code ~ '^[A-Za-z0-9][A-Za-z0-9._-]{0,31}$'),
  name text not null check (length(name) between 1 and 80),
  set_by uuid not null references app_user (id),
  set_at timestamptz not null
);
create index journal_account_newest on journal_account (kind, id desc);

do $$
declare
  r text;
  t text;
begin
  foreach t in array array['export_target', 'finance_export', 'journal_account'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    foreach r in array array['operator', 'finance', 'auditor'] loop
      execute format('create policy %I on %I for select to %I using ((select tenancy.platform_role()) = %L)',
        t || '_' || r, t, 'tenantry_' || r, r);
    end loop;
  end loop;
  foreach r in array array['operator', 'finance', 'auditor'] loop
    execute format('grant select on finance_export, journal_account to %I', 'tenantry_' || r);
    -- Not the sealed secret.
    execute format('grant select (id, name, kind, place, dataset, format, subject_tenant, cadence, next_from, created_at,
      created_by, removed_at, removed_by) on export_target to %I', 'tenantry_' || r);
  end loop;
end $$;
create policy export_target_add on export_target for insert to tenantry_finance
  with check ((select tenancy.platform_role()) = 'finance' and created_by = (select tenancy.current_principal())
    and removed_at is null);
create policy export_target_remove on export_target for update to tenantry_finance
  using ((select tenancy.platform_role()) = 'finance' and removed_at is null)
  with check ((select tenancy.platform_role()) = 'finance' and removed_by = (select tenancy.current_principal()));
grant insert on export_target to tenantry_finance;
grant update (removed_at, removed_by) on export_target to tenantry_finance;
create policy finance_export_ask on finance_export for insert to tenantry_finance
  with check ((select tenancy.platform_role()) = 'finance' and requested_by = (select tenancy.current_principal())
    and state = 'queued' and target_id is null);
grant insert (id, dataset, format, from_day, to_day, subject_tenant, requested_by, requested_at, next_at)
  on finance_export to tenantry_finance;
create policy journal_account_set on journal_account for insert to tenantry_finance
  with check ((select tenancy.platform_role()) = 'finance' and set_by = (select tenancy.current_principal()));
grant insert (kind, code, name, set_by, set_at) on journal_account to tenantry_finance;

create policy export_target_definer on export_target for select to tenantry_definer using (true);
create policy export_target_definer_next on export_target for update to tenantry_definer using (true) with check (true);
create policy finance_export_definer on finance_export for all to tenantry_definer using (true) with check (true);
grant select, update (next_from) on export_target to tenantry_definer;
grant select, insert, update on finance_export to tenantry_definer;

grant create on schema tenancy to tenantry_definer;
set local role tenantry_definer;

-- Asks for every span of a target that is over by then: a day or a month in UTC, an hour after its end, since what was
-- settled in its last moments is written by then. A target whose installation slept asks for each span that it missed.
create function tenancy.queue_due_exports(at timestamptz) returns integer
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  target record;
  span_end date;
  asked integer := 0;
begin
  for target in select * from public.export_target t where t.removed_at is null
      and t.next_from < (queue_due_exports.at at time zone 'UTC')::date order by t.id for update skip locked loop
    span_end := case target.cadence when 'daily' then target.next_from + 1
      else (date_trunc('month', target.next_from) + interval '1 month')::date end;
    if (span_end::timestamp + interval '1 hour') at time zone 'UTC' > queue_due_exports.at then continue; end if;
    insert into public.finance_export (id, target_id, dataset, format, from_day, to_day, subject_tenant, requested_by,
        requested_at, next_at)
      values (gen_random_uuid(), target.id, target.dataset, target.format, target.next_from, span_end - 1,
        target.subject_tenant, target.created_by, queue_due_exports.at, queue_due_exports.at);
    update public.export_target t set next_from = span_end where t.id = target.id;
    asked := asked + 1;
  end loop;
  return asked;
end $$;

-- The export that waits longest, or whose process is gone, with the context of the finance person who asked for it. One
-- whose person is disabled or not of finance any more ends, and so does one whose target was removed, and one that was
-- taken 16 times: at one that fails its worker says so, but one that kills its worker would be taken for ever.
create function tenancy.claim_export(worker text, lease interval, at timestamptz)
returns table (id uuid, dataset text, format text, from_day date, to_day date, subject_tenant uuid, attempts integer,
  target_id uuid, target_name text, kind text, place jsonb, secret bytea, user_id uuid, user_name text, user_email text,
  context text)
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  picked uuid;
begin
  update public.finance_export e set state = 'failed', ended_at = claim_export.at, locked_until = null,
    failure = case when e.attempts >= 16 then 'It was tried too often.'
      else 'Nobody of finance stands behind it any more.' end
  where e.state in ('queued', 'running') and (e.locked_until is null or e.locked_until < clock_timestamp())
    and (e.attempts >= 16 or not exists (select from public.app_user u
        where u.id = e.requested_by and u.platform_role = 'finance' and u.disabled_at is null)
      or exists (select from public.export_target t where t.id = e.target_id and t.removed_at is not null));
  select e.id into picked from public.finance_export e
  where e.state in ('queued', 'running') and e.next_at <= claim_export.at
    and (e.locked_until is null or e.locked_until < clock_timestamp())
  order by e.next_at, e.id limit 1 for update skip locked;
  if not found then return; end if;
  return query
    with claimed as (
      update public.finance_export e set state = 'running', attempts = e.attempts + 1, locked_by = worker,
        locked_until = clock_timestamp() + lease
      where e.id = picked returning e.*
    )
    select c.id, c.dataset, c.format, c.from_day, c.to_day, c.subject_tenant, c.attempts, t.id, t.name, t.kind, t.place,
      t.secret, u.id, u.name, u.email, tenancy.sign_context('platform', u.id, 'platform', 'finance', interval '60 seconds')
    from claimed c join public.app_user u on u.id = c.requested_by left join public.export_target t on t.id = c.target_id;
end $$;

-- A new lease and context while this worker holds it, its person is of finance and not disabled, and its target is not
-- removed; no row otherwise.
create function tenancy.renew_export(export uuid, worker text, lease interval)
returns table (context text) language sql volatile security definer set search_path = pg_catalog, pg_temp as $$
  with held as (
    update public.finance_export e set locked_until = clock_timestamp() + lease
    from public.app_user u
    where e.id = renew_export.export and e.state = 'running' and e.locked_by = renew_export.worker
      and u.id = e.requested_by and u.platform_role = 'finance' and u.disabled_at is null
      and not exists (select from public.export_target t where t.id = e.target_id and t.removed_at is not null)
    returning u.id
  )
  select tenancy.sign_context('platform', h.id, 'platform', 'finance', interval '60 seconds') from held h
$$;

-- What became of a try: the file and where it went, or why not and when it is tried again, if it is.
create function tenancy.end_export(export uuid, worker text, at timestamptz, written jsonb, delivered boolean, failure text,
  again timestamptz)
returns boolean language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  update public.finance_export e set
    state = case when end_export.failure is null then 'done' when end_export.again is null then 'failed' else 'queued' end,
    row_count = (written ->> 'rows')::bigint, bytes = (written ->> 'bytes')::bigint, sha256 = written ->> 'sha256',
    file_nano = (written ->> 'file')::bigint, ledger_nano = (written ->> 'ledger')::bigint,
    file_cost_nano = (written ->> 'cost')::bigint,
    delivered_at = case when end_export.delivered then end_export.at end,
    ended_at = case when end_export.again is null then end_export.at end,
    next_at = coalesce(end_export.again, e.next_at), failure = left(end_export.failure, 300),
    locked_by = null, locked_until = null
  where e.id = end_export.export and e.state = 'running' and e.locked_by = end_export.worker;
  return found;
end $$;

revoke all on function tenancy.queue_due_exports(timestamptz), tenancy.claim_export(text, interval, timestamptz),
  tenancy.renew_export(uuid, text, interval),
  tenancy.end_export(uuid, text, timestamptz, jsonb, boolean, text, timestamptz) from public;
grant execute on function tenancy.queue_due_exports(timestamptz), tenancy.claim_export(text, interval, timestamptz),
  tenancy.renew_export(uuid, text, interval),
  tenancy.end_export(uuid, text, timestamptz, jsonb, boolean, text, timestamptz) to tenantry_worker;
reset role;
revoke create on schema tenancy from tenantry_definer;
