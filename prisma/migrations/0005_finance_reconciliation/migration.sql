-- Finance compares the ledger with the budget counters and the request rows. A reservation says which
-- counters its call was counted in, so that a call across midnight is compared with the right month.
grant select (tenant_id, scope, scope_id, period, period_start, used_tokens, held_tokens, used_nano, held_nano)
  on budget_counter to tenantry_finance;
grant select (tenant_id, request_id, call_ordinal, scopes, state) on reservation to tenantry_finance;
grant select (input_tokens, output_tokens, cost_nano, price_nano) on request to tenantry_finance;

-- A page of the ledger over all tenants, newest first, and a trace's rows.
create index ledger_entry_at on ledger_entry (at desc, id desc);
create index request_started on request (started_at);
