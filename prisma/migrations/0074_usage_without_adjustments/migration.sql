-- What finance charges or credits for a month as a whole is no usage. It was in the price of finance's and operators' pages
-- and not in that of the tenant's own: now it is in no figure of usage, and finance shows it beside.

create index ledger_entry_of_months on ledger_entry (tenant_id, at) where kind = 'adjustment' and adjusts is null;

grant create on schema tenancy to tenantry_definer;
set local role tenantry_definer;

do $$
declare
  change record;
  body text;
begin
  for change in select * from (values
    ('tenancy.usage_in(uuid[],timestamptz[],timestamptz[],boolean)', 'from (select array_agg(p.sums) as parts from part p) a',
      'from (select array_agg(p.sums) as parts from part p where (p.sums).feature <> ''adjustment'') a'),
    -- The check reads what pages read.
    ('tenancy.compare_books(date)', 'from near n join own o on o.id = n.tenant_id where n.at >= o.starts and n.at < o.ends',
      'from near n join own o on o.id = n.tenant_id where n.at >= o.starts and n.at < o.ends
      and (n.kind = ''call'' or n.adjusts is not null)')
  ) c (fn, was, becomes) loop
    body := pg_get_functiondef(change.fn::regprocedure);
    if strpos(body, change.was) = 0 then raise exception 'not as expected: %', change.was; end if;
    execute replace(body, change.was, change.becomes);
  end loop;
end $$;

reset role;
revoke create on schema tenancy from tenantry_definer;
