-- The entry of a message has what an answer's has: its tokens, what it came to and how long it took.
grant create on schema tenancy to tenantry_definer;
set local role tenantry_definer;

create or replace function tenancy.record_messages(records jsonb) returns integer language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp as $$
declare
  recorded integer;
begin
  with given as materialized (
    select d.*, r.tenant_id, r.request_id, r.principal_kind, r.principal_id, r.policy_version
    from jsonb_to_recordset(records) d (tenant uuid, hold uuid, secret text, audit uuid, at timestamptz, outcome text,
      error text, model text, "startedAt" timestamptz, "latencyMs" double precision, "firstTokenMs" double precision,
      stages jsonb, downgraded jsonb, "stopReason" text, streamed boolean)
    cross join lateral (select x.* from public.reservation x where x.tenant_id = d.tenant and x.id = d.hold
      and x.holder_hash = sha256(convert_to(d.secret, 'UTF8')) and x.feature = 'messages' and x.state <> 'held' offset 0) r
  ), added as (
    insert into public.request (tenant_id, id, principal_kind, principal_id, feature, outcome, error_code, model,
      policy_version, started_at, latency_ms, first_token_ms, stages, passages, downgraded, input_tokens, output_tokens,
      cost_nano, price_nano)
    select g.tenant_id, g.request_id, g.principal_kind, g.principal_id, 'messages', g.outcome, g.error, g.model,
      g.policy_version, g."startedAt", g."latencyMs", g."firstTokenMs", g.stages, 0, g.downgraded, used.input, used.output,
      used.cost, used.price
    from given g cross join lateral (
      select coalesce(sum(l.input_tokens + l.cache_read_tokens + l.cache_write_5m_tokens + l.cache_write_1h_tokens), 0) as input,
        coalesce(sum(l.output_tokens), 0) as output, coalesce(sum(l.cost_nano), 0) as cost,
        coalesce(sum(l.price_nano), 0) as price
      from public.ledger_entry l where l.tenant_id = g.tenant_id and l.request_id = g.request_id) used
    on conflict (tenant_id, id) do nothing
    returning tenant_id, id, input_tokens, output_tokens, price_nano
  ), noted as (
    insert into public.audit_entry (tenant_id, id, at, actor_kind, actor_id, action, object_kind, object_id, request_id,
      outcome, detail)
    select g.tenant_id, g.audit, g.at, g.principal_kind, g.principal_id, 'message.create', 'answer', null, g.request_id,
      case g.outcome when 'ok' then 'ok' when 'stopped' then 'ok' when 'refused' then 'refused' else 'error' end,
      jsonb_build_object('documents', '[]'::jsonb, 'model', g.model, 'state', g.outcome, 'error', g.error,
        'stopReason', g."stopReason", 'streamed', g.streamed, 'inputTokens', a.input_tokens, 'outputTokens', a.output_tokens,
        'priceNano', a.price_nano::text, 'latencyMs', g."latencyMs")
    from given g join added a on a.tenant_id = g.tenant_id and a.id = g.request_id
  )
  select count(*) into recorded from added;
  return recorded;
end $$;

reset role;
revoke create on schema tenancy from tenantry_definer;
