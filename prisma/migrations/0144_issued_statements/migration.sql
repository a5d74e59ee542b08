-- Statements of months that were closed, and credit notes, the only thing that corrects one. Written once by functions of
-- finance; nobody changes or removes a row. Each tenant has two series without gaps: one number tells nothing of other tenants.
create table issued_statement (
  tenant_id uuid not null references tenant (id),
  id uuid not null,
  kind text not null check (kind in ('statement', 'credit_note')),
  number integer not null check (number > 0),
  -- What stands on the page: `S-1A2B3C4D5E-0001`, or with C.
  label text not null,
  -- Of a credit note: of the statement that it corrects.
  month text not null check (month ~ '^\d{4}-(0[1-9]|1[0-2])$'),
  from_at timestamptz not null,
  until_at timestamptz not null,
  zone text not null,
  -- Lines with exact amounts, whom it is for, tax fields, the exchange rate with its version and source.
  document jsonb not null check (jsonb_typeof(document -> 'lines') = 'array'),
  -- Of a statement: what was counted so far of every month, by model. What is more at the next close arrived later.
  counted jsonb check (jsonb_typeof(counted) = 'array'),
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  total_nano bigint not null,
  -- Minor units of the currency.
  net_minor bigint not null,
  tax_minor bigint not null,
  due_minor bigint not null,
  corrects uuid,
  issued_at timestamptz not null,
  issued_by uuid not null,
  reason text not null check (length(reason) between 3 and 500),
  primary key (tenant_id, id),
  unique (tenant_id, kind, number),
  check ((kind = 'statement') = (counted is not null)),
  check ((kind = 'credit_note') = (corrects is not null)),
  check (net_minor + tax_minor = due_minor)
);
create unique index issued_statement_month on issued_statement (tenant_id, month) where kind = 'statement';
create index issued_statement_corrects on issued_statement (tenant_id, corrects) where corrects is not null;

-- What stays of an erased tenant: a bill that was sent is kept.
create table erased_statement (
  erased_id uuid not null references erased_tenant (id),
  label text not null,
  kind text not null,
  month text not null,
  document jsonb not null,
  currency text not null,
  total_nano bigint not null,
  net_minor bigint not null,
  tax_minor bigint not null,
  due_minor bigint not null,
  issued_at timestamptz not null,
  primary key (erased_id, label)
);

alter table issued_statement enable row level security;
alter table issued_statement force row level security;
alter table erased_statement enable row level security;
alter table erased_statement force row level security;
create policy issued_statement_own_tenant on issued_statement as restrictive to tenantry_app
  using (tenant_id = (select tenancy.current_tenant())) with check (tenant_id = (select tenancy.current_tenant()));
create policy issued_statement_read on issued_statement for select to tenantry_app
  using ((select tenancy.current_role_name()) in ('owner', 'admin', 'worker'));
grant select on issued_statement to tenantry_app;
do $$
declare r text;
begin
  foreach r in array array['operator', 'finance', 'auditor'] loop
    execute format('create policy %I on issued_statement for select to %I using ((select tenancy.platform_role()) = %L)',
      'issued_statement_' || r, 'tenantry_' || r, r);
    execute format('create policy %I on erased_statement for select to %I using ((select tenancy.platform_role()) = %L)',
      'erased_statement_' || r, 'tenantry_' || r, r);
    execute format('grant select on issued_statement, erased_statement to %I', 'tenantry_' || r);
  end loop;
end $$;
create policy issued_statement_definer on issued_statement for select to tenantry_definer using (true);
create policy issued_statement_definer_add on issued_statement for insert to tenantry_definer with check (true);
create policy issued_statement_definer_end on issued_statement for delete to tenantry_definer using (true);
grant select, insert, delete on issued_statement to tenantry_definer;
create policy erased_statement_definer on erased_statement for select to tenantry_definer using (true);
create policy erased_statement_definer_add on erased_statement for insert to tenantry_definer with check (true);
grant select, insert on erased_statement to tenantry_definer;

grant create on schema tenancy to tenantry_definer;
set local role tenantry_definer;

-- Writes a document under the next number of its series and tells the tenant's audit log. Amounts add up, or nothing is written.
create function tenancy.add_issued(target uuid, entry uuid, audit uuid, doc_kind text, doc_month text, starts timestamptz,
  ends timestamptz, doc_zone text, doc jsonb, so_far jsonb, doc_currency text, total bigint, net bigint, tax bigint, due bigint,
  of_statement uuid, why text) returns text
language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
declare
  next integer;
  label text;
begin
  if total is distinct from (select coalesce(sum((l ->> 'amountNano')::numeric), 0) from jsonb_array_elements(doc -> 'lines') l) then
    raise exception 'lines do not add up' using errcode = 'check_violation';
  end if;
  select coalesce(max(s.number), 0) + 1 into next from public.issued_statement s
    where s.tenant_id = target and s.kind = doc_kind;
  label := case doc_kind when 'statement' then 'S-' else 'C-' end
    || upper(left(replace(target::text, '-', ''), 10)) || '-' || lpad(next::text, greatest(4, length(next::text)), '0');
  insert into public.issued_statement (tenant_id, id, kind, number, label, month, from_at, until_at, zone, document, counted,
      currency, total_nano, net_minor, tax_minor, due_minor, corrects, issued_at, issued_by, reason)
    values (target, entry, doc_kind, next, label, doc_month, starts, ends, doc_zone, doc, so_far, doc_currency, total, net, tax,
      due, of_statement, clock_timestamp(), tenancy.current_principal(), why);
  insert into public.audit_entry (tenant_id, id, at, actor_kind, actor_id, action, object_kind, object_id, outcome, detail)
    values (target, audit, clock_timestamp(), 'operator', tenancy.current_principal(),
      case doc_kind when 'statement' then 'statement.close' else 'statement.credit' end, 'issued_statement', entry, 'ok',
      jsonb_build_object('number', label, 'month', doc_month));
  return label;
end $$;

-- Closes a tenant's month; for finance, in the transaction of its audit entry. Months are closed one after the other from
-- the first that is. Errors: TS001 closed already, TS002 not the next month, TS003 not over, TP006 no such tenant.
create function tenancy.close_month(target uuid, entry uuid, audit uuid, closes text, starts timestamptz, ends timestamptz,
  doc jsonb, so_far jsonb, currency text, total bigint, net bigint, tax bigint, due bigint, reason text) returns text
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  place text;
  last text;
begin
  perform tenancy.corrects_ledger(target, 'statement.close');
  perform pg_advisory_xact_lock(hashtextextended('tenantry.statements ' || target::text, 0));
  select t.time_zone into place from public.tenant t where t.id = target;
  if not found then raise exception 'no such tenant' using errcode = 'TP006'; end if;
  select max(s.month) into last from public.issued_statement s where s.tenant_id = target and s.kind = 'statement';
  if closes <= last then raise exception 'closed already' using errcode = 'TS001'; end if;
  if to_char((last || '-01')::date + interval '1 month', 'YYYY-MM') <> closes then
    raise exception 'not the next month' using errcode = 'TS002';
  end if;
  if ends > clock_timestamp()
    or ((closes || '-01')::timestamp + interval '1 month') at time zone place > clock_timestamp() then
    raise exception 'the month is not over' using errcode = 'TS003';
  end if;
  return tenancy.add_issued(target, entry, audit, 'statement', closes, starts, ends, place, doc, so_far, close_month.currency,
    total, net, tax, due, null, close_month.reason);
end $$;

-- Takes lines of a statement back, in full or in part; for finance, in the transaction of its audit entry. Each line of the
-- note names the statement's line by its place, and with earlier notes never takes more back than the line has. `so_far`: how
-- many notes the person saw. Errors: TP001 another note came first, TS004 more than there is, TP006 no such statement.
create function tenancy.credit_statement(target uuid, entry uuid, audit uuid, statement uuid, so_far integer, doc jsonb,
  total bigint, net bigint, tax bigint, due bigint, reason text) returns text
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  credited public.issued_statement;
begin
  perform tenancy.corrects_ledger(target, 'statement.credit');
  perform pg_advisory_xact_lock(hashtextextended('tenantry.statements ' || target::text, 0));
  select s.* into credited from public.issued_statement s
    where s.tenant_id = target and s.id = statement and s.kind = 'statement';
  if not found then raise exception 'no such statement' using errcode = 'TP006'; end if;
  if so_far is distinct from (select count(*)::integer from public.issued_statement s
      where s.tenant_id = target and s.corrects = statement) then
    raise exception 'another note came first' using errcode = 'TP001';
  end if;
  if exists (
    select from (
      select l ->> 'line' as line, sum((l ->> 'amountNano')::numeric) as back from (
        select jsonb_array_elements(doc -> 'lines') as l
        union all
        select jsonb_array_elements(s.document -> 'lines') from public.issued_statement s
          where s.tenant_id = target and s.corrects = statement) notes
      group by 1) taken
    left join lateral (select (credited.document #>> array['lines', taken.line, 'amountNano'])::numeric as amount) of_line on true
    where of_line.amount is null or taken.back not between least(-of_line.amount, 0) and greatest(-of_line.amount, 0)
  ) then
    raise exception 'more than there is' using errcode = 'TS004';
  end if;
  return tenancy.add_issued(target, entry, audit, 'credit_note', credited.month, credited.from_at, credited.until_at,
    credited.zone, doc, null, credited.currency, total, net, tax, due, statement, credit_statement.reason);
end $$;

-- As before; statements that were issued stay too, each as it was sent.
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
      due_minor, issued_at)
    select target, s.label, s.kind, s.month, s.document, s.currency, s.total_nano, s.net_minor, s.tax_minor, s.due_minor,
      s.issued_at
    from public.issued_statement s where s.tenant_id = target on conflict (erased_id, label) do nothing;
  if exists (select from public.erased_bill b where b.erased_id = target) then return 0; end if;
  insert into public.erased_bill (erased_id, month, fee_nano, usage_nano, total_nano, days, days_in_month)
    select target, b.month, b.fee, b.usage, b.total, b.days, b.of_days
    from jsonb_to_recordset(bills) as b (month text, fee bigint, usage bigint, total bigint, days integer, of_days integer);
  get diagnostics kept = row_count;
  return kept;
end $$;

-- Statements of one month (its first day) that say something else than the ledger does. What the tenant's last close had counted
-- of a month stays in the ledger: with as many calls and corrections of a model as it counted, tokens and money are the same;
-- with more, they came later and are on a statement to come. And lines add up, usage to what was counted.
create function tenancy.compare_statements(month date) returns table (tenant_id uuid, model text)
language sql stable set search_path = pg_catalog, pg_temp as $$
  with issued as materialized (
    select s.tenant_id, s.document, s.counted, s.total_nano from public.issued_statement s
    where s.kind = 'statement' and s.month = to_char(compare_statements.month, 'YYYY-MM')
  ), last as materialized (
    select distinct on (s.tenant_id) s.tenant_id, s.zone, s.until_at, s.counted from public.issued_statement s
    where s.kind = 'statement' and s.tenant_id in (select i.tenant_id from issued i) order by s.tenant_id, s.month desc
  ), said as (
    select l.tenant_id, c.* from last l cross join lateral jsonb_to_recordset(l.counted) c (month text, model text, calls bigint,
      corrections bigint, "callTokens" numeric, "correctionTokens" numeric, "callNano" numeric, "correctionNano" numeric)
    where c.month = to_char(compare_statements.month, 'YYYY-MM')
  ), call as materialized (
    select l.tenant_id, e.id, e.model, e.price, e.tokens, l.until_at from last l cross join lateral (
      select e.id, e.model, e.price_nano as price, e.input_tokens + e.output_tokens + e.cache_read_tokens
        + e.cache_write_5m_tokens + e.cache_write_1h_tokens as tokens
      from public.ledger_entry e where e.tenant_id = l.tenant_id and e.kind = 'call'
        and e.at >= compare_statements.month::timestamp at time zone l.zone
        and e.at < (compare_statements.month + interval '1 month') at time zone l.zone offset 0) e
  ), calls as (
    select c.tenant_id, c.model, count(*) as n, sum(c.tokens) as tokens, sum(c.price) as nano from call c group by 1, 2
  ), corrections as (
    select c.tenant_id, e.model, count(*) as n, sum(e.input_tokens + e.output_tokens + e.cache_read_tokens
      + e.cache_write_5m_tokens + e.cache_write_1h_tokens) as tokens, sum(e.price_nano) as nano
    from public.ledger_entry e join call c on c.tenant_id = e.tenant_id and c.id = e.adjusts
    where e.adjusts is not null and e.at < c.until_at group by 1, 2
  )
  select s.tenant_id, s.model from said s
    left join calls c on c.tenant_id = s.tenant_id and c.model = s.model
    left join corrections k on k.tenant_id = s.tenant_id and k.model = s.model
  where coalesce(c.n, 0) < s.calls or coalesce(k.n, 0) < s.corrections
    or coalesce(c.n, 0) = s.calls and (coalesce(c.tokens, 0), coalesce(c.nano, 0)) <> (s."callTokens", s."callNano")
    or coalesce(k.n, 0) = s.corrections
      and (coalesce(k.tokens, 0), coalesce(k.nano, 0)) <> (s."correctionTokens", s."correctionNano")
  union all
  select i.tenant_id, '' from issued i cross join lateral (
      select coalesce(sum((l ->> 'amountNano')::numeric), 0) as total,
        coalesce(sum((l ->> 'amountNano')::numeric) filter (where l ->> 'kind' = 'usage'), 0) as used
      from jsonb_array_elements(i.document -> 'lines') l) d
    cross join lateral (select coalesce(sum((c ->> 'callNano')::numeric + (c ->> 'correctionNano')::numeric), 0) as nano
      from jsonb_array_elements(i.counted) c where c ->> 'month' = to_char(compare_statements.month, 'YYYY-MM')) n
  where d.total <> i.total_nano or d.used <> n.nano
$$;

-- The standing check says so too.
do $$
declare
  change record;
  body text := pg_get_functiondef('tenancy.check_books(date)'::regprocedure);
begin
  for change in select * from (values
    ('), compared as (', '), issued as (
    select d.tenant_id, count(*) as sums from tenancy.compare_statements(check_books.month) d group by 1
  ), compared as ('),
    ('f.days as fleet, ', 'f.days as fleet, i.sums as issued, '),
    ('f.days is not null as differs', 'f.days is not null or i.sums is not null as differs'),
    ('left join fleet f on f.tenant_id = b.tenant_id', 'left join fleet f on f.tenant_id = b.tenant_id
      left join issued i on i.tenant_id = b.tenant_id'),
    ('''days'', ''fleet'']', '''days'', ''fleet'', ''issued'']'),
    ('''fleet_differing'', coalesce(c.fleet, 0)', '''fleet_differing'', coalesce(c.fleet, 0),
        ''statements_differing'', coalesce(c.issued, 0)')
  ) c (was, becomes) loop
    if strpos(body, change.was) = 0 then raise exception 'not as expected: %', change.was; end if;
    body := replace(body, change.was, change.becomes);
  end loop;
  execute body;
end $$;

revoke all on function tenancy.compare_statements(date),
  tenancy.add_issued(uuid, uuid, uuid, text, text, timestamptz, timestamptz, text, jsonb, jsonb, text, bigint, bigint, bigint,
    bigint, uuid, text),
  tenancy.close_month(uuid, uuid, uuid, text, timestamptz, timestamptz, jsonb, jsonb, text, bigint, bigint, bigint, bigint, text),
  tenancy.credit_statement(uuid, uuid, uuid, uuid, integer, jsonb, bigint, bigint, bigint, bigint, text) from public;
grant execute on function
  tenancy.close_month(uuid, uuid, uuid, text, timestamptz, timestamptz, jsonb, jsonb, text, bigint, bigint, bigint, bigint, text),
  tenancy.credit_statement(uuid, uuid, uuid, uuid, integer, jsonb, bigint, bigint, bigint, bigint, text) to tenantry_finance;
grant execute on function tenancy.refuse_change() to tenantry_owner;
reset role;
create trigger issued_statement_kept before update or delete on issued_statement for each row
  execute function tenancy.refuse_change();
set local role tenantry_definer;
revoke execute on function tenancy.refuse_change() from tenantry_owner;
reset role;
revoke create on schema tenancy from tenantry_definer;
