-- What an export needs of a statement beside what was sent, so that its rows stay as they were when its tenant is erased: in
-- which zone its month lay, when it began and ended, and what the ledger had got of earlier months, covered by a fee or not. Of
-- those that were kept before, nobody knows.
alter table erased_statement add column zone text, add column from_at timestamptz, add column until_at timestamptz,
  add column earlier_nano bigint;

grant create on schema tenancy to tenantry_definer;
set local role tenantry_definer;

-- As before; with each statement what its rows in a file are made of. Months are closed one after the other: the one before is
-- the latest that is earlier.
create or replace function tenancy.keep_bills(bills jsonb) returns integer language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp as $$
declare
  target uuid := tenancy.erasing_tenant();
  kept integer;
begin
  if target is null then
    raise exception 'this tenant is not being erased' using errcode = 'insufficient_privilege';
  end if;
  insert into public.erased_statement (erased_id, label, kind, month, document, currency, total_nano, net_minor, tax_minor,
      due_minor, issued_at, zone, from_at, until_at, earlier_nano)
    select target, s.label, s.kind, s.month, s.document, s.currency, s.total_nano, s.net_minor, s.tax_minor, s.due_minor,
      s.issued_at, s.zone, s.from_at, s.until_at,
      coalesce(n.nano, 0) - coalesce(case when p.id is null then n.before else o.nano end, 0)
    from public.issued_statement s
    left join public.issued_statement p on s.kind = 'statement' and p.tenant_id = s.tenant_id and p.kind = 'statement'
      and p.month = (select max(b.month) from public.issued_statement b
        where b.tenant_id = s.tenant_id and b.kind = 'statement' and b.month < s.month)
    cross join lateral (select sum((c ->> 'callNano')::numeric + (c ->> 'correctionNano')::numeric) as nano,
        sum((c ->> 'callNano')::numeric + coalesce((c ->> 'correctionNanoBefore')::numeric, 0)) as before
      from jsonb_array_elements(s.counted) c where c ->> 'month' < s.month) n
    cross join lateral (select sum((c ->> 'callNano')::numeric + (c ->> 'correctionNano')::numeric) as nano
      from jsonb_array_elements(p.counted) c where c ->> 'month' < s.month) o
    where s.tenant_id = target on conflict (erased_id, label) do nothing;
  if exists (select from public.erased_bill b where b.erased_id = target) then return 0; end if;
  insert into public.erased_bill (erased_id, month, fee_nano, usage_nano, total_nano, days, days_in_month)
    select target, b.month, b.fee, b.usage, b.total, b.days, b.of_days
    from jsonb_to_recordset(bills) as b (month text, fee bigint, usage bigint, total bigint, days integer, of_days integer);
  get diagnostics kept = row_count;
  return kept;
end $$;

reset role;
revoke create on schema tenancy from tenantry_definer;
