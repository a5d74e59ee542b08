-- What became of a call is written in the transaction that settles it: one commit less for each. And a step that is alone
-- in its batch, as every one is where few call, is made by a few statements that look their rows up by their keys; where
-- anything is not as usual, these change nothing and the batch decides as before.

grant create on schema tenancy to tenantry_definer;
set local role tenantry_definer;

-- Takes one hold that fits in counters that are there. False, and nothing is taken, for everything else.
create function tenancy.take_alone(token text, hold jsonb) returns boolean language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp as $$
declare
  claim text[];
  owner uuid;
  own_tokens bigint := (hold ->> 'inputTokens')::bigint + (hold ->> 'outputTokens')::bigint;
  own_price bigint := (hold ->> 'price')::bigint;
  taken_at timestamptz := (hold ->> 'at')::timestamptz;
  counters integer;
  fits boolean;
begin
  perform set_config('tenancy.context', token, true);
  claim := tenancy.claims();
  perform set_config('tenancy.context', '', true);
  if (claim[3] in ('user', 'key', 'worker') and (claim[3] = 'worker'
      or (claim[3] = hold ->> 'principalKind' and claim[2] = hold ->> 'principalId'))) is not true then
    return false;
  end if;
  owner := claim[1]::uuid;
  -- Locked in the order of every batch.
  select count(*), bool_and((x.tokens = 0 or x.all_tokens + x.tokens <= x.token_limit)
    and (own_price = 0 or x.all_nano + own_price <= x.price_limit))
  into counters, fits from (
    select b.used_tokens::numeric + b.held_tokens as all_tokens, b.used_nano::numeric + b.held_nano as all_nano,
      case when w."moneyOnly" then 0 else own_tokens end as tokens,
      case when soft.binds then coalesce(w."softTokens", w."tokenLimit") else w."tokenLimit" end as token_limit,
      case when soft.binds then coalesce(w."softPrice", w."priceLimit") else w."priceLimit" end as price_limit
    from (
      select s.* from jsonb_to_recordset(hold -> 'scopes') s (scope text, "scopeId" text, period text,
        "periodStart" timestamptz, "tokenLimit" bigint, "priceLimit" bigint, "softTokens" bigint, "softPrice" bigint,
        "graceMinutes" integer, "moneyOnly" boolean)
      order by s.scope, s."scopeId", s.period, s."periodStart"
    ) w
    cross join lateral (select c.* from public.budget_counter c where c.tenant_id = owner and c.scope = w.scope
      and c.scope_id = w."scopeId" and c.period = w.period and c.period_start = w."periodStart" for update) b
    cross join lateral (select (taken_at >= b.soft_since + make_interval(mins => w."graceMinutes")
      and (b.used_tokens >= w."softTokens" or b.used_nano >= w."softPrice")) is true as binds) soft
  ) x;
  if counters <> jsonb_array_length(hold -> 'scopes') or fits is not true then return false; end if;

  -- One that is sent again is there already.
  with taken as (
    insert into public.reservation (tenant_id, id, request_id, call_ordinal, principal_kind, principal_id, feature, model,
      policy_version, cost_version, price_version, scopes, bound_input_tokens, bound_output_tokens, bound_price_nano,
      bound_cost_nano, created_at, documents, holder_hash, conversation_id, account, product_line, environment, tags)
    select owner, r.id, r."requestId", r."callOrdinal", r."principalKind", r."principalId", r.feature, r.model,
      r."policyVersion", r."costVersion", r."priceVersion", r.scopes, r."inputTokens", r."outputTokens", r.price,
      r.cost, r.at, r.documents, decode(r.holder, 'hex'), r."conversationId", r.account, r."productLine", r.environment, r.tags
    from jsonb_to_record(hold) r (id uuid, "requestId" uuid, "callOrdinal" integer, "principalKind" text,
      "principalId" uuid, feature text, model text, "policyVersion" integer, "costVersion" integer, "priceVersion" integer,
      "inputTokens" bigint, "outputTokens" bigint, price bigint, cost bigint, at timestamptz, documents uuid[], holder text,
      "conversationId" uuid, account text, "productLine" text, environment text, tags jsonb,
      scopes jsonb)
    on conflict (tenant_id, id) do nothing
    returning tenant_id, scopes
  )
  update public.budget_counter b set
    held_tokens = b.held_tokens + case when s."moneyOnly" then 0 else own_tokens end, held_nano = b.held_nano + own_price,
    soft_since = case when b.used_tokens >= s."softTokens" or b.used_nano >= s."softPrice"
      then coalesce(b.soft_since, taken_at) end
  from taken t, jsonb_to_recordset(t.scopes) s (scope text, "scopeId" text, period text, "periodStart" timestamptz,
    "softTokens" bigint, "softPrice" bigint, "moneyOnly" boolean)
  where b.tenant_id = t.tenant_id and b.scope = s.scope and b.scope_id = s."scopeId" and b.period = s.period
    and b.period_start = s."periodStart";
  return found;
end $$;

-- Settles one call of which the figures are known, by the secret of its hold. Null, and nothing is changed, for everything
-- else; else whether it took no more than its bound.
create function tenancy.settle_alone(ending jsonb) returns boolean language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp as $$
declare
  e record;
  h public.reservation;
  used bigint;
begin
  select * into e from jsonb_to_record(ending) x (kind text, tenant uuid, secret text, id uuid, outcome text,
    "inputTokens" bigint, "outputTokens" bigint, "cacheReadTokens" bigint, "cacheWrite5mTokens" bigint,
    "cacheWrite1hTokens" bigint, cost bigint, price bigint, estimated boolean, at timestamptz);
  if e.kind <> 'settle' or e.secret is null or e.price is null then return null; end if;
  -- Which counters is known before they are locked: the scopes of a hold never change.
  select * into h from public.reservation r where r.tenant_id = e.tenant and r.id = e.id and r.settled_at is null
    and r.holder_hash = sha256(convert_to(e.secret, 'UTF8'));
  if not found then return null; end if;
  perform from (
      select s.* from jsonb_to_recordset(h.scopes) s (scope text, "scopeId" text, period text, "periodStart" timestamptz)
      order by s.scope, s."scopeId", s.period, s."periodStart"
    ) k cross join lateral (select from public.budget_counter b where b.tenant_id = h.tenant_id and b.scope = k.scope
      and b.scope_id = k."scopeId" and b.period = k.period and b.period_start = k."periodStart" for update) locked;
  update public.reservation r set state = 'settled', settled_at = e.at
    where r.tenant_id = h.tenant_id and r.id = h.id and r.settled_at is null;
  if not found then return null; end if;

  used := e."inputTokens" + e."outputTokens" + coalesce(e."cacheReadTokens", 0) + coalesce(e."cacheWrite5mTokens", 0)
    + coalesce(e."cacheWrite1hTokens", 0);
  -- A person's counters end with the person, also under a running call.
  update public.budget_counter b set
    held_tokens = case when b.scope = 'user' then greatest(b.held_tokens - x.held, 0) else b.held_tokens - x.held end,
    held_nano = case when b.scope = 'user' then greatest(b.held_nano - h.bound_price_nano, 0)
      else b.held_nano - h.bound_price_nano end,
    used_tokens = b.used_tokens + x.used, used_nano = b.used_nano + e.price,
    soft_since = coalesce(b.soft_since, case when b.used_tokens + x.used >= s."softTokens"
      or b.used_nano + e.price >= s."softPrice" then e.at end)
  from jsonb_to_recordset(h.scopes) s (scope text, "scopeId" text, period text, "periodStart" timestamptz,
      "softTokens" bigint, "softPrice" bigint, "moneyOnly" boolean)
    cross join lateral (select case when s."moneyOnly" then 0 else used end as used,
      case when s."moneyOnly" then 0 else h.bound_input_tokens + h.bound_output_tokens end as held) x
  where b.tenant_id = h.tenant_id and b.scope = s.scope and b.scope_id = s."scopeId" and b.period = s.period
    and b.period_start = s."periodStart";
  insert into public.ledger_entry (tenant_id, id, request_id, call_ordinal, at, principal_kind, principal_id, feature,
      product_line, environment, tags, model, outcome, input_tokens, output_tokens, cache_read_tokens, cache_write_5m_tokens,
      cache_write_1h_tokens, cost_version, price_version, cost_nano, price_nano, estimated, account)
    values (h.tenant_id, h.id, h.request_id, h.call_ordinal, e.at, h.principal_kind, h.principal_id, h.feature,
      h.product_line, h.environment, h.tags, h.model, e.outcome, e."inputTokens", e."outputTokens",
      coalesce(e."cacheReadTokens", 0), coalesce(e."cacheWrite5mTokens", 0), coalesce(e."cacheWrite1hTokens", 0),
      h.cost_version, h.price_version, coalesce(e.cost, h.bound_cost_nano), e.price, coalesce(e.estimated, true), h.account);
  if e.price > h.bound_price_nano or used > h.bound_input_tokens + h.bound_output_tokens then
    perform tenancy.tell_exceeded(h.tenant_id, h.principal_id, h.model, e.at);
    return false;
  end if;
  return true;
end $$;

revoke all on function tenancy.take_alone(text, jsonb), tenancy.settle_alone(jsonb) from public;

-- `records`: as `tenancy.record_messages` takes them, each of a hold that one of the steps ends or that ended before.
create function tenancy.budget_batch(tokens text[], reserves jsonb, ends jsonb, records jsonb)
returns table (step text, place integer, outcome text, detail jsonb) language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp as $$
declare
  held boolean := false;
  within boolean;
begin
  if ends is null and jsonb_array_length(reserves) = 1 then
    held := tenancy.take_alone(tokens[1], reserves -> 0);
  elsif reserves is null and jsonb_array_length(ends) = 1 then
    within := tenancy.settle_alone(ends -> 0);
  end if;
  if held then
    return query select 'reserve', (reserves -> 0 ->> 'place')::integer, 'held', null::jsonb;
  elsif within is not null then
    return query select 'end', (ends -> 0 ->> 'place')::integer, 'settled',
      case when not within then '{"exceeded": true}'::jsonb end;
  else
    return query select b.* from tenancy.budget_batch(tokens, reserves, ends) b;
  end if;
  if records is not null then perform tenancy.record_messages(records); end if;
end $$;

revoke all on function tenancy.budget_batch(text[], jsonb, jsonb, jsonb) from public;
grant execute on function tenancy.budget_batch(text[], jsonb, jsonb, jsonb) to tenantry_app;

reset role;
revoke create on schema tenancy from tenantry_definer;
