-- For the self-test: what its tenants have of the tables of statements.
grant create on schema tenancy to tenantry_definer;
set local role tenantry_definer;

-- Of a canary alone: terms and a statement of nothing, of a month in which it did not exist.
create function tenancy.plant_statement(entry uuid, at timestamptz) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  target uuid := tenancy.current_tenant();
begin
  if not exists (select from public.tenant t where t.id = target and t.canary) then
    raise exception 'planting is for canaries' using errcode = 'insufficient_privilege';
  end if;
  insert into public.billing_terms (tenant_id, version, legal_name, address, currency, discount_label, discount_bp, discount_on,
      tax_id, tax_category, tax_bp, reverse_charge, place, reason, author_id, created_at)
    values (target, 1, 'Self-test', '', 'USD', '', 0, 'fees', '', 'O', 0, false, '', 'For the self-test',
      tenancy.current_principal(), at)
    on conflict (tenant_id, version) do nothing;
  insert into public.issued_statement (tenant_id, id, kind, number, label, month, from_at, until_at, zone, document, counted,
      currency, total_nano, net_minor, tax_minor, due_minor, issued_at, issued_by, reason)
    select target, entry, 'statement', 1, 'S-0000000000-0001', '2001-01', '2001-01-01Z', '2001-02-01Z', 'UTC', '{"lines": []}',
      '[]', 'USD', 0, 0, 0, 0, at, tenancy.current_principal(), 'For the self-test'
    where not exists (select from public.issued_statement s where s.tenant_id = target);
  return found;
end $$;

revoke all on function tenancy.plant_statement(uuid, timestamptz) from public;
grant execute on function tenancy.plant_statement(uuid, timestamptz) to tenantry_app;
reset role;
revoke create on schema tenancy from tenantry_definer;
