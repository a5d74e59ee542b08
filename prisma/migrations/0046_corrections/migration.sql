-- Corrections are entries of their own: of one call, or of a tenant's month as a whole. The ledger is never edited.

-- An adjustment without an entry that it corrects is of a month, which its tag names.
alter table ledger_entry drop constraint ledger_entry_adjusts_check;
alter table ledger_entry add constraint ledger_entry_adjusts_check check (kind = 'adjustment' or adjusts is null),
  add constraint ledger_entry_month_check check (kind = 'call' or adjusts is not null
    or (tags ->> 'month' ~ '^[0-9]{4}-(0[1-9]|1[0-2])$') is true);
create index ledger_entry_corrections on ledger_entry (tenant_id, adjusts) where adjusts is not null;

-- What a statement reads: the months' plans and add-ons.
grant select (tenant_id, version, manifest, created_at) on policy_version to tenantry_finance;

create policy audit_entry_definer_correct on audit_entry for insert to tenantry_definer
  with check (action in ('ledger.correct', 'ledger.adjust') and actor_kind = 'operator');

grant create on schema tenancy to tenantry_definer;
set local role tenantry_definer;

-- Only finance, and only in a transaction that wrote the person's audit entry for this tenant.
create function tenancy.corrects_ledger(target uuid, doing text) returns void language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
begin
  if tenancy.platform_role() is distinct from 'finance' then
    raise exception 'corrections need finance' using errcode = 'insufficient_privilege';
  end if;
  if not exists (select from public.platform_audit p where p.actor_id = tenancy.current_principal() and p.action = doing
      and p.subject_tenant = target and p.xact = pg_current_xact_id()::text::bigint) then
    raise exception 'a correction needs its audit entry' using errcode = 'insufficient_privilege';
  end if;
end $$;

-- Books what one call should have been: the differences as an entry, which its budgets follow, and an entry in the
-- tenant's audit log. `seen_*`: what the call came to, with its corrections, when the person looked. Errors: TP001 it was
-- corrected meanwhile, TP005 nothing differs, TP006 no such call.
create function tenancy.correct_call(entry uuid, audit uuid, target uuid, call uuid, seen_cost bigint, seen_price bigint,
  tokens bigint[], cost bigint, price bigint, reason text) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  booked public.ledger_entry;
  net record;
begin
  perform tenancy.corrects_ledger(target, 'ledger.correct');
  if array_length(tokens, 1) is distinct from 5 or exists (select from unnest(tokens) n where n is null or n < 0)
    or cost not between 0 and 1000000000000000 or price not between 0 and 1000000000000000 then
    raise exception 'not amounts of a call' using errcode = 'check_violation';
  end if;
  perform pg_advisory_xact_lock(hashtextextended('tenantry.correct', 0) # hashtextextended(call::text, 0));
  select e.* into booked from public.ledger_entry e where e.tenant_id = target and e.id = call and e.kind = 'call';
  if not found then raise exception 'no such call' using errcode = 'TP006'; end if;
  select sum(e.input_tokens)::bigint as input, sum(e.output_tokens)::bigint as output, sum(e.cache_read_tokens)::bigint as cached,
      sum(e.cache_write_5m_tokens)::bigint as write_5m, sum(e.cache_write_1h_tokens)::bigint as write_1h,
      sum(e.cost_nano)::bigint as cost, sum(e.price_nano)::bigint as price
    into net from public.ledger_entry e where e.tenant_id = target and (e.id = call or e.adjusts = call);
  if net.cost <> seen_cost or net.price <> seen_price then
    raise exception 'corrected meanwhile' using errcode = 'TP001';
  end if;
  if tokens = array[net.input, net.output, net.cached, net.write_5m, net.write_1h] and cost = net.cost and price = net.price then
    raise exception 'nothing differs' using errcode = 'TP005';
  end if;
  perform tenancy.adjust_entry(target, entry, call, jsonb_build_object('inputTokens', tokens[1] - net.input,
    'outputTokens', tokens[2] - net.output, 'cacheReadTokens', tokens[3] - net.cached,
    'cacheWrite5mTokens', tokens[4] - net.write_5m, 'cacheWrite1hTokens', tokens[5] - net.write_1h,
    'cost', correct_call.cost - net.cost, 'price', correct_call.price - net.price), correct_call.reason, clock_timestamp());
  insert into public.audit_entry (tenant_id, id, at, actor_kind, actor_id, action, object_kind, object_id, request_id, outcome, detail)
    values (target, audit, clock_timestamp(), 'operator', tenancy.current_principal(), 'ledger.correct', 'ledger_entry', call,
      booked.request_id, 'ok', jsonb_build_object('priceNano', (correct_call.price - net.price)::text));
end $$;

-- Charges or credits a tenant for a month as a whole. It is no usage: no budget follows it.
create function tenancy.adjust_month(entry uuid, audit uuid, target uuid, month text, price bigint, reason text) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  nobody constant uuid := '00000000-0000-0000-0000-000000000000';
begin
  perform tenancy.corrects_ledger(target, 'ledger.adjust');
  if price = 0 or abs(price) > 1000000000000000 then
    raise exception 'not an amount' using errcode = 'check_violation';
  end if;
  insert into public.ledger_entry (tenant_id, id, request_id, call_ordinal, at, kind, reason, principal_kind, principal_id,
      feature, tags, model, outcome, input_tokens, output_tokens, cache_read_tokens, cache_write_5m_tokens,
      cache_write_1h_tokens, cost_version, price_version, cost_nano, price_nano, estimated)
    values (target, entry, entry, 0, clock_timestamp(), 'adjustment', adjust_month.reason, 'platform', nobody,
      'adjustment', jsonb_build_object('month', adjust_month.month), 'none', 'complete', 0, 0, 0, 0, 0,
      (select v.id from public.price_version v where v.book = 'cost' and v.effective_from <= clock_timestamp()
        order by v.effective_from desc, v.id desc limit 1),
      (select v.id from public.price_version v where v.book = 'price' and v.effective_from <= clock_timestamp()
        order by v.effective_from desc, v.id desc limit 1),
      0, adjust_month.price, false);
  insert into public.audit_entry (tenant_id, id, at, actor_kind, actor_id, action, object_kind, object_id, outcome, detail)
    values (target, audit, clock_timestamp(), 'operator', tenancy.current_principal(), 'ledger.adjust', 'ledger_entry', entry,
      'ok', jsonb_build_object('month', adjust_month.month, 'priceNano', adjust_month.price::text));
end $$;

-- Finance's corrections say why: by this function alone.
revoke execute on function tenancy.adjust_entry(uuid, uuid, uuid, jsonb, text, timestamptz) from tenantry_finance;
revoke all on function tenancy.corrects_ledger(uuid, text),
  tenancy.correct_call(uuid, uuid, uuid, uuid, bigint, bigint, bigint[], bigint, bigint, text),
  tenancy.adjust_month(uuid, uuid, uuid, text, bigint, text) from public;
grant execute on function
  tenancy.correct_call(uuid, uuid, uuid, uuid, bigint, bigint, bigint[], bigint, bigint, text),
  tenancy.adjust_month(uuid, uuid, uuid, text, bigint, text) to tenantry_finance;
reset role;
revoke create on schema tenancy from tenantry_definer;
