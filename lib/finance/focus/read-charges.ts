import { CUSTOMERS } from '@/lib/console/customers';
import type { PlatformSql } from '@/lib/db/platform-sql';
import { AppError } from '@/lib/errors';
import { OF_MONTHS } from '../ledger-filter';
import type { Account } from '../schema';
import type { PeriodOf } from './charge-rows';
import type { FocusDataset } from './columns';
import type { LedgerCharge } from './ledger-charge';

/** Whole days in UTC, both included; of one tenant, or of all. */
export interface ChargeSpan {
  from: string;
  to: string;
  tenantId?: string;
}

/** What the ledger itself says of a span, in the snapshot of its rows. Nano-dollars. */
export interface LedgerTotal {
  entries: number;
  cost: bigint;
  price: bigint;
  /** When each call was made that a correction in the span corrects; milliseconds. */
  corrected: ReadonlyMap<string, number>;
}

const BATCH = 4_000;

interface Stored {
  id: string;
  tenant_id: string;
  at: number;
  of_month: boolean;
  kind: 'call' | 'adjustment';
  reason: string;
  request_id: string;
  call_ordinal: number;
  adjusts: string | null;
  principal_kind: string;
  outcome: string;
  feature: string;
  product_line: string;
  environment: string;
  tags: Record<string, string>;
  model: string;
  account: Account;
  batch: boolean;
  estimated: boolean;
  input: bigint;
  output: bigint;
  cache_read: bigint;
  cache_5m: bigint;
  cache_1h: bigint;
  cost_version: number;
  price_version: number;
  cost: bigint;
  price: bigint;
}

const SPAN = `l.at >= $1::date::timestamp at time zone 'UTC' and l.at < ($2::date + 1)::timestamp at time zone 'UTC'
  and ($3::uuid is null or l.tenant_id = $3) and (not $4::boolean or l.account = 'platform') and l.tenant_id in ${CUSTOMERS}`;

// One statement, and so one snapshot: the sums are of the very rows that follow, whatever is written meanwhile. They come
// first, as a row of no entry, summed by PostgreSQL, and with them the times of the calls that were corrected: a context
// ends within a minute, also inside of a transaction, and a policy that is first asked after that shows nothing, so that
// what looks for a call beside a row in the middle of a long file would find none.
const ROWS = `
  select null::uuid as id, null::uuid as tenant_id, null::float8 as at, false as of_month,
    '' as kind, '' as reason, null::uuid as request_id, 0 as call_ordinal, null::uuid as adjusts,
    '' as principal_kind, '' as outcome, '' as feature, '' as product_line, '' as environment,
    jsonb_build_object('entries', count(*), 'cost', coalesce(sum(l.cost_nano), 0)::text,
      'price', coalesce(sum(l.price_nano), 0)::text, 'corrected', (
        select jsonb_object_agg(c.id, (extract(epoch from c.at) * 1000)::float8) from ledger_entry c
        where c.kind = 'call' and (c.tenant_id, c.id) in (
          select l.tenant_id, l.adjusts from ledger_entry l where l.adjusts is not null and ${SPAN}))) as tags,
    '' as model, '' as account, false as batch, false as estimated, 0::bigint as input, 0::bigint as output,
    0::bigint as cache_read, 0::bigint as cache_5m, 0::bigint as cache_1h, 0 as cost_version, 0 as price_version,
    0::bigint as cost, 0::bigint as price
  from ledger_entry l where ${SPAN}
  union all
  (select l.id, l.tenant_id, (extract(epoch from l.at) * 1000)::float8, ${OF_MONTHS}, l.kind, l.reason, l.request_id,
    l.call_ordinal, l.adjusts, l.principal_kind, l.outcome, l.feature, l.product_line, l.environment, l.tags, l.model,
    l.account, l.batch, l.estimated, l.input_tokens, l.output_tokens, l.cache_read_tokens, l.cache_write_5m_tokens,
    l.cache_write_1h_tokens, l.cost_version, l.price_version, l.cost_nano, l.price_nano
  from ledger_entry l where ${SPAN} order by l.at, l.id)`;

/** Opens the cursor and takes its first row: the sums. */
export async function openCharges(
  sql: PlatformSql,
  dataset: FocusDataset,
  { from, to, tenantId }: ChargeSpan,
): Promise<LedgerTotal> {
  await sql(`declare finance_charges no scroll cursor for ${ROWS}`, [
    from,
    to,
    tenantId ?? null,
    dataset === 'focus-allocated',
  ]);
  const [first] = await sql<Stored>('fetch 1 from finance_charges');
  const { entries, cost, price, corrected } = (first?.tags ?? {}) as unknown as {
    entries: number;
    cost: string;
    price: string;
    corrected: Record<string, number> | null;
  };
  return {
    entries,
    cost: BigInt(cost),
    price: BigInt(price),
    corrected: new Map(Object.entries(corrected ?? {})),
  };
}

/**
 * The rows behind the sums, by time, a batch at a time: what is in memory does not grow with the ledger. Throws `conflict`
 * for a correction of a call that the sums did not name.
 */
export async function* nextCharges(
  sql: PlatformSql,
  names: ReadonlyMap<string, string>,
  { corrected }: Pick<LedgerTotal, 'corrected'>,
): AsyncGenerator<LedgerCharge[]> {
  for (;;) {
    const rows = await sql<Stored>(`fetch ${BATCH} from finance_charges`);
    if (rows.length === 0) return;
    yield rows.map((row) => toCharge(row, names, correctsAt(row, corrected)));
  }
}

function correctsAt({ adjusts }: Stored, corrected: ReadonlyMap<string, number>): number | null {
  if (adjusts === null) return null;
  const at = corrected.get(adjusts);
  if (at === undefined)
    throw new AppError('conflict', 'The export was refused: a corrected call was not found.');
  return at;
}

function toCharge(
  row: Stored,
  names: ReadonlyMap<string, string>,
  correctsAt: number | null,
): LedgerCharge {
  return {
    id: row.id,
    tenantId: row.tenant_id,
    tenantName: names.get(row.tenant_id) ?? '',
    at: row.at,
    correctsAt,
    ofMonth: row.of_month,
    kind: row.kind,
    reason: row.reason,
    requestId: row.request_id,
    callOrdinal: row.call_ordinal,
    adjusts: row.adjusts,
    principalKind: row.principal_kind,
    outcome: row.outcome,
    feature: row.feature,
    productLine: row.product_line,
    environment: row.environment,
    tags: row.tags,
    model: row.model,
    account: row.account,
    batch: row.batch,
    estimated: row.estimated,
    tokens: [row.input, row.output, row.cache_read, row.cache_5m, row.cache_1h],
    costVersion: row.cost_version,
    priceVersion: row.price_version,
    cost: row.cost,
    price: row.price,
  };
}

/** Billing periods: of a tenant its months where it is, of the provider months in UTC. */
export async function readPeriods(
  sql: PlatformSql,
  dataset: FocusDataset,
  { from, to }: ChargeSpan,
): Promise<{ names: Map<string, string>; periodOf: PeriodOf }> {
  const rows = await sql<{ id: string; name: string; starts: number[] }>(
    `select t.id, t.name, array(select (extract(epoch from m at time zone z.zone) * 1000)::float8
       from generate_series(date_trunc('month', $1::date::timestamp - interval '2 days'),
         date_trunc('month', $2::date::timestamp) + interval '2 months', '1 month') m order by 1) as starts
     from tenant t cross join lateral (select case when $3::boolean then 'UTC' else t.time_zone end as zone) z`,
    [from, to, dataset === 'focus-allocated'],
  );
  const starts = new Map(rows.map((row) => [row.id, row.starts]));
  return {
    names: new Map(rows.map((row) => [row.id, row.name])),
    periodOf({ tenantId, at }) {
      const all = starts.get(tenantId) ?? [];
      const next = all.findIndex((start) => start > at);
      return [all[next - 1] ?? at, all[next] ?? at];
    },
  };
}
