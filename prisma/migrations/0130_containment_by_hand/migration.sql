-- What operators put in force by hand, for a while and with a reason: a pause, a drain, a cap, a key in quarantine, a model or
-- tool that is off; for one tenant (a containment like those of rules) or for all (a switch). And what rules were before.

-- By hand: `metric` is `by_hand`, the figures are nought, and `rule_id` is the containment's own id, so that each stands alone.
alter table containment add column started_by uuid,
  add column reason text check (length(reason) between 3 and 500),
  add constraint containment_by_hand check (metric <> 'by_hand' or started_by is not null and reason is not null and rule_id = id);
create policy containment_by_hand on containment for insert to tenantry_operator
  with check ((select tenancy.platform_role()) = 'operator' and started_by = (select tenancy.current_principal())
    and metric = 'by_hand' and ended_at is null);
grant insert (tenant_id, id, rule_id, rule_name, metric, value, threshold, actions, since, until, started_by, reason)
  on containment to tenantry_operator;

-- Keys by id and dates, so that one can be put into quarantine.
create policy api_key_operator on api_key for select to tenantry_operator
  using ((select tenancy.platform_role()) = 'operator');
grant select (tenant_id, id, created_at, last_used_at, expires_at, revoked_at) on api_key to tenantry_operator;

alter table containment add check (jsonb_typeof(actions) = 'array');

create table platform_switch (
  id uuid primary key,
  kind text not null check (kind in ('model', 'tool')),
  name text not null check (length(name) between 1 and 80),
  since timestamptz not null,
  until timestamptz not null check (until > since),
  started_by uuid not null,
  reason text not null check (length(reason) between 3 and 500),
  ended_at timestamptz,
  -- Null where it ended by itself.
  ended_by uuid,
  end_reason text check (length(end_reason) between 3 and 500),
  check (ended_at is not null or ended_by is null and end_reason is null)
);
create unique index platform_switch_in_force on platform_switch (kind, name) where ended_at is null;
create index platform_switch_listing on platform_switch (since desc);

create table containment_rule_version (
  rule_id uuid not null references containment_rule (id),
  version integer not null,
  -- {enabled, windowMinutes, threshold, atLeast, actions, minutes}
  content jsonb not null check (jsonb_typeof(content) = 'object'),
  edited_at timestamptz not null,
  edited_by uuid,
  reason text not null,
  primary key (rule_id, version)
);

do $$
declare
  r text;
  t text;
begin
  foreach t in array array['platform_switch', 'containment_rule_version'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    foreach r in array array['operator', 'auditor'] loop
      execute format('create policy %I on %I for select to %I using ((select tenancy.platform_role()) = %L)',
        t || '_' || r, t, 'tenantry_' || r, r);
      execute format('grant select on %I to %I', t, 'tenantry_' || r);
    end loop;
    execute format('create policy %I on %I to tenantry_definer using (true) with check (true)', t || '_definer', t);
    execute format('grant select on %I to tenantry_definer', t);
  end loop;
end $$;
create policy platform_switch_begin on platform_switch for insert to tenantry_operator
  with check ((select tenancy.platform_role()) = 'operator' and started_by = (select tenancy.current_principal())
    and ended_at is null);
create policy platform_switch_end on platform_switch for update to tenantry_operator
  using ((select tenancy.platform_role()) = 'operator' and ended_at is null)
  with check ((select tenancy.platform_role()) = 'operator' and ended_by = (select tenancy.current_principal()));
grant insert (id, kind, name, since, until, started_by, reason), update (ended_at, ended_by, end_reason) on platform_switch
  to tenantry_operator;
-- What is off for everybody, and until when; why is the operators'.
create policy platform_switch_obey on platform_switch for select to tenantry_app
  using ((select tenancy.current_tenant()) is not null and ended_at is null);
grant select (id, kind, name, since, until, ended_at) on platform_switch to tenantry_app;
grant update (ended_at) on platform_switch to tenantry_definer;
create policy platform_audit_definer_switch on platform_audit for insert to tenantry_definer
  with check (action = 'switch.on' and actor_role = 'system');
grant insert on containment_rule_version to tenantry_definer;

grant create on schema tenancy to tenantry_definer;
set local role tenantry_definer;

-- Whether the key is in quarantine at this moment.
create function tenancy.is_quarantined(tenant uuid, key uuid) returns boolean language sql stable security definer
set search_path = pg_catalog, pg_temp as $$
  select exists (select from public.containment c
    where c.tenant_id = is_quarantined.tenant and c.ended_at is null and c.until > clock_timestamp()
      and c.actions @> jsonb_build_array(jsonb_build_object('kind', 'quarantine', 'keyId', is_quarantined.key)))
$$;

-- Whether nothing new of the tenant's begins, or nothing of the key's.
create function tenancy.holds_back(tenant uuid, principal uuid) returns boolean language sql stable security definer
set search_path = pg_catalog, pg_temp as $$
  select tenancy.is_quarantined(tenant, principal) or exists (select from public.containment c
    where c.tenant_id = holds_back.tenant and c.ended_at is null and c.until > clock_timestamp()
      and c.actions @> '[{"kind": "drain"}]')
$$;

-- As before, and not of keys in quarantine: their contexts, what is remembered of them, and what runs under them end. Questions of
-- whoever is held back go on waiting.
do $$
declare
  change record;
  body text;
begin
  for change in select * from (values
    ('tenancy.claims()', 'k.revoked_at is null',
      'k.revoked_at is null and not tenancy.is_quarantined(k.tenant_id, k.id)'),
    ('tenancy.mint_key(uuid, bytea, inet)', E'then ''suspended''\n',
      E'then ''suspended''\n      when tenancy.is_quarantined(k.tenant_id, k.id) then ''quarantined''\n'),
    ('tenancy.changed_keys(uuid[], uuid[], integer[])', 'k.revoked_at is null',
      'k.revoked_at is null and not tenancy.is_quarantined(k.tenant_id, k.id)'),
    ('tenancy.ended_work(uuid[], uuid[], uuid[], uuid[])', 'k.revoked_at is null',
      'k.revoked_at is null and not tenancy.is_quarantined(k.tenant_id, k.id)'),
    ('tenancy.renew_deferred(uuid, uuid, text, interval)', 'k.revoked_at is null',
      'k.revoked_at is null and not tenancy.is_quarantined(k.tenant_id, k.id)'),
    ('tenancy.claim_deferred(text, interval, timestamptz)',
      E't.id = d.tenant_id and t.state = ''active''\n  where (',
      E't.id = d.tenant_id and t.state = ''active''\n  where not tenancy.holds_back(d.tenant_id, d.user_id) and (')
  ) c (called, was, becomes) loop
    body := pg_get_functiondef(change.called::regprocedure);
    if strpos(body, change.was) = 0 then raise exception 'not as expected: %', change.called; end if;
    execute replace(body, change.was, change.becomes);
  end loop;
end $$;

-- Every process forgets what it knew of the tenant, and looks whether work has to end.
create or replace function tenancy.tell_contained() returns trigger language plpgsql security definer
set search_path = pg_catalog, pg_temp as $$
declare
  held uuid;
begin
  perform pg_notify('tenantry_contained', new.tenant_id::text);
  for held in select (a ->> 'keyId')::uuid from jsonb_array_elements(new.actions) a where a ->> 'kind' = 'quarantine' loop
    perform pg_notify('tenantry_keys', new.tenant_id::text);
    perform pg_notify('tenantry_ended', held::text);
  end loop;
  return null;
end $$;

-- As before, and the switches whose time is over. Whoever is drained no longer has questions that may go on.
create or replace function tenancy.end_containments(at timestamptz) returns integer
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  over record;
  ended integer := 0;
  back record;
begin
  for over in
    select c.tenant_id, c.id, c.rule_id, c.metric, c.actions from public.containment c
    where c.ended_at is null and c.until <= end_containments.at order by c.tenant_id, c.id for update skip locked
  loop
    update public.containment c set ended_at = end_containments.at where c.tenant_id = over.tenant_id and c.id = over.id;
    if tenancy.pauses(over.actions) then
      -- Whoever begins another pause holds the tenant's row: what it wrote is seen by statements after this one alone.
      perform from public.tenant t where t.id = over.tenant_id for update;
      if not exists (select from public.containment c
          where c.tenant_id = over.tenant_id and c.ended_at is null and tenancy.pauses(c.actions)) then
        update public.tenant t set state = 'active' where t.id = over.tenant_id and t.state = 'suspended';
      end if;
    end if;
    insert into public.audit_entry (tenant_id, id, at, actor_kind, actor_id, action, object_kind, object_id, outcome, detail)
      values (over.tenant_id, gen_random_uuid(), end_containments.at, 'system', over.rule_id, 'containment.end', 'tenant', over.id,
        'ok', jsonb_build_object('metric', over.metric));
    ended := ended + 1;
  end loop;
  for back in
    update public.platform_switch s set ended_at = end_containments.at
    where s.ended_at is null and s.until <= end_containments.at returning s.id, s.kind, s.name
  loop
    insert into public.platform_audit (id, at, actor_id, actor_role, action, reason, detail)
      values (gen_random_uuid(), end_containments.at, '00000000-0000-0000-0000-000000000000', 'system', 'switch.on',
        'Its time was over', jsonb_build_object('switch', back.id, 'kind', back.kind, back.kind, back.name));
    ended := ended + 1;
  end loop;
  return ended;
end $$;

-- Of all tenants: nobody is named.
create function tenancy.tell_switched() returns trigger language plpgsql security definer
set search_path = pg_catalog, pg_temp as $$
begin
  perform pg_notify('tenantry_contained', '');
  return null;
end $$;

create function tenancy.keep_rule_version() returns trigger language plpgsql security definer
set search_path = pg_catalog, pg_temp as $$
begin
  insert into public.containment_rule_version (rule_id, version, content, edited_at, edited_by, reason)
    select new.id, coalesce(max(v.version), 0) + 1, jsonb_build_object('enabled', new.enabled, 'windowMinutes', new.window_minutes,
      'threshold', new.threshold, 'atLeast', new.at_least::text, 'actions', new.actions, 'minutes', new.minutes),
      new.edited_at, new.edited_by, new.reason
    from public.containment_rule_version v where v.rule_id = new.id;
  return null;
end $$;

revoke all on function tenancy.is_quarantined(uuid, uuid), tenancy.holds_back(uuid, uuid), tenancy.tell_switched(),
  tenancy.keep_rule_version() from public;
grant execute on function tenancy.tell_switched(), tenancy.keep_rule_version() to tenantry_owner;
reset role;
create trigger platform_switch_told after insert or update on platform_switch
  for each row execute function tenancy.tell_switched();
create trigger containment_rule_kept after insert or update on containment_rule
  for each row execute function tenancy.keep_rule_version();
set local role tenantry_definer;
revoke execute on function tenancy.tell_switched(), tenancy.keep_rule_version() from tenantry_owner;
reset role;
revoke create on schema tenancy from tenantry_definer;

-- What they are now is the first of each that is known.
alter table containment_rule no force row level security;
alter table containment_rule_version no force row level security;
insert into containment_rule_version (rule_id, version, content, edited_at, edited_by, reason)
  select r.id, 1, jsonb_build_object('enabled', r.enabled, 'windowMinutes', r.window_minutes, 'threshold', r.threshold,
    'atLeast', r.at_least::text, 'actions', r.actions, 'minutes', r.minutes), r.edited_at, r.edited_by, r.reason
  from containment_rule r;
alter table containment_rule force row level security;
alter table containment_rule_version force row level security;
