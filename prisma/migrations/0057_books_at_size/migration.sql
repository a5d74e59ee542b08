-- The comparison of the books computed what pages show once for each tenant, all of it: minutes for two hundred tenants, and
-- no check that ends in time. Each part is computed once.

grant create on schema tenancy to tenantry_definer;
set local role tenantry_definer;

-- As before; what the columns are, 0048 says.
create or replace function tenancy.compare_books(month date)
returns table (tenant_id uuid, name text, ledger_nano numeric, ledger_tokens numeric, counter_nano numeric,
  counter_tokens numeric, requests_nano numeric, unrecorded_nano numeric, corrected_nano numeric, booked_nano numeric,
  booked_cost numeric, booked_tokens numeric, rolled_nano numeric, rolled_cost numeric, rolled_tokens numeric)
language sql stable set search_path = pg_catalog, pg_temp as $$
  with own as materialized (
    select t.id, t.name, t.time_zone, compare_books.month::timestamp at time zone t.time_zone as starts,
      (compare_books.month + interval '1 month') at time zone t.time_zone as ends
    from public.tenant t
  ), near as materialized (
    select l.tenant_id, l.id, l.request_id, l.call_ordinal, l.kind, l.adjusts, l.at, l.price_nano as price, l.cost_nano as cost,
      l.input_tokens + l.output_tokens + l.cache_read_tokens + l.cache_write_5m_tokens + l.cache_write_1h_tokens as tokens
    from public.ledger_entry l
    where l.at >= compare_books.month::timestamp at time zone 'UTC' - interval '2 days'
      and l.at < (compare_books.month + interval '1 month' + interval '2 days') at time zone 'UTC'
  ), entry as (
    select n.* from near n where n.kind = 'call' or n.adjusts is not null
    union all
    select l.tenant_id, l.id, l.request_id, l.call_ordinal, l.kind, l.adjusts, l.at, l.price_nano, l.cost_nano,
      l.input_tokens + l.output_tokens + l.cache_read_tokens + l.cache_write_5m_tokens + l.cache_write_1h_tokens
    from public.ledger_entry l where l.adjusts is not null
      and not (l.at >= compare_books.month::timestamp at time zone 'UTC' - interval '2 days'
        and l.at < (compare_books.month + interval '1 month' + interval '2 days') at time zone 'UTC')
      and exists (select from near n where n.tenant_id = l.tenant_id and n.id = l.adjusts)
  ), placed as (
    select e.*, date_trunc('month', coalesce((select (s ->> 'periodStart')::timestamptz at time zone o.time_zone + interval '2 days'
         from jsonb_array_elements(v.scopes) s where s ->> 'scope' = 'tenant' and s ->> 'period' = 'month'),
        e.at at time zone o.time_zone))::date = compare_books.month as here
    from entry e join own o on o.id = e.tenant_id
    left join public.reservation v on v.tenant_id = e.tenant_id and v.request_id = e.request_id and v.call_ordinal = e.call_ordinal
  ), so_far as (
    -- What a request's row may say: its calls, and the corrections up to when it was written.
    select p.*, sum(p.price) over (partition by p.tenant_id, p.request_id order by p.kind = 'adjustment', p.at, p.id) as total
    from placed p
  ), per_request as (
    select p.tenant_id, p.request_id, coalesce(sum(p.price) filter (where p.here), 0) as price,
      coalesce(sum(p.price) filter (where not p.here), 0) as elsewhere,
      coalesce(sum(p.tokens) filter (where p.here), 0) as tokens,
      array_agg(p.total) filter (where p.kind = 'adjustment')
        || coalesce(sum(p.price) filter (where p.kind = 'call'), 0) as totals
    from so_far p group by 1, 2 having bool_or(p.here)
  ), ledger as materialized (
    select p.tenant_id, sum(p.price) as price, sum(p.tokens) as tokens,
      coalesce(sum(r.price_nano - p.elsewhere), 0) as requests,
      coalesce(sum(p.price) filter (where r.id is null), 0) as unrecorded,
      coalesce(sum(p.price + p.elsewhere - r.price_nano) filter (where r.price_nano = any (p.totals)), 0) as corrected
    from per_request p left join public.request r on r.tenant_id = p.tenant_id and r.id = p.request_id
    group by 1
  ), uncalled as materialized (
    select r.tenant_id, sum(r.price_nano) as price from public.request r join own o on o.id = r.tenant_id
    where r.started_at >= o.starts and r.started_at < o.ends and r.price_nano > 0
      and not exists (select from public.ledger_entry l where l.tenant_id = r.tenant_id and l.request_id = r.id)
    group by 1
  ), counter as materialized (
    select b.tenant_id, sum(b.used_nano) as price, sum(b.used_tokens) as tokens
    from public.budget_counter b join own o on o.id = b.tenant_id
    where b.scope = 'tenant' and b.scope_id = b.tenant_id::text and b.period = 'month'
      and b.period_start > compare_books.month::timestamp at time zone 'UTC' - interval '3 days'
      and b.period_start < compare_books.month::timestamp at time zone 'UTC' + interval '3 days'
      and date_trunc('month', b.period_start at time zone o.time_zone + interval '2 days')::date = compare_books.month
    group by 1
  ), booked as materialized (
    select n.tenant_id, sum(n.price) as price, sum(n.cost) as cost, sum(n.tokens) as tokens
    from near n join own o on o.id = n.tenant_id where n.at >= o.starts and n.at < o.ends group by 1
  ), place as (
    select o.*, row_number() over (order by o.id) as n from own o
  ), rolled as materialized (
    select p.id, u.price_nano as price, u.cost_nano as cost, u.input_tokens + u.output_tokens + u.cache_read_tokens
      + u.cache_write_5m_tokens + u.cache_write_1h_tokens as tokens
    from (select array_agg(p.id order by p.n) as t, array_agg(p.starts order by p.n) as s, array_agg(p.ends order by p.n) as e
        from place p) a
      cross join lateral tenancy.usage_in(a.t, a.s, a.e, false) u join place p on p.n = u.place
  )
  select o.id, o.name, coalesce(l.price, 0), coalesce(l.tokens, 0), coalesce(c.price, 0), coalesce(c.tokens, 0),
    coalesce(l.requests, 0) + coalesce(q.price, 0), coalesce(l.unrecorded, 0), coalesce(l.corrected, 0),
    coalesce(b.price, 0), coalesce(b.cost, 0), coalesce(b.tokens, 0), coalesce(u.price, 0), coalesce(u.cost, 0),
    coalesce(u.tokens, 0)
  from own o left join ledger l on l.tenant_id = o.id left join counter c on c.tenant_id = o.id
    left join uncalled q on q.tenant_id = o.id left join booked b on b.tenant_id = o.id left join rolled u on u.id = o.id
$$;

-- As before, but the self-test's tenants are in neither the number nor the sum, as in every figure of tenants. A difference
-- of theirs is one all the same.
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
  with compared as (
    select b.*, b.ledger_nano <> b.counter_nano or b.ledger_tokens <> b.counter_tokens
      or b.ledger_nano <> b.requests_nano + b.unrecorded_nano + b.corrected_nano
      or b.booked_nano <> b.rolled_nano or b.booked_cost <> b.rolled_cost or b.booked_tokens <> b.rolled_tokens as differs
    from tenancy.compare_books(check_books.month) b
  )
  insert into public.consistency_check (id, at, month, tenants, ledger_nano, differences)
    select gen_random_uuid(), clock_timestamp(), check_books.month, count(*) filter (where not t.canary),
      coalesce(sum(c.ledger_nano) filter (where not t.canary), 0),
      -- As text: amounts go beyond what a number of JSON keeps everywhere.
      coalesce(jsonb_agg((select jsonb_object_agg(f.key, f.value) from jsonb_each_text(to_jsonb(c) - 'differs') f)
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
