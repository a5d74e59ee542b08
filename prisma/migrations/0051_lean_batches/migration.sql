-- What a batch of one step costs is mostly the beginning of statements: PostgreSQL prepares each table, month and index that
-- one names, used or not. What a batch seldom needs is asked for by functions, which begin when they are called, and
-- counters are made only where one is missing. What a batch does and answers stays the same.

grant create on schema tenancy to tenantry_definer;
set local role tenantry_definer;

-- What was booked for a call that is settled; the months of the ledger are looked through for replays alone.
create function tenancy.booked_call(tenant uuid, call uuid) returns jsonb language plpgsql stable security definer
set search_path = pg_catalog, pg_temp as $$
begin
  return (select jsonb_build_object('outcome', l.outcome, 'cost', l.cost_nano::text, 'price', l.price_nano::text,
      'inputTokens', l.input_tokens, 'outputTokens', l.output_tokens, 'cacheReadTokens', l.cache_read_tokens,
      'cacheWrite5mTokens', l.cache_write_5m_tokens, 'cacheWrite1hTokens', l.cache_write_1h_tokens,
      'estimated', l.estimated)
    from public.ledger_entry l where l.tenant_id = booked_call.tenant and l.id = booked_call.call);
end $$;

-- Tells the operators of a call that took more than its bound.
create function tenancy.tell_exceeded(tenant uuid, principal uuid, model text, at timestamptz) returns jsonb
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  insert into public.security_alert (id, at, kind, place, subject_tenant, principal_id)
    values (gen_random_uuid(), tell_exceeded.at, 'bound_exceeded', left('the bound of a call of ' || model, 80), tenant, principal);
  return '{"exceeded": true}';
end $$;

revoke all on function tenancy.booked_call(uuid, uuid), tenancy.tell_exceeded(uuid, uuid, text, timestamptz) from public;

do $$
declare
  body text := pg_get_functiondef('tenancy.budget_batch(text[],jsonb,jsonb)'::regprocedure);
  change record;
begin
  for change in select * from (values
    ($a$  admitted integer[];
$a$, $b$  admitted integer[];
  missing boolean;
$b$),
    -- Counters are there, but for the first call of a period.
    ($a$, r.at)::tenancy.budget_want), '{}')
    into wanted
$a$, $b$, r.at)::tenancy.budget_want), '{}'),
      bool_or(not exists (select from public.budget_counter b where b.tenant_id = token_tenant[r.token] and b.scope = s.scope
        and b.scope_id = s."scopeId" and b.period = s.period and b.period_start = s."periodStart"))
    into wanted, missing
$b$),
    ($a$    insert into public.budget_counter (tenant_id, scope, scope_id, period, period_start)
      select distinct$a$, $b$    if missing then
      insert into public.budget_counter (tenant_id, scope, scope_id, period, period_start)
      select distinct$b$),
    ($a$      on conflict do nothing;
  end if;$a$, $b$      on conflict do nothing;
    end if;
  end if;$b$),
    ($a$ alarmed as (
      insert into public.security_alert (id, at, kind, place, subject_tenant, principal_id)
      select gen_random_uuid(), g.at, 'bound_exceeded', left('the bound of a call of ' || g.model, 80), g.tenant_id, g.principal_id
      from ended g where g.exceeds
    ),$a$, ''),
    ($a$when g.exceeds then '{"exceeded": true}' end$a$,
      $b$when g.exceeds then tenancy.tell_exceeded(g.tenant_id, g.principal_id, g.model, g.at) end$b$),
    ($a$else 'absent' end, l.booked
    from e left join public.reservation r on r.tenant_id = e.tenant and r.id = e.id and e.holds
      left join lateral (
        select jsonb_build_object('outcome', l.outcome, 'cost', l.cost_nano::text, 'price', l.price_nano::text,
          'inputTokens', l.input_tokens, 'outputTokens', l.output_tokens, 'cacheReadTokens', l.cache_read_tokens,
          'cacheWrite5mTokens', l.cache_write_5m_tokens, 'cacheWrite1hTokens', l.cache_write_1h_tokens,
          'estimated', l.estimated) as booked
        from public.ledger_entry l where l.tenant_id = r.tenant_id and l.id = r.id and r.state = 'settled') l on true
$a$, $b$else 'absent' end,
      case when r.state = 'settled' then tenancy.booked_call(r.tenant_id, r.id) end
    from e left join public.reservation r on r.tenant_id = e.tenant and r.id = e.id and e.holds
$b$)) c (was, becomes) loop
    if strpos(body, change.was) = 0 then raise exception 'not as expected: %', change.was; end if;
    body := replace(body, change.was, change.becomes);
  end loop;
  execute body;
end $$;

reset role;
revoke create on schema tenancy from tenantry_definer;
