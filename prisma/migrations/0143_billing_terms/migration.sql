-- What a statement says beside the ledger: to whom it goes, in which currency, with which discount and tax, entered by
-- finance for each tenant, and what a dollar is in another currency. Versions: none is ever changed.

-- Units of the currency for one dollar, times 1,000,000,000, from a day on. Of two of one day, the later version.
create table exchange_rate (
  version integer primary key,
  currency text not null check (currency ~ '^[A-Z]{3}$' and currency <> 'USD'),
  valid_from date not null,
  rate_nano bigint not null check (rate_nano between 1 and 1000000000000000),
  source text not null check (length(source) between 3 and 200),
  reason text not null check (length(reason) between 3 and 500),
  author_id uuid not null,
  created_at timestamptz not null
);
create index exchange_rate_in_force on exchange_rate (currency, valid_from desc, version desc);

create table billing_terms (
  tenant_id uuid not null references tenant (id),
  version integer not null check (version > 0),
  -- Who is billed, as it stands on the statement.
  legal_name text not null check (length(legal_name) between 1 and 200),
  address text not null check (length(address) <= 500),
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  discount_label text not null check (length(discount_label) <= 100),
  discount_bp integer not null check (discount_bp between 0 and 10000),
  discount_on text not null check (discount_on in ('fees', 'usage', 'all')),
  tax_id text not null check (length(tax_id) <= 50),
  -- Codes of UNCL 5305: standard, zero, exempt, reverse charge, export, outside the scope.
  tax_category text not null check (tax_category in ('S', 'Z', 'E', 'AE', 'G', 'O')),
  tax_bp integer not null check (tax_bp between 0 and 10000),
  reverse_charge boolean not null,
  place text not null check (length(place) <= 100),
  reason text not null check (length(reason) between 3 and 500),
  author_id uuid not null,
  created_at timestamptz not null,
  primary key (tenant_id, version),
  check (tax_category = 'S' or tax_bp = 0),
  check (reverse_charge = (tax_category = 'AE')),
  check (not reverse_charge or tax_id <> '')
);

alter table exchange_rate enable row level security;
alter table exchange_rate force row level security;
alter table billing_terms enable row level security;
alter table billing_terms force row level security;
create policy exchange_rate_read on exchange_rate for select to tenantry_app using (true);
grant select (version, currency, valid_from, rate_nano, source) on exchange_rate to tenantry_app;
create policy billing_terms_own_tenant on billing_terms as restrictive to tenantry_app
  using (tenant_id = (select tenancy.current_tenant())) with check (tenant_id = (select tenancy.current_tenant()));
-- The worker reads them for an export, and for the last bills of a tenant that goes.
create policy billing_terms_read on billing_terms for select to tenantry_app
  using ((select tenancy.current_role_name()) in ('owner', 'admin', 'worker'));
grant select on billing_terms to tenantry_app;
do $$
declare r text;
begin
  foreach r in array array['operator', 'finance', 'auditor'] loop
    execute format('create policy %I on exchange_rate for select to %I using ((select tenancy.platform_role()) = %L)',
      'exchange_rate_' || r, 'tenantry_' || r, r);
    execute format('create policy %I on billing_terms for select to %I using ((select tenancy.platform_role()) = %L)',
      'billing_terms_' || r, 'tenantry_' || r, r);
    execute format('grant select on exchange_rate, billing_terms to %I', 'tenantry_' || r);
  end loop;
end $$;
create policy exchange_rate_definer on exchange_rate for select to tenantry_definer using (true);
create policy exchange_rate_definer_add on exchange_rate for insert to tenantry_definer with check (true);
grant select, insert on exchange_rate to tenantry_definer;
create policy billing_terms_definer on billing_terms for select to tenantry_definer using (true);
create policy billing_terms_definer_add on billing_terms for insert to tenantry_definer with check (true);
create policy billing_terms_definer_end on billing_terms for delete to tenantry_definer using (true);
grant select, insert, delete on billing_terms to tenantry_definer;
create policy audit_entry_definer_bill on audit_entry for insert to tenantry_definer
  with check (action in ('billing.terms', 'statement.close', 'statement.credit') and actor_kind = 'operator');

grant create on schema tenancy to tenantry_definer;
set local role tenantry_definer;

-- Of what was written for good. Refuses everybody, whoever calls, but the erasure of the row's own tenant.
create function tenancy.refuse_change() returns trigger language plpgsql volatile
set search_path = pg_catalog, pg_temp as $$
begin
  if tg_op = 'DELETE' and tenancy.erasing_tenant() = (to_jsonb(old) ->> 'tenant_id')::uuid then
    return old;
  end if;
  raise exception 'what was issued is never changed' using errcode = 'TS009';
end $$;

-- Adds a rate; for finance, in the transaction of its audit entry. Returns its version.
create function tenancy.add_exchange_rate(currency text, valid_from date, rate bigint, source text, reason text)
returns integer language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  added integer;
begin
  if tenancy.platform_role() is distinct from 'finance' then
    raise exception 'rates need finance' using errcode = 'insufficient_privilege';
  end if;
  if not exists (select from public.platform_audit p where p.actor_id = tenancy.current_principal() and p.action = 'rate.add'
      and p.xact = pg_current_xact_id()::text::bigint) then
    raise exception 'rates need their audit entry' using errcode = 'insufficient_privilege';
  end if;
  perform pg_advisory_xact_lock(hashtext('tenantry.rates'));
  select coalesce(max(r.version), 0) + 1 into added from public.exchange_rate r;
  insert into public.exchange_rate (version, currency, valid_from, rate_nano, source, reason, author_id, created_at)
    values (added, add_exchange_rate.currency, add_exchange_rate.valid_from, add_exchange_rate.rate, add_exchange_rate.source,
      add_exchange_rate.reason, tenancy.current_principal(), clock_timestamp());
  return added;
end $$;

-- Adds a version of a tenant's terms after the one that the person looked at. Errors: TP001 another came first, TP006 no such tenant.
create function tenancy.set_billing_terms(target uuid, audit uuid, based_on integer, terms jsonb, reason text)
returns integer language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  last integer;
begin
  perform tenancy.corrects_ledger(target, 'billing.terms');
  if not exists (select from public.tenant t where t.id = target) then
    raise exception 'no such tenant' using errcode = 'TP006';
  end if;
  perform pg_advisory_xact_lock(hashtextextended('tenantry.statements ' || target::text, 0));
  select coalesce(max(b.version), 0) into last from public.billing_terms b where b.tenant_id = target;
  if based_on is distinct from last then
    raise exception 'another version came first' using errcode = 'TP001';
  end if;
  insert into public.billing_terms (tenant_id, version, legal_name, address, currency, discount_label, discount_bp, discount_on,
      tax_id, tax_category, tax_bp, reverse_charge, place, reason, author_id, created_at)
    select target, last + 1, t.legal_name, t.address, t.currency, t.discount_label, t.discount_bp, t.discount_on, t.tax_id,
      t.tax_category, t.tax_bp, t.reverse_charge, t.place, set_billing_terms.reason, tenancy.current_principal(), clock_timestamp()
    from jsonb_to_record(terms) as t (legal_name text, address text, currency text, discount_label text, discount_bp integer,
      discount_on text, tax_id text, tax_category text, tax_bp integer, reverse_charge boolean, place text);
  insert into public.audit_entry (tenant_id, id, at, actor_kind, actor_id, action, object_kind, outcome, detail)
    values (target, audit, clock_timestamp(), 'operator', tenancy.current_principal(), 'billing.terms', 'billing_terms', 'ok',
      jsonb_build_object('version', last + 1));
  return last + 1;
end $$;

revoke all on function tenancy.refuse_change(), tenancy.add_exchange_rate(text, date, bigint, text, text),
  tenancy.set_billing_terms(uuid, uuid, integer, jsonb, text) from public;
grant execute on function tenancy.add_exchange_rate(text, date, bigint, text, text),
  tenancy.set_billing_terms(uuid, uuid, integer, jsonb, text) to tenantry_finance;
grant execute on function tenancy.refuse_change() to tenantry_owner;
reset role;
create trigger exchange_rate_kept before update or delete on exchange_rate for each row execute function tenancy.refuse_change();
create trigger billing_terms_kept before update or delete on billing_terms for each row execute function tenancy.refuse_change();
set local role tenantry_definer;
revoke execute on function tenancy.refuse_change() from tenantry_owner;
reset role;
revoke create on schema tenancy from tenantry_definer;
