/**
 * Makes the ledger's partitions from the month before last to two years ahead, and takes what lies in the
 * default partition into them. Run by the owner after the migrations; changes nothing when all are there.
 */
export const MAKE_LEDGER_MONTHS = `do $$
declare
  m timestamp;
  name text;
  moved bigint;
begin
  if to_regclass('ledger_months.other') is null then return; end if;
  -- Forced security would show its owner no row.
  alter table ledger_months.other no force row level security;
  for m in select generate_series(date_trunc('month', least(
      (clock_timestamp() at time zone 'UTC') - interval '2 months', (select min(at) at time zone 'UTC' from ledger_months.other))),
    date_trunc('month', clock_timestamp() at time zone 'UTC') + interval '24 months', interval '1 month')
  loop
    name := 'ledger_' || to_char(m, 'YYYY_MM');
    continue when to_regclass('ledger_months.' || name) is not null;
    execute format('create table ledger_months.%I (like public.ledger_entry including all)', name);
    execute format('with moved as (delete from ledger_months.other where at >= %L and at < %L returning *)
      insert into ledger_months.%I select * from moved', m at time zone 'UTC', (m + interval '1 month') at time zone 'UTC', name);
    get diagnostics moved = row_count;
    -- What was moved is compared with its tenants, of which forced security would show none.
    if moved > 0 then alter table public.tenant no force row level security; end if;
    execute format('alter table public.ledger_entry attach partition ledger_months.%I for values from (%L) to (%L)',
      name, m at time zone 'UTC', (m + interval '1 month') at time zone 'UTC');
    if moved > 0 then alter table public.tenant force row level security; end if;
    execute format('alter table ledger_months.%I enable row level security', name);
    execute format('alter table ledger_months.%I force row level security', name);
    execute format('create policy %I on ledger_months.%I as restrictive to tenantry_app
      using (tenant_id = (select tenancy.current_tenant())) with check (tenant_id = (select tenancy.current_tenant()))',
      name || '_own_tenant', name);
  end loop;
  alter table ledger_months.other force row level security;
end $$`;
