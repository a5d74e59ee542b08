import type { PlatformSql } from '@/lib/db/platform-sql';
import { EMBEDDING_MODEL } from '@/lib/metering/schema';
import { ATTO_PER_NANO, type Atto } from './cents';
import type { ComparedCell, TokenType } from './schema';

/**
 * Tokens of the ledger by the day on which they are counted and the one on which their calls began, in UTC. Of the type
 * `other` and without tokens: what was booked beyond what tokens come to, by a correction of the cost alone.
 */
export interface LedgerTokens {
  day: string;
  began: string;
  model: string;
  batch: boolean;
  tokenType: TokenType | 'other';
  estimated: boolean;
  tokens: bigint;
  cost: Atto;
}

/** Figures of the newest import of each day. */
export interface ProviderFigure {
  day: string;
  model: string;
  batch: boolean;
  apiKey: string | null;
  tokenType: ComparedCell['tokenType'];
  tokens: bigint | null;
  cents: string | null;
}

interface StoredTokens {
  day: string;
  began: string;
  model: string;
  batch: boolean;
  token_type: LedgerTokens['tokenType'];
  estimated: boolean;
  tokens: string;
  centinano: string;
}

const CENTINANO = ATTO_PER_NANO / 100n;

// The platform's own account alone, without what no provider did. A correction counts on the day of its call. What the tokens cost is computed anew,
// by token type, at the version and the size of input that priced the call; a batch call's in hundredths of a nano-dollar.
// What is booked differs from that by less than a nano-dollar where a batch call was rounded up, and is carried where it
// differs by more, so that the sum is what the ledger says.
const LEDGER = `
  with entry as (
    select (c.at at time zone 'UTC')::date as day, coalesce(v.created_at, c.at) as began, l.batch, l.model, c.cost_version,
      c.estimated and not exists (select from ledger_entry x where x.tenant_id = c.tenant_id and x.adjusts = c.id) as estimated,
      c.input_tokens + c.cache_read_tokens + c.cache_write_5m_tokens + c.cache_write_1h_tokens as whole_input,
      l.input_tokens, l.output_tokens, l.cache_read_tokens, l.cache_write_5m_tokens, l.cache_write_1h_tokens, l.cost_nano
    from ledger_entry l
    join ledger_entry c on c.tenant_id = l.tenant_id and c.id = coalesce(l.adjusts, l.id) and c.kind = 'call'
      and c.at >= $1::date::timestamp at time zone 'UTC' - interval '1 day'
      and c.at < ($2::date + 2)::timestamp at time zone 'UTC'
    left join reservation v on v.tenant_id = c.tenant_id and v.id = c.id
    where l.account = 'platform' and l.model <> $3 and l.at >= $1::date::timestamp at time zone 'UTC' - interval '1 day'
  )
  select to_char(e.day, 'YYYY-MM-DD') as day, to_char(e.began at time zone 'UTC', 'YYYY-MM-DD') as began, e.model, e.batch,
    t.token_type, e.estimated, sum(t.tokens)::text as tokens, sum(t.centinano)::text as centinano
  from entry e
  cross join lateral (
    select p.*, case when e.batch then p.batch_percent else 100 end::numeric as percent from price_line p
    where p.version = e.cost_version and p.model = e.model and (p.input_over = 0 or p.input_over < e.whole_input)
    order by p.input_over desc limit 1) p
  cross join lateral (select e.input_tokens * p.percent * p.input_nano as input, e.output_tokens * p.percent * p.output_nano as output,
    e.cache_read_tokens * p.percent * p.cache_read_nano as cache_read,
    e.cache_write_5m_tokens * p.percent * p.cache_write_5m_nano as cache_5m,
    e.cache_write_1h_tokens * p.percent * p.cache_write_1h_nano as cache_1h) c
  cross join lateral (
    select e.cost_nano * 100 - (c.input + c.output + c.cache_read + c.cache_5m + c.cache_1h) as beyond) b
  cross join lateral (values ('uncached_input_tokens', e.input_tokens, c.input), ('output_tokens', e.output_tokens, c.output),
    ('cache_read_input_tokens', e.cache_read_tokens, c.cache_read),
    ('cache_creation.ephemeral_5m_input_tokens', e.cache_write_5m_tokens, c.cache_5m),
    ('cache_creation.ephemeral_1h_input_tokens', e.cache_write_1h_tokens, c.cache_1h),
    ('other', 0, case when abs(b.beyond) >= 100 then b.beyond else 0 end)
  ) as t (token_type, tokens, centinano)
  where t.tokens <> 0 or t.centinano <> 0
  group by 1, 2, 3, 4, 5, 6`;

export async function readLedgerTokens(
  sql: PlatformSql,
  from: string,
  to: string,
): Promise<LedgerTokens[]> {
  const rows = await sql<StoredTokens>(LEDGER, [from, to, EMBEDDING_MODEL]);
  return rows.map((row) => ({
    day: row.day,
    began: row.began,
    model: row.model,
    batch: row.batch,
    tokenType: row.token_type,
    estimated: row.estimated,
    tokens: BigInt(row.tokens),
    cost: BigInt(row.centinano) * CENTINANO,
  }));
}

export async function readProviderFigures(
  sql: PlatformSql,
  from: string,
  to: string,
): Promise<ProviderFigure[]> {
  const rows = await sql<Omit<ProviderFigure, 'tokens'> & { tokens: string | null }>(
    `select to_char(r.day, 'YYYY-MM-DD') as day, r.model, r.batch, r.api_key as "apiKey", r.token_type as "tokenType",
       r.tokens::text as tokens, r.amount_cents as cents
     from provider_row r join provider_import i on i.id = r.import_id
     where r.day between $1 and $2 and not exists (select from provider_import n
       where n.kind = i.kind and n.number > i.number and r.day between n.from_day and n.to_day)`,
    [from, to],
  );
  return rows.map(({ tokens, ...row }) => ({
    ...row,
    tokens: tokens === null ? null : BigInt(tokens),
  }));
}

/** The days of the range that an import of the kind has. */
export async function readCoveredDays(
  sql: PlatformSql,
  kind: 'usage' | 'cost',
  from: string,
  to: string,
): Promise<Set<string>> {
  const rows = await sql<{ day: string }>(
    `select to_char(d, 'YYYY-MM-DD') as day from generate_series($2::date::timestamp, $3::date::timestamp, '1 day') d
     where exists (select from provider_import i where i.kind = $1 and d::date between i.from_day and i.to_day)`,
    [kind, from, to],
  );
  return new Set(rows.map((row) => row.day));
}

/** What a token costs by the book of the day, at small inputs: by day, model and token type. */
export async function readUnits(
  sql: PlatformSql,
  from: string,
  to: string,
): Promise<{ models: Set<string>; unit: (day: string, model: string, type: string) => Atto[] }> {
  const rows = await sql<{ day: string; model: string; types: string[]; percent: number }>(
    `select to_char(d, 'YYYY-MM-DD') as day, l.model, l.batch_percent as percent,
       array[l.input_nano, l.output_nano, l.cache_read_nano, l.cache_write_5m_nano, l.cache_write_1h_nano]::text[] as types
     from generate_series($1::date::timestamp, $2::date::timestamp, '1 day') d
     cross join lateral (select v.id from price_version v where v.book = 'cost'
       and v.effective_from < (d + interval '1 day') at time zone 'UTC' order by v.effective_from desc, v.id desc limit 1) v
     join price_line l on l.version = v.id and l.input_over = 0`,
    [from, to],
  );
  const found = new Map(rows.map((row) => [`${row.day} ${row.model}`, row]));
  const known = await sql<{ model: string }>(
    "select distinct model from price_line where kind = 'cost'",
  );
  return {
    models: new Set(known.map((row) => row.model)),
    unit(day, model, type) {
      const row = found.get(`${day} ${model}`);
      const nano = BigInt(row?.types[TYPE_PLACE[type] ?? -1] ?? 0);
      return [nano * ATTO_PER_NANO, nano * BigInt(row?.percent ?? 0) * CENTINANO];
    },
  };
}

const TYPE_PLACE: Readonly<Record<string, number>> = {
  uncached_input_tokens: 0,
  output_tokens: 1,
  cache_read_input_tokens: 2,
  'cache_creation.ephemeral_5m_input_tokens': 3,
  'cache_creation.ephemeral_1h_input_tokens': 4,
};
