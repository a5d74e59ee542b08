-- What nobody reads is not returned, and the comparison of counters is done before holds are taken apart.

grant create on schema tenancy to tenantry_definer;
set local role tenantry_definer;

-- Rows `soft` told of limits that were just passed: people are told from the counters themselves.
do $$
declare
  change record;
  body text := pg_get_functiondef('tenancy.budget_batch(text[],jsonb,jsonb)'::regprocedure);
begin
  for change in select * from (values
    ($a$ and b.scope_id = s.scope_id and b.period = s.period
        and b.period_start = s.period_start
      returning b.tenant_id, b.scope, b.scope_id, b.period, b.period_start, b.soft_since, s.at,
        (b.used_tokens - s.used_tokens >= s.soft_tokens or b.used_nano - s.used_nano >= s.soft_price) is not true as crossed
    ), booked$a$, $b$ and b.scope_id = s.scope_id and b.period = s.period
        and b.period_start = s.period_start
    ), booked$b$),
    ($a$    union all
    select 'soft', null, c.scope, jsonb_build_object('tenantId', c.tenant_id, 'scopeId', c.scope_id, 'period', c.period,
      'periodStart', c.period_start) from counted c where c.soft_since = c.at and c.crossed
$a$, '')) c (was, becomes) loop
    if strpos(body, change.was) = 0 then raise exception 'not as expected: %', change.was; end if;
    body := replace(body, change.was, change.becomes);
  end loop;
  execute body;
end $$;

-- As before. Most calls of a day share their scopes: what they moved is summed by those before it is by counter.
do $$
declare
  change record;
  body text := pg_get_functiondef('tenancy.compare_counters(date)'::regprocedure);
begin
  for change in select * from (values
    ($a$    from moved m, jsonb_to_recordset(m.scopes)$a$, $b$    from (
      select m.tenant_id, m.scopes, m.principal_id = '00000000-0000-0000-0000-000000000000' as erased, sum(m.price) as price,
        sum(m.tokens) as tokens, sum(m.open_nano) as open_nano, sum(m.open_tokens) as open_tokens
      from moved m group by 1, 2, 3
    ) m, jsonb_to_recordset(m.scopes)$b$),
    ($a$ or m.principal_id <> '00000000-0000-0000-0000-000000000000'$a$, ' or not m.erased')) c (was, becomes) loop
    if strpos(body, change.was) = 0 then raise exception 'not as expected: %', change.was; end if;
    body := replace(body, change.was, change.becomes);
  end loop;
  execute body;
end $$;

reset role;
revoke create on schema tenancy from tenantry_definer;
