-- The standing check looked at each tenant's own month alone. A day, a minute, a person, a key, a model or a feature that was
-- counted wrongly, and a hold that nobody gives back, were seen by nobody.

grant create on schema tenancy to tenantry_definer;
set local role tenantry_definer;

-- Counters of one month (its first day) that differ from what their calls' holds say, of every tenant that the caller may
-- see: used from the ledger's entries and their corrections, held from the holds that are not settled. A month's counter is
-- of the month that it names two days in, as in compare_books, a day's and a minute's of the one in which it begins. One
-- that is missing counts nothing, which is right of a member who was erased and of a minute that is over.
create function tenancy.compare_counters(month date)
returns table (tenant_id uuid, scope text, scope_id text, period text, period_start timestamptz, used_nano numeric,
  ledger_nano numeric, used_tokens numeric, ledger_tokens numeric, held_nano numeric, open_nano numeric, held_tokens numeric,
  open_tokens numeric)
language sql stable set search_path = pg_catalog, pg_temp as $$
  with call as materialized (
    select l.tenant_id, l.id, l.price_nano as price,
      l.input_tokens + l.output_tokens + l.cache_read_tokens + l.cache_write_5m_tokens + l.cache_write_1h_tokens as tokens
    from public.ledger_entry l where l.kind = 'call'
      and l.at >= compare_counters.month::timestamp at time zone 'UTC' - interval '2 days'
      and l.at < (compare_counters.month + interval '1 month' + interval '2 days') at time zone 'UTC'
  ), entry as (
    select c.* from call c
    union all
    select l.tenant_id, l.adjusts, l.price_nano,
      l.input_tokens + l.output_tokens + l.cache_read_tokens + l.cache_write_5m_tokens + l.cache_write_1h_tokens
    from public.ledger_entry l join call c on c.tenant_id = l.tenant_id and c.id = l.adjusts where l.adjusts is not null
  ), moved as (
    select v.tenant_id, v.principal_id, v.scopes, e.price, e.tokens, 0::numeric as open_nano, 0::numeric as open_tokens
    from (select e.tenant_id, e.id, sum(e.price) as price, sum(e.tokens) as tokens from entry e group by 1, 2) e
    join public.reservation v on v.tenant_id = e.tenant_id and v.id = e.id
    union all
    select v.tenant_id, v.principal_id, v.scopes, 0, 0, v.bound_price_nano, v.bound_input_tokens + v.bound_output_tokens
    from public.reservation v where v.state = 'held'
  ), said as (
    select m.tenant_id, s.scope, s."scopeId" as scope_id, s.period, s."periodStart" as period_start, sum(m.price) as price,
      sum(m.tokens) as tokens, sum(m.open_nano) as open_nano, sum(m.open_tokens) as open_tokens
    from moved m, jsonb_to_recordset(m.scopes) s (scope text, "scopeId" text, period text, "periodStart" timestamptz)
    -- Who was erased and comes back begins anew.
    where s.scope <> 'user' or m.principal_id <> '00000000-0000-0000-0000-000000000000'
    group by 1, 2, 3, 4, 5
  ), side as (
    select b.tenant_id, b.scope, b.scope_id, b.period, b.period_start, b.used_nano::numeric, 0::numeric as ledger_nano,
      b.used_tokens::numeric, 0::numeric as ledger_tokens, b.held_nano::numeric, 0::numeric as open_nano,
      b.held_tokens::numeric, 0::numeric as open_tokens, true as kept
    from public.budget_counter b
    union all
    select s.tenant_id, s.scope, s.scope_id, s.period, s.period_start, 0, s.price, 0, s.tokens, 0, s.open_nano, 0,
      s.open_tokens, false
    from said s
  )
  select d.tenant_id, d.scope, d.scope_id, d.period, d.period_start, sum(d.used_nano), sum(d.ledger_nano), sum(d.used_tokens),
    sum(d.ledger_tokens), sum(d.held_nano), sum(d.open_nano), sum(d.held_tokens), sum(d.open_tokens)
  from side d join public.tenant t on t.id = d.tenant_id
  where d.period_start > compare_counters.month::timestamp at time zone 'UTC' - interval '3 days'
    and d.period_start < (compare_counters.month + interval '1 month' + interval '1 day') at time zone 'UTC'
    and date_trunc('month', d.period_start at time zone t.time_zone
      + case d.period when 'month' then interval '2 days' else interval '0' end)::date = compare_counters.month
  group by 1, 2, 3, 4, 5
  having (bool_or(d.kept) or (d.scope <> 'user' and d.period <> 'minute'))
    and (sum(d.used_nano), sum(d.used_tokens), sum(d.held_nano), sum(d.held_tokens))
      is distinct from (sum(d.ledger_nano), sum(d.ledger_tokens), sum(d.open_nano), sum(d.open_tokens))
$$;
revoke all on function tenancy.compare_counters(date) from public;

-- As before, and with the first twenty counters of a tenant that differ. Of a person or a key the row does not say whose.
create or replace function tenancy.check_books(month date) returns integer
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  nobody constant uuid := '00000000-0000-0000-0000-000000000000';
  found_differences jsonb;
  books text := 'the books of ' || to_char(month, 'YYYY-MM');
begin
  if not pg_try_advisory_xact_lock(hashtext('tenantry.books')) or exists (select from public.consistency_check k
      where k.month = check_books.month and k.at > clock_timestamp() - interval '50 seconds') then
    return null;
  end if;
  with counter as (
    select d.tenant_id, count(*) as differing, jsonb_agg(jsonb_build_object('scope', d.scope,
        'name', case when d.scope in ('model', 'feature') then d.scope_id end, 'period', d.period, 'start', d.period_start,
        'usedNano', (d.ledger_nano - d.used_nano)::text, 'usedTokens', (d.ledger_tokens - d.used_tokens)::text,
        'heldNano', (d.open_nano - d.held_nano)::text, 'heldTokens', (d.open_tokens - d.held_tokens)::text)
      order by d.n) filter (where d.n <= 20) as first
    from (select c.*, row_number() over (partition by c.tenant_id order by c.period, c.scope, c.period_start, c.scope_id) as n
      from tenancy.compare_counters(check_books.month) c) d
    group by 1
  ), compared as (
    select b.*, n.differing, n.first, b.ledger_nano <> b.counter_nano or b.ledger_tokens <> b.counter_tokens
      or b.ledger_nano <> b.requests_nano + b.unrecorded_nano + b.corrected_nano
      or b.booked_nano <> b.rolled_nano or b.booked_cost <> b.rolled_cost or b.booked_tokens <> b.rolled_tokens
      or n.differing is not null as differs
    from tenancy.compare_books(check_books.month) b left join counter n on n.tenant_id = b.tenant_id
  )
  insert into public.consistency_check (id, at, month, tenants, ledger_nano, differences)
    select gen_random_uuid(), clock_timestamp(), check_books.month, count(*) filter (where not t.canary),
      coalesce(sum(c.ledger_nano) filter (where not t.canary), 0),
      -- As text: amounts go beyond what a number of JSON keeps everywhere.
      coalesce(jsonb_agg((select jsonb_object_agg(f.key, f.value)
          from jsonb_each_text(to_jsonb(c) - array['differs', 'differing', 'first']) f)
          || jsonb_build_object('counters_differing', coalesce(c.differing, 0), 'counters', coalesce(c.first, '[]'))
        order by c.name, c.tenant_id) filter (where c.differs), '[]')
    from compared c join public.tenant t on t.id = c.tenant_id
    returning differences into found_differences;
  insert into public.security_alert (id, at, kind, place, subject_tenant, principal_id)
    select gen_random_uuid(), clock_timestamp(), 'books_differ', books, (d ->> 'tenant_id')::uuid, nobody
    from jsonb_array_elements(found_differences) d
    where not exists (select from public.security_alert a where a.kind = 'books_differ' and a.place = books
      and a.subject_tenant = (d ->> 'tenant_id')::uuid and a.at > clock_timestamp() - interval '1 day');
  delete from public.consistency_check k where k.at < clock_timestamp() - interval '30 days';
  return jsonb_array_length(found_differences);
end $$;

reset role;
revoke create on schema tenancy from tenantry_definer;
