-- Budgets are taken and given back by one function, for many calls at once: a batch of steps of many requests and
-- tenants is one transaction. Each step brings its own proof, and nothing but that proof says whose budgets it moves.

-- A counter's row is rewritten by every batch: room on its page keeps its indexes untouched.
alter table budget_counter set (fillfactor = 50);

-- What the provider would charge the platform at most, so that an unknown outcome needs no price book.
alter table reservation add column bound_cost_nano bigint not null default 0 check (bound_cost_nano >= 0);

alter table security_alert drop constraint security_alert_kind_check,
  add constraint security_alert_kind_check check (kind in ('tenant_mismatch', 'bound_exceeded'));

-- Only the functions below write what is held and used.
revoke insert, update on budget_counter, reservation from tenantry_app;
grant select on budget_counter to tenantry_definer;
grant insert on budget_counter, reservation, ledger_entry to tenantry_definer;
grant update (used_tokens, held_tokens, used_nano, held_nano, soft_since) on budget_counter to tenantry_definer;
grant update (state, settled_at, renewed_at, kept_until) on reservation to tenantry_definer;
create policy budget_counter_definer_add on budget_counter for insert to tenantry_definer with check (true);
create policy budget_counter_definer_count on budget_counter for update to tenantry_definer using (true) with check (true);
create policy reservation_definer_add on reservation for insert to tenantry_definer with check (true);
create policy reservation_definer_end on reservation for update to tenantry_definer using (true) with check (true);
create policy ledger_entry_definer_add on ledger_entry for insert to tenantry_definer with check (true);

-- That the price versions of a row exist is checked once a statement instead of twice a row; they are never deleted.
do $$
declare
  k record;
begin
  for k in select c.conrelid::regclass as t, c.conname from pg_constraint c where c.confrelid = 'price_version'::regclass
      and c.conrelid in ('reservation'::regclass, 'ledger_entry'::regclass) and c.conparentid = 0 loop
    execute format('alter table %s drop constraint %I', k.t, k.conname);
  end loop;
end $$;

-- One budget that a reserve of a batch would take from.
create type tenancy.budget_want as (place integer, tenant_id uuid, scope text, scope_id text, period text,
  period_start timestamptz, token_limit bigint, price_limit bigint, soft_tokens bigint, soft_price bigint,
  grace_minutes integer, tokens bigint, price bigint, at timestamptz);
revoke all on type tenancy.budget_want from public;
grant usage on type tenancy.budget_want to tenantry_definer;

grant select on price_version to tenantry_definer;
grant create on schema tenancy to tenantry_definer;
set local role tenantry_definer;

create function tenancy.refuse_unknown_versions() returns trigger language plpgsql security definer
set search_path = pg_catalog, pg_temp as $$
begin
  if exists (select from (select a.cost_version, a.price_version from added a group by 1, 2) v
      where not exists (select from public.price_version p where p.id = v.cost_version)
        or not exists (select from public.price_version p where p.id = v.price_version)) then
    raise exception 'no such price version' using errcode = 'foreign_key_violation';
  end if;
  return null;
end $$;
revoke all on function tenancy.refuse_unknown_versions() from public;
grant execute on function tenancy.refuse_unknown_versions() to tenantry_owner;
reset role;
create trigger reservation_versions after insert on reservation referencing new table as added
  for each statement execute function tenancy.refuse_unknown_versions();
create trigger ledger_entry_versions after insert on ledger_entry referencing new table as added
  for each statement execute function tenancy.refuse_unknown_versions();
set local role tenantry_definer;
revoke execute on function tenancy.refuse_unknown_versions() from tenantry_owner;

-- Steps of a batch, each with its proof: `token` is the place in `tokens` of a signed context, `secret` that of who took
-- the hold. Settled and cancelled holds come first, so that what they free can be taken.
--   reserves: place, token, id, requestId, callOrdinal, principalKind, principalId, feature, model, policyVersion,
--     costVersion, priceVersion, inputTokens, outputTokens, price, cost, at, documents, holder, conversationId, account,
--     productLine, environment, tags, keptUntil, and scopes: scope, scopeId, period, periodStart, tokenLimit, priceLimit,
--     softTokens, softPrice, graceMinutes
--   ends: place, kind (settle, cancel, renew), tenant, token or secret, id, outcome, tokens by kind, cost, price, estimated,
--     at; without a price a settlement is at the hold's bound
-- Returned for each step: held, refused (with the counters as they are), settled, replayed (with what was booked), ended,
-- renewed, absent (no such hold for this proof) or denied (no proof); and a row `soft` for each soft limit just passed.
create function tenancy.budget_batch(tokens text[], reserves jsonb, ends jsonb)
returns table (step text, place integer, outcome text, detail jsonb)
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp as $$
declare
  claim text[];
  token_tenant uuid[] := '{}';
  token_holder uuid[] := '{}';
  token_kind text[] := '{}';
  admitted integer[];
  denied integer[];
  tried integer[];
  wanted tenancy.budget_want[] := '{}';
  fits boolean;
  one record;
  taken_tokens numeric[];
  taken_nano numeric[];
begin
  for i in 1 .. coalesce(cardinality(tokens), 0) loop
    perform set_config('tenancy.context', tokens[i], true);
    claim := tenancy.claims();
    token_tenant[i] := case when claim[3] <> 'platform' then claim[1]::uuid end;
    token_holder[i] := claim[2]::uuid;
    token_kind[i] := claim[3];
  end loop;
  perform set_config('tenancy.context', '', true);

  if reserves is not null then
    -- Who takes a hold is who signed in; work of the platform may be booked for a person.
    select array_agg(r.place) filter (where not ok.yes), array_agg(r.place order by r.place) filter (where ok.yes)
    into denied, admitted
    from jsonb_to_recordset(reserves) r (place integer, token integer, "principalKind" text, "principalId" uuid)
    cross join lateral (select token_tenant[r.token] is not null and (token_kind[r.token] = 'worker'
      or (token_kind[r.token] = r."principalKind" and token_holder[r.token] = r."principalId")) is true
      and token_kind[r.token] <> 'hold' as yes) ok;
    return query select 'reserve', d, 'denied', null::jsonb from unnest(denied) d;
    select coalesce(array_agg((r.place, token_tenant[r.token], s.scope, s."scopeId", s.period, s."periodStart",
        s."tokenLimit", s."priceLimit", s."softTokens", s."softPrice", s."graceMinutes",
        r."inputTokens" + r."outputTokens", r.price, r.at)::tenancy.budget_want), '{}')
    into wanted
    from jsonb_to_recordset(reserves) r (place integer, token integer, "inputTokens" bigint, "outputTokens" bigint,
        price bigint, at timestamptz, scopes jsonb),
      jsonb_to_recordset(r.scopes) s (scope text, "scopeId" text, period text, "periodStart" timestamptz,
        "tokenLimit" bigint, "priceLimit" bigint, "softTokens" bigint, "softPrice" bigint, "graceMinutes" integer)
    where r.place = any (admitted);
    -- Counters are made before any is locked, and both in one order, so that no two batches wait for each other.
    insert into public.budget_counter (tenant_id, scope, scope_id, period, period_start)
      select distinct w.tenant_id, w.scope, w.scope_id, w.period, w.period_start from unnest(wanted) w
      where not exists (select from public.budget_counter b where b.tenant_id = w.tenant_id and b.scope = w.scope
        and b.scope_id = w.scope_id and b.period = w.period and b.period_start = w.period_start)
      order by 1, 2, 3, 4, 5
      on conflict do nothing;
  end if;
  -- Which ones is known before: the scopes of a hold never change.
  perform from (
      select w.tenant_id, w.scope, w.scope_id, w.period, w.period_start from unnest(wanted) w
      union
      select h.tenant_id, s.scope, s."scopeId", s.period, s."periodStart"
      from jsonb_to_recordset(ends) e (kind text, tenant uuid, id uuid)
      cross join lateral (select x.tenant_id, x.scopes from public.reservation x
        where x.tenant_id = e.tenant and x.id = e.id and x.settled_at is null offset 0) h,
        jsonb_to_recordset(h.scopes) s (scope text, "scopeId" text, period text, "periodStart" timestamptz)
      where e.kind <> 'renew'
      order by 1, 2, 3, 4, 5
    ) k cross join lateral (select from public.budget_counter b where b.tenant_id = k.tenant_id and b.scope = k.scope
      and b.scope_id = k.scope_id and b.period = k.period and b.period_start = k.period_start for update) locked;

  if ends is not null then
    return query with e as materialized (
      select e.*, proof.holds from jsonb_to_recordset(ends) e (place integer, kind text, tenant uuid, token integer,
        secret text, id uuid, outcome text, "inputTokens" bigint, "outputTokens" bigint, "cacheReadTokens" bigint,
        "cacheWrite5mTokens" bigint, "cacheWrite1hTokens" bigint, cost bigint, price bigint, estimated boolean, at timestamptz)
      cross join lateral (select (x.holder_hash = sha256(convert_to(e.secret, 'UTF8'))
          or (token_tenant[e.token] = x.tenant_id
            and (token_kind[e.token] <> 'hold' or token_holder[e.token] = x.id))) is true as holds
        from public.reservation x where x.tenant_id = e.tenant and x.id = e.id offset 0) proof
    ), renewed as (
      update public.reservation r set renewed_at = clock_timestamp() from e
      where e.kind = 'renew' and r.tenant_id = e.tenant and r.id = e.id and r.settled_at is null
        and r.ctid = (select x.ctid from public.reservation x where x.tenant_id = e.tenant and x.id = e.id
          for update skip locked)
        and e.holds
      returning e.place
    ), gone as (
      update public.reservation r set state = 'settled', settled_at = e.at from e
      where e.kind <> 'renew' and r.tenant_id = e.tenant and r.id = e.id and r.settled_at is null
        and e.holds
      returning r.*, e.place, e.kind, e.outcome, e.at, e.price is null as at_bound,
        coalesce(e.estimated, true) as estimated, coalesce(e.cost, r.bound_cost_nano) as cost,
        coalesce(e.price, r.bound_price_nano) as price,
        case when e.price is null then r.bound_input_tokens else e."inputTokens" end as input_tokens,
        case when e.price is null then r.bound_output_tokens else e."outputTokens" end as output_tokens,
        coalesce(e."cacheReadTokens", 0) as cache_read, coalesce(e."cacheWrite5mTokens", 0) as cache_5m,
        coalesce(e."cacheWrite1hTokens", 0) as cache_1h
    ), ended as (
      select g.*, g.kind = 'settle' and (g.price > g.bound_price_nano or g.input_tokens + g.output_tokens + g.cache_read
        + g.cache_5m + g.cache_1h > g.bound_input_tokens + g.bound_output_tokens) as exceeds from gone g
    ), sums as (
      select g.tenant_id, s.scope, s."scopeId" as scope_id, s.period, s."periodStart" as period_start,
        sum(g.bound_input_tokens + g.bound_output_tokens)::bigint as held_tokens, sum(g.bound_price_nano)::bigint as held_nano,
        coalesce(sum(g.input_tokens + g.output_tokens + g.cache_read + g.cache_5m + g.cache_1h)
          filter (where g.kind = 'settle'), 0)::bigint as used_tokens,
        coalesce(sum(g.price) filter (where g.kind = 'settle'), 0)::bigint as used_nano,
        min(s."softTokens") as soft_tokens, min(s."softPrice") as soft_price, max(g.at) as at
      from gone g, jsonb_to_recordset(g.scopes) s (scope text, "scopeId" text, period text, "periodStart" timestamptz,
        "softTokens" bigint, "softPrice" bigint)
      group by 1, 2, 3, 4, 5
    ), counted as (
      -- A person's counters end with the person, also under a running call.
      update public.budget_counter b set
        held_tokens = case when b.scope = 'user' then greatest(b.held_tokens - s.held_tokens, 0) else b.held_tokens - s.held_tokens end,
        held_nano = case when b.scope = 'user' then greatest(b.held_nano - s.held_nano, 0) else b.held_nano - s.held_nano end,
        used_tokens = b.used_tokens + s.used_tokens, used_nano = b.used_nano + s.used_nano,
        soft_since = coalesce(b.soft_since,
          case when b.used_tokens + s.used_tokens >= s.soft_tokens or b.used_nano + s.used_nano >= s.soft_price then s.at end)
      from sums s where b.tenant_id = s.tenant_id and b.scope = s.scope and b.scope_id = s.scope_id and b.period = s.period
        and b.period_start = s.period_start
      returning b.tenant_id, b.scope, b.scope_id, b.period, b.period_start, b.soft_since, s.at,
        (b.used_tokens - s.used_tokens >= s.soft_tokens or b.used_nano - s.used_nano >= s.soft_price) is not true as crossed
    ), booked as (
      insert into public.ledger_entry (tenant_id, id, request_id, call_ordinal, at, principal_kind, principal_id, feature,
        product_line, environment, tags, model, outcome, input_tokens, output_tokens, cache_read_tokens, cache_write_5m_tokens,
        cache_write_1h_tokens, cost_version, price_version, cost_nano, price_nano, estimated, account)
      select g.tenant_id, g.id, g.request_id, g.call_ordinal, g.at, g.principal_kind, g.principal_id, g.feature,
        g.product_line, g.environment, g.tags, g.model, g.outcome, g.input_tokens, g.output_tokens, g.cache_read, g.cache_5m,
        g.cache_1h, g.cost_version, g.price_version, g.cost, g.price, g.at_bound or g.estimated, g.account
      from gone g where g.kind = 'settle'
    ), alarmed as (
      insert into public.security_alert (id, at, kind, place, subject_tenant, principal_id)
      select gen_random_uuid(), g.at, 'bound_exceeded', left('the bound of a call of ' || g.model, 80), g.tenant_id, g.principal_id
      from ended g where g.exceeds
    ), done as (
      select g.place, case g.kind when 'settle' then 'settled' else 'ended' end as outcome,
        -- Who settled knows the figures, but for the bound.
        case when g.kind = 'settle' and g.at_bound then jsonb_build_object('cost', g.cost::text, 'price', g.price::text,
          'inputTokens', g.input_tokens, 'outputTokens', g.output_tokens, 'cacheReadTokens', 0, 'cacheWrite5mTokens', 0,
          'cacheWrite1hTokens', 0)
          when g.exceeds then '{"exceeded": true}' end as detail
      from ended g
      union all select n.place, 'renewed', null from renewed n
    )
    select 'end', d.place, d.outcome, d.detail from done d
    union all
    select 'soft', null, c.scope, jsonb_build_object('tenantId', c.tenant_id, 'scopeId', c.scope_id, 'period', c.period,
      'periodStart', c.period_start) from counted c where c.soft_since = c.at and c.crossed
    union all
    select 'end', e.place,
      case when r.state = 'settled' then 'replayed' when r.state = 'held' then 'busy' else 'absent' end, l.booked
    from e left join public.reservation r on r.tenant_id = e.tenant and r.id = e.id and e.holds
      left join lateral (
        select jsonb_build_object('outcome', l.outcome, 'cost', l.cost_nano::text, 'price', l.price_nano::text,
          'inputTokens', l.input_tokens, 'outputTokens', l.output_tokens, 'cacheReadTokens', l.cache_read_tokens,
          'cacheWrite5mTokens', l.cache_write_5m_tokens, 'cacheWrite1hTokens', l.cache_write_1h_tokens,
          'estimated', l.estimated) as booked
        from public.ledger_entry l where l.tenant_id = r.tenant_id and l.id = r.id and r.state = 'settled') l on true
    where e.place not in (select d.place from done d);
    return query select 'end', e.place, 'absent', null::jsonb
      from jsonb_to_recordset(ends) e (place integer, tenant uuid, id uuid)
      where not exists (select from public.reservation x where x.tenant_id = e.tenant and x.id = e.id);
  end if;

  if admitted is null then return; end if;
  -- A step sent again, because nobody heard what became of it, holds what it held.
  for one in
    select r.place, h.state from jsonb_to_recordset(reserves) r (place integer, token integer, id uuid)
    cross join lateral (select x.state from public.reservation x
      where x.tenant_id = token_tenant[r.token] and x.id = r.id offset 0) h
    where r.place = any (admitted)
  loop
    admitted := array_remove(admitted, one.place);
    return query select 'reserve', one.place, case one.state when 'held' then 'held' else 'denied' end, null::jsonb;
  end loop;

  -- Together they fit nearly always; where they do not, the earlier ones come first and each takes all its scopes or none.
  select bool_and(x.tokens <= x.token_limit and x.price <= x.price_limit) into fits from (
    select b.used_tokens::numeric + b.held_tokens + sum(w.tokens) over earlier as tokens,
      b.used_nano::numeric + b.held_nano + sum(w.price) over earlier as price,
      case when soft.binds then coalesce(w.soft_tokens, w.token_limit) else w.token_limit end as token_limit,
      case when soft.binds then coalesce(w.soft_price, w.price_limit) else w.price_limit end as price_limit
    from unnest(wanted) w
    join public.budget_counter b on b.tenant_id = w.tenant_id and b.scope = w.scope and b.scope_id = w.scope_id
      and b.period = w.period and b.period_start = w.period_start
    cross join lateral (select (w.at >= b.soft_since + make_interval(mins => w.grace_minutes)
      and (b.used_tokens >= w.soft_tokens or b.used_nano >= w.soft_price)) is true as binds) soft
    where w.place = any (admitted)
    window earlier as (partition by b.tenant_id, b.scope, b.scope_id, b.period, b.period_start order by w.place
      rows unbounded preceding)
  ) x;
  if not fits then
    tried := admitted;
    admitted := '{}';
    for one in
      select x.place, array_agg(x.counter) as counter, array_agg(x.tokens) as tokens, array_agg(x.price) as price,
        array_agg(x.free_tokens) as free_tokens, array_agg(x.free_nano) as free_nano
      from (
        select w.place, w.tokens, w.price,
          dense_rank() over (order by b.tenant_id, b.scope, b.scope_id, b.period, b.period_start) as counter,
          case when soft.binds then coalesce(w.soft_tokens, w.token_limit) else w.token_limit end - b.used_tokens::numeric - b.held_tokens as free_tokens,
          case when soft.binds then coalesce(w.soft_price, w.price_limit) else w.price_limit end - b.used_nano::numeric - b.held_nano as free_nano
        from unnest(wanted) w
        join public.budget_counter b on b.tenant_id = w.tenant_id and b.scope = w.scope and b.scope_id = w.scope_id
          and b.period = w.period and b.period_start = w.period_start
        cross join lateral (select (w.at >= b.soft_since + make_interval(mins => w.grace_minutes)
      and (b.used_tokens >= w.soft_tokens or b.used_nano >= w.soft_price)) is true as binds) soft
        where w.place = any (tried)
      ) x group by x.place order by x.place
    loop
      fits := true;
      for i in 1 .. cardinality(one.counter) loop
        fits := fits and one.tokens[i] <= one.free_tokens[i] - coalesce(taken_tokens[one.counter[i]], 0)
          and one.price[i] <= one.free_nano[i] - coalesce(taken_nano[one.counter[i]], 0);
      end loop;
      continue when not fits;
      admitted := admitted || one.place;
      for i in 1 .. cardinality(one.counter) loop
        taken_tokens[one.counter[i]] := coalesce(taken_tokens[one.counter[i]], 0) + one.tokens[i];
        taken_nano[one.counter[i]] := coalesce(taken_nano[one.counter[i]], 0) + one.price[i];
      end loop;
    end loop;
  end if;

  return query with r as materialized (
    select * from jsonb_to_recordset(reserves) r (place integer, token integer, id uuid, "requestId" uuid, "callOrdinal" integer,
      "principalKind" text, "principalId" uuid, feature text, model text, "policyVersion" integer, "costVersion" integer,
      "priceVersion" integer, "inputTokens" bigint, "outputTokens" bigint, price bigint, cost bigint, at timestamptz,
      documents uuid[], holder text, "conversationId" uuid, account text, "productLine" text, environment text, tags jsonb,
      "keptUntil" timestamptz, scopes jsonb)
    where r.place = any (admitted)
  ), sums as (
    select w.tenant_id, w.scope, w.scope_id, w.period, w.period_start, sum(w.tokens)::bigint as tokens,
      sum(w.price)::bigint as price, min(w.soft_tokens) as soft_tokens, min(w.soft_price) as soft_price, max(w.at) as at
    from unnest(wanted) w where w.place = any (admitted)
    group by 1, 2, 3, 4, 5
  ), counted as (
    -- A budget that was raised in mid-period may put the soft limit out of reach again.
    update public.budget_counter b set held_tokens = b.held_tokens + s.tokens, held_nano = b.held_nano + s.price,
      soft_since = case when b.used_tokens >= s.soft_tokens or b.used_nano >= s.soft_price then coalesce(b.soft_since, s.at) end
    from sums s where b.tenant_id = s.tenant_id and b.scope = s.scope and b.scope_id = s.scope_id and b.period = s.period
      and b.period_start = s.period_start
  ), taken as (
    insert into public.reservation (tenant_id, id, request_id, call_ordinal, principal_kind, principal_id, feature, model,
      policy_version, cost_version, price_version, scopes, bound_input_tokens, bound_output_tokens, bound_price_nano,
      bound_cost_nano, created_at, documents, holder_hash, conversation_id, account, product_line, environment, tags, kept_until)
    select token_tenant[r.token], r.id, r."requestId", r."callOrdinal", r."principalKind", r."principalId", r.feature, r.model,
      r."policyVersion", r."costVersion", r."priceVersion", r.scopes, r."inputTokens", r."outputTokens", r.price,
      r.cost, r.at, r.documents, decode(r.holder, 'hex'), r."conversationId", r.account, r."productLine", r.environment, r.tags,
      r."keptUntil"
    from r
  )
  select 'reserve', r.place, 'held', null::jsonb from r;

  if tried is null then return; end if;
  return query
    select 'reserve', w.place, 'refused', jsonb_agg(jsonb_build_object('scope', b.scope, 'scopeId', b.scope_id,
      'period', b.period, 'usedTokens', b.used_tokens::text, 'heldTokens', b.held_tokens::text, 'usedNano', b.used_nano::text,
      'heldNano', b.held_nano::text, 'softSince', b.soft_since))
    from unnest(wanted) w
    join public.budget_counter b on b.tenant_id = w.tenant_id and b.scope = w.scope and b.scope_id = w.scope_id
      and b.period = w.period and b.period_start = w.period_start
    where w.place = any (tried) and w.place <> all (admitted)
    group by w.place;
end $$;

-- What became known of a call that is booked: an entry of differences, in the counters of the call's own periods. For
-- the worker and for who holds the call's hold; for finance in any tenant. Undefined for no such call of that proof; a
-- correction that takes more than was booked is refused.
create function tenancy.adjust_entry(tenant uuid, entry uuid, call uuid, differences jsonb, reason text, at timestamptz)
returns boolean language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  d record;
  booked record;
begin
  if ((tenant = tenancy.current_tenant() and (tenancy.current_role_name() = 'worker'
      or (tenancy.current_role_name() = 'hold' and tenancy.current_principal() = call)))
    or tenancy.platform_role() = 'finance') is not true then
    return false;
  end if;
  select * into d from jsonb_to_record(differences) x ("inputTokens" bigint, "outputTokens" bigint, "cacheReadTokens" bigint,
    "cacheWrite5mTokens" bigint, "cacheWrite1hTokens" bigint, cost bigint, price bigint);
  perform from public.budget_counter b join (
      select s.* from public.reservation r, jsonb_to_recordset(r.scopes) s (scope text, "scopeId" text, period text,
        "periodStart" timestamptz)
      where r.tenant_id = adjust_entry.tenant and r.id = call) k
    on b.tenant_id = adjust_entry.tenant and b.scope = k.scope and b.scope_id = k."scopeId" and b.period = k.period
      and b.period_start = k."periodStart"
    order by b.tenant_id, b.scope, b.scope_id, b.period, b.period_start for update of b;
  if exists (select from public.ledger_entry l where l.tenant_id = adjust_entry.tenant and l.id = entry) then return true; end if;
  insert into public.ledger_entry (tenant_id, id, request_id, call_ordinal, at, kind, adjusts, reason, principal_kind,
      principal_id, feature, product_line, environment, tags, model, batch, outcome, input_tokens, output_tokens,
      cache_read_tokens, cache_write_5m_tokens, cache_write_1h_tokens, cost_version, price_version, cost_nano, price_nano,
      estimated, account)
    select l.tenant_id, entry, l.request_id, l.call_ordinal, adjust_entry.at, 'adjustment', l.id, adjust_entry.reason,
      l.principal_kind, l.principal_id, l.feature, l.product_line, l.environment, l.tags, l.model, l.batch, l.outcome,
      d."inputTokens", d."outputTokens", d."cacheReadTokens", d."cacheWrite5mTokens", d."cacheWrite1hTokens",
      l.cost_version, l.price_version, d.cost, d.price, false, l.account
    from public.ledger_entry l where l.tenant_id = adjust_entry.tenant and l.id = call and l.kind = 'call';
  if not found then return false; end if;
  select sum(l.input_tokens) as input, sum(l.output_tokens) as output, sum(l.cache_read_tokens) as cache_read,
      sum(l.cache_write_5m_tokens) as cache_5m, sum(l.cache_write_1h_tokens) as cache_1h, sum(l.cost_nano) as cost,
      sum(l.price_nano) as price into booked
    from public.ledger_entry l where l.tenant_id = adjust_entry.tenant and (l.id = call or l.adjusts = call);
  if least(booked.input, booked.output, booked.cache_read, booked.cache_5m, booked.cache_1h, booked.cost, booked.price) < 0 then
    raise exception 'an adjustment takes back more than was booked' using errcode = 'check_violation';
  end if;
  update public.budget_counter b set
    used_tokens = b.used_tokens + d."inputTokens" + d."outputTokens" + d."cacheReadTokens" + d."cacheWrite5mTokens"
      + d."cacheWrite1hTokens", used_nano = b.used_nano + d.price
  from public.reservation r, jsonb_to_recordset(r.scopes) s (scope text, "scopeId" text, period text, "periodStart" timestamptz)
  where r.tenant_id = adjust_entry.tenant and r.id = call and b.tenant_id = r.tenant_id and b.scope = s.scope
    and b.scope_id = s."scopeId" and b.period = s.period and b.period_start = s."periodStart";
  return true;
end $$;

-- An orphaned hold is settled in a workspace that is being erased too: its money stays. One that waits for its turn is
-- nobody's orphan before its time.
create or replace function tenancy.stale_reservations(older_than interval, how_many integer)
returns table (tenant_id uuid, reservation_id uuid, policy_version integer, time_zone text, plan text, context text)
language sql volatile security definer set search_path = pg_catalog, pg_temp as $$
  select r.tenant_id, r.id, (select max(p.version) from public.policy_version p where p.tenant_id = t.id),
    t.time_zone, t.plan, tenancy.sign_context(r.tenant_id::text, r.id, 'worker', 'worker', interval '60 seconds')
  from public.reservation r join public.tenant t on t.id = r.tenant_id
  where r.state = 'held' and r.renewed_at < clock_timestamp() - older_than
    and (r.kept_until is null or r.kept_until < clock_timestamp())
    and t.state in ('active', 'suspended', 'erasing')
  order by r.renewed_at limit how_many
$$;

revoke all on function tenancy.budget_batch(text[], jsonb, jsonb),
  tenancy.adjust_entry(uuid, uuid, uuid, jsonb, text, timestamptz) from public;
grant execute on function tenancy.budget_batch(text[], jsonb, jsonb) to tenantry_app;
grant execute on function tenancy.adjust_entry(uuid, uuid, uuid, jsonb, text, timestamptz) to tenantry_app, tenantry_finance;

-- A counter's subject is text since 0040.
do $$
declare
  f text;
begin
  select pg_get_functiondef(p.oid) into strict f from pg_proc p
    where p.pronamespace = 'tenancy'::regnamespace and p.prosrc like '%b.scope_id = person;%';
  execute replace(f, 'b.scope_id = person;', 'b.scope_id = person::text;');
end $$;

reset role;
revoke create on schema tenancy from tenantry_definer;
