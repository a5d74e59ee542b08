-- What a workspace tells its own people and programs: events, who wants which, where they go and what became of each delivery.

-- Which people are told of a kind of event by e-mail. What has no row is as the product sets it.
create table notification_setting (
  tenant_id uuid not null references tenant (id),
  kind text not null check (kind ~ '^[a-z_]+\.[a-z_]+$' and length(kind) <= 40),
  admins boolean not null,
  people uuid[] not null check (cardinality(people) <= 50),
  changed_at timestamptz not null,
  primary key (tenant_id, kind)
);

-- What a person wants no e-mail about, whoever says otherwise.
create table notification_choice (
  tenant_id uuid not null references tenant (id),
  user_id uuid not null,
  muted text[] not null check (cardinality(muted) <= 40),
  changed_at timestamptz not null,
  primary key (tenant_id, user_id),
  foreign key (tenant_id, user_id) references membership (tenant_id, user_id) on delete cascade
);

-- The address is sealed too: many carry a secret of their receiver. A former secret signs beside the new one for a while.
create table webhook_endpoint (
  tenant_id uuid not null references tenant (id),
  id uuid not null,
  address_sealed bytea not null,
  secret_sealed bytea not null,
  former_sealed bytea,
  former_until timestamptz,
  kinds text[] not null check (cardinality(kinds) <= 40),
  created_at timestamptz not null,
  -- Consecutive deliveries that failed, since when, and until when nothing new is tried.
  failures integer not null default 0 check (failures >= 0),
  failing_since timestamptz,
  held_until timestamptz,
  disabled_at timestamptz,
  disabled_because text check (disabled_because in ('failing', 'gone', 'person')),
  primary key (tenant_id, id),
  check ((former_sealed is null) = (former_until is null)),
  check ((disabled_at is null) = (disabled_because is null))
);

-- Written in the transaction of what it tells. `facts`: ids, codes and figures, until the worker has made the message of them,
-- which is sealed; a row that nobody is to hear of goes then.
create table tenant_event (
  tenant_id uuid not null references tenant (id),
  id uuid not null,
  kind text not null check (kind ~ '^[a-z_]+\.[a-z_]+$' and length(kind) <= 40),
  at timestamptz not null,
  -- Whom it is about, when that is a person.
  person_id uuid,
  facts jsonb check (jsonb_typeof(facts) = 'object' and length(facts::text) <= 2000),
  body_sealed bytea,
  spread_at timestamptz,
  primary key (tenant_id, id),
  check ((spread_at is null) = (facts is not null))
);
create index tenant_event_waiting on tenant_event (tenant_id, at) where spread_at is null;

-- One message on its way to an endpoint or, by e-mail, to a person. `next_at`: of the next try, or null when there is none; while
-- a worker has it in hand, when another may take it over.
create table event_delivery (
  tenant_id uuid not null references tenant (id),
  id uuid not null,
  event_id uuid not null,
  endpoint_id uuid,
  user_id uuid,
  -- Further events of the kind that the same e-mail tells of.
  more integer not null default 0 check (more >= 0),
  created_at timestamptz not null,
  attempts integer not null default 0 check (attempts >= 0),
  next_at timestamptz,
  last_at timestamptz,
  delivered_at timestamptz,
  status smallint,
  -- Why the last try failed: a code of ours, never what the receiver said.
  failure text check (length(failure) <= 100),
  primary key (tenant_id, id),
  check ((endpoint_id is null) <> (user_id is null)),
  foreign key (tenant_id, event_id) references tenant_event (tenant_id, id) on delete cascade,
  foreign key (tenant_id, endpoint_id) references webhook_endpoint (tenant_id, id) on delete cascade,
  foreign key (tenant_id, user_id) references membership (tenant_id, user_id) on delete cascade
);
create index event_delivery_waiting on event_delivery (tenant_id, next_at) where next_at is not null;
create index event_delivery_listing on event_delivery (tenant_id, created_at desc, id desc);
create index event_delivery_event on event_delivery (tenant_id, event_id);
create index event_delivery_endpoint on event_delivery (tenant_id, endpoint_id);
create index event_delivery_person on event_delivery (tenant_id, user_id);

do $$
declare
  t text;
  own constant text := 'tenant_id = (select tenancy.current_tenant())';
  managers constant text := '(select tenancy.current_role_name()) in (''owner'', ''admin'')';
  both_sides constant text := '(select tenancy.current_role_name()) in (''owner'', ''admin'', ''worker'')';
  worker constant text := '(select tenancy.current_role_name()) = ''worker''';
begin
  foreach t in array array['notification_setting', 'notification_choice', 'webhook_endpoint', 'tenant_event', 'event_delivery'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy %I on %I as restrictive to tenantry_app using (%s) with check (%s)', t || '_own_tenant', t, own, own);
    -- For the erasure of a tenant.
    execute format('create policy %I on %I for select to tenantry_definer using (true)', t || '_definer', t);
    execute format('create policy %I on %I for delete to tenantry_definer using (true)', t || '_definer_end', t);
    execute format('grant select, delete on %I to tenantry_definer', t);
    execute format('grant select, insert on %I to tenantry_app', t);
  end loop;
  foreach t in array array['notification_setting', 'webhook_endpoint', 'tenant_event', 'event_delivery'] loop
    execute format('create policy %I on %I for select to tenantry_app using (%s)', t || '_read', t, both_sides);
  end loop;
  foreach t in array array['notification_setting', 'webhook_endpoint'] loop
    execute format('create policy %I on %I for insert to tenantry_app with check (%s)', t || '_add', t, managers);
    execute format('create policy %I on %I for delete to tenantry_app using (%s)', t || '_remove', t, managers);
    execute format('grant delete on %I to tenantry_app', t);
  end loop;
  execute format('create policy notification_setting_change on notification_setting for update to tenantry_app using (%s) with check (%s)',
    managers, managers);
  execute format('create policy webhook_endpoint_change on webhook_endpoint for update to tenantry_app using (%s) with check (%s)',
    both_sides, both_sides);
  foreach t in array array['tenant_event', 'event_delivery'] loop
    execute format('create policy %I on %I for insert to tenantry_app with check (%s)', t || '_add', t, both_sides);
    execute format('create policy %I on %I for delete to tenantry_app using (%s)', t || '_end', t, worker);
    execute format('grant delete on %I to tenantry_app', t);
  end loop;
  execute format('create policy tenant_event_spread on tenant_event for update to tenantry_app using (%s) with check (%s)', worker, worker);
  execute format('create policy event_delivery_try on event_delivery for update to tenantry_app using (%s) with check (%s)',
    both_sides, both_sides);
end $$;
grant update (admins, people, changed_at) on notification_setting to tenantry_app;
grant update (muted, changed_at) on notification_choice to tenantry_app;
grant update (address_sealed, secret_sealed, former_sealed, former_until, kinds, failures, failing_since, held_until, disabled_at,
  disabled_because) on webhook_endpoint to tenantry_app;
grant update (facts, body_sealed, spread_at) on tenant_event to tenantry_app;
grant update (more, attempts, next_at, last_at, delivered_at, status, failure) on event_delivery to tenantry_app;

-- Everybody's own; the worker reads them all, to leave people alone.
create policy notification_choice_read on notification_choice for select to tenantry_app
  using ((select tenancy.current_role_name()) = 'worker' or ((select tenancy.current_role_name()) in ('owner', 'admin', 'member')
    and user_id = (select tenancy.current_principal())));
create policy notification_choice_add on notification_choice for insert to tenantry_app
  with check ((select tenancy.current_role_name()) in ('owner', 'admin', 'member')
    and user_id = (select tenancy.current_principal()));
create policy notification_choice_change on notification_choice for update to tenantry_app
  using ((select tenancy.current_role_name()) in ('owner', 'admin', 'member')
    and user_id = (select tenancy.current_principal()))
  with check (user_id = (select tenancy.current_principal()));

create policy tenant_event_definer_put on tenant_event for insert to tenantry_definer with check (true);
grant insert on tenant_event to tenantry_definer;
create policy notification_setting_definer_forget on notification_setting for update to tenantry_definer
  using (true) with check (true);
grant update (people) on notification_setting to tenantry_definer;
