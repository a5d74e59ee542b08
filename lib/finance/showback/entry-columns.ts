/** Sums that are kept of the ledger (0140), by their columns. */
export const SUM_COLUMNS = [
  'entries',
  'calls',
  'requests',
  'input_tokens',
  'output_tokens',
  'cost_nano',
  'price_nano',
] as const;

/** An entry `l` of the ledger in the columns of kept sums; `tag` names the parameter with the key of a tag. */
export function entryColumns(tag: string): string {
  return `l.tenant_id, (l.at at time zone 'UTC')::date as bucket, l.feature, l.model, l.account,
    tenancy.pseudonym(l.tenant_id, l.principal_kind, l.principal_id) as who, coalesce(l.tags ->> ${tag}::text, '') as value,
    1::bigint as entries, (l.kind = 'call')::integer::bigint as calls,
    (l.kind = 'call' and l.call_ordinal = 0)::integer::bigint as requests,
    l.input_tokens + l.cache_read_tokens + l.cache_write_5m_tokens + l.cache_write_1h_tokens as input_tokens,
    l.output_tokens, l.cost_nano, l.price_nano`;
}

/** Of the ledger's entries `l`, calls and their corrections. */
export const USAGE = "(l.kind = 'call' or l.adjusts is not null)";
