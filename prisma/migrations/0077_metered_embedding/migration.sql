-- Embedding is metered like any other call: of documents when they are read and indexed anew, and of questions. The built-in
-- encoder has a line in every version of both books, at nothing until finance says otherwise; a version that is scheduled
-- would refuse all embedding without one. What leaves the installation is never free.
alter table price_line
  drop constraint price_line_input_nano_check,
  drop constraint price_line_output_nano_check,
  add constraint price_line_input_nano_check
    check (input_nano between case model when 'use-lite-en-1' then 0 else 1 end and 1000000),
  add constraint price_line_output_nano_check
    check (output_nano between case model when 'use-lite-en-1' then 0 else 1 end and 1000000);
-- A line of a model that no call could name changes the price of none.
alter table price_line disable trigger price_line_kept;
insert into price_line (version, kind, plan, model, input_over, input_nano, output_nano, cache_read_nano, cache_write_5m_nano,
    cache_write_1h_nano)
  select v.id, v.book, p.plan, 'use-lite-en-1', 0, 0, 0, 0, 0, 0
  from price_version v
  join (values ('*'), ('free'), ('starter'), ('professional'), ('enterprise')) p (plan) on (v.book = 'cost') = (p.plan = '*');
alter table price_line enable trigger price_line_kept;

-- For whom a job's work is booked: a person or a key.
alter table job add column created_kind text not null default 'user' check (created_kind in ('user', 'key', 'worker'));

grant create on schema tenancy to tenantry_definer;
set local role tenantry_definer;

-- A plan's tokens are what its answers may take: of the workspace's, a person's and a key's budgets embedding takes money
-- alone (`moneyOnly`), of a model's and a feature's tokens too. What takes nothing of a budget fits in it.
do $$
declare
  change record;
  body text;
begin
  for change in select * from (values
    ('tenancy.budget_batch(text[],jsonb,jsonb)', $a$        r."inputTokens" + r."outputTokens", r.price, r.at)::tenancy.budget_want$a$,
      $b$        case when s."moneyOnly" then 0 else r."inputTokens" + r."outputTokens" end, r.price, r.at)::tenancy.budget_want$b$),
    ('tenancy.budget_batch(text[],jsonb,jsonb)', $a$"softPrice" bigint, "graceMinutes" integer)$a$,
      $b$"softPrice" bigint, "graceMinutes" integer, "moneyOnly" boolean)$b$),
    ('tenancy.budget_batch(text[],jsonb,jsonb)', $a$        sum(g.bound_input_tokens + g.bound_output_tokens)::bigint as held_tokens$a$,
      $b$        coalesce(sum(g.bound_input_tokens + g.bound_output_tokens) filter (where s."moneyOnly" is not true), 0)::bigint
          as held_tokens$b$),
    ('tenancy.budget_batch(text[],jsonb,jsonb)', $a$          filter (where g.kind = 'settle'), 0)::bigint as used_tokens$a$,
      $b$          filter (where g.kind = 'settle' and s."moneyOnly" is not true), 0)::bigint as used_tokens$b$),
    ('tenancy.budget_batch(text[],jsonb,jsonb)', $a$        "softTokens" bigint, "softPrice" bigint)
$a$, $b$        "softTokens" bigint, "softPrice" bigint, "moneyOnly" boolean)
$b$),
    ('tenancy.budget_batch(text[],jsonb,jsonb)', $a$bool_and(x.tokens <= x.token_limit and x.price <= x.price_limit)$a$,
      $b$bool_and((x.own_tokens = 0 or x.tokens <= x.token_limit) and (x.own_price = 0 or x.price <= x.price_limit))$b$),
    ('tenancy.budget_batch(text[],jsonb,jsonb)', $a$    select b.used_tokens::numeric + b.held_tokens + sum(w.tokens) over earlier as tokens,$a$,
      $b$    select w.tokens as own_tokens, w.price as own_price,
      b.used_tokens::numeric + b.held_tokens + sum(w.tokens) over earlier as tokens,$b$),
    ('tenancy.budget_batch(text[],jsonb,jsonb)', $a$fits and one.tokens[i] <= one.free_tokens[i] - coalesce(taken_tokens[one.counter[i]], 0)
          and one.price[i] <= one.free_nano[i] - coalesce(taken_nano[one.counter[i]], 0);$a$,
      $b$fits
          and (one.tokens[i] = 0 or one.tokens[i] <= one.free_tokens[i] - coalesce(taken_tokens[one.counter[i]], 0))
          and (one.price[i] = 0 or one.price[i] <= one.free_nano[i] - coalesce(taken_nano[one.counter[i]], 0));$b$),
    ('tenancy.adjust_entry(uuid,uuid,uuid,jsonb,text,timestamptz)', $a$    used_tokens = b.used_tokens + d."inputTokens" + d."outputTokens" + d."cacheReadTokens" + d."cacheWrite5mTokens"
      + d."cacheWrite1hTokens", used_nano = b.used_nano + d.price
  from public.reservation r, jsonb_to_recordset(r.scopes) s (scope text, "scopeId" text, period text, "periodStart" timestamptz)$a$,
      $b$    used_tokens = b.used_tokens + case when s."moneyOnly" then 0 else d."inputTokens" + d."outputTokens"
      + d."cacheReadTokens" + d."cacheWrite5mTokens" + d."cacheWrite1hTokens" end, used_nano = b.used_nano + d.price
  from public.reservation r, jsonb_to_recordset(r.scopes) s (scope text, "scopeId" text, period text, "periodStart" timestamptz,
    "moneyOnly" boolean)$b$),
    ('tenancy.compare_counters(date)', $a$      sum(m.tokens) as tokens, sum(m.open_nano) as open_nano, sum(m.open_tokens) as open_tokens
    from moved m, jsonb_to_recordset(m.scopes) s (scope text, "scopeId" text, period text, "periodStart" timestamptz)$a$,
      $b$      coalesce(sum(m.tokens) filter (where s."moneyOnly" is not true), 0) as tokens, sum(m.open_nano) as open_nano,
      coalesce(sum(m.open_tokens) filter (where s."moneyOnly" is not true), 0) as open_tokens
    from moved m, jsonb_to_recordset(m.scopes) s (scope text, "scopeId" text, period text, "periodStart" timestamptz,
      "moneyOnly" boolean)$b$),
    ('tenancy.compare_books(date)', $a$        e.at at time zone o.time_zone))::date = compare_books.month as here
$a$, $b$        e.at at time zone o.time_zone))::date = compare_books.month as here,
      coalesce(v.scopes @> '[{"scope": "tenant", "moneyOnly": true}]', false) as uncounted
$b$),
    ('tenancy.compare_books(date)', $a$coalesce(sum(p.tokens) filter (where p.here), 0) as tokens$a$,
      $b$coalesce(sum(p.tokens) filter (where p.here and not p.uncounted), 0) as tokens$b$),
    -- A question that waits is paid for when its answer is.
    ('tenancy.claim_deferred(text,interval,timestamptz)',
      $a$where h.tenant_id = c.tenant_id and h.request_id = c.request_id and l.tenant_id = c.tenant_id)$a$,
      $b$where h.tenant_id = c.tenant_id and h.request_id = c.request_id and l.tenant_id = c.tenant_id
          and not h.scopes @> '[{"scope": "tenant", "moneyOnly": true}]')$b$),
    -- Without the encoder's price nothing could be found or indexed.
    ('tenancy.add_price_version(text,integer,timestamptz,text,jsonb,jsonb,boolean)',
      $a$jsonb_array_elements_text(latest.manifest -> 'models') as m (model)
  ), wanted$a$, $b$jsonb_array_elements_text(latest.manifest -> 'models') as m (model)
    union select 'use-lite-en-1'
  ), wanted$b$)
  ) c (fn, was, becomes) loop
    body := pg_get_functiondef(change.fn::regprocedure);
    if strpos(body, change.was) = 0 then raise exception 'not as expected: %', change.was; end if;
    execute replace(body, change.was, change.becomes);
  end loop;
end $$;

reset role;
revoke create on schema tenancy from tenantry_definer;
