-- A close counts everything that a tenant ever used, and each entry lies in a page of its own among those of all others. With
-- what is added up in the index by tenant and time, it is read there, one page for some seventy entries.
drop index ledger_entry_listing;
create index ledger_entry_listing on ledger_entry (tenant_id, at)
  include (kind, model, input_tokens, output_tokens, cache_read_tokens, cache_write_5m_tokens, cache_write_1h_tokens, price_nano);
