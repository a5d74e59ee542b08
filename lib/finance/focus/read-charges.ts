import { CUSTOMERS } from '@/lib/console/customers';
import type { PlatformSql } from '@/lib/db/platform-sql';
import type { PeriodOf } from './charge-rows';
import { CHARGE_COLUMNS, chargeReader, type StoredCharge } from './charge-text';
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

const BATCH = 2_000;

const SPAN = `l.at >= $1::date::timestamp at time zone 'UTC' and l.at < ($2::date + 1)::timestamp at time zone 'UTC'
  and ($3::uuid is null or l.tenant_id = $3) and (not $4::boolean or l.account = 'platform') and l.tenant_id in ${CUSTOMERS}`;

// One statement, and so one snapshot: the sums are of the very rows that follow, whatever is written meanwhile. They come
// first, as a row of no entry, summed by PostgreSQL, and with them the times of the calls that were corrected: a context
// ends within a minute, also inside of a transaction, and a policy that is first asked after that shows nothing, so that
// what looks for a call beside a row in the middle of a long file would find none.
const ROWS = `
  select null as own, null as shape, '' as reason,
    jsonb_build_object('entries', count(*), 'cost', coalesce(sum(l.cost_nano), 0)::text,
      'price', coalesce(sum(l.price_nano), 0)::text, 'corrected', (
        select jsonb_object_agg(c.id, (extract(epoch from c.at) * 1000)::float8) from ledger_entry c
        where c.kind = 'call' and (c.tenant_id, c.id) in (
          select l.tenant_id, l.adjusts from ledger_entry l where l.adjusts is not null and ${SPAN})))::text as tags
  from ledger_entry l where ${SPAN}
  union all
  -- What is sorted are the rows; text is made of them where they are fetched.
  (select ${CHARGE_COLUMNS} from (select * from ledger_entry l where ${SPAN} order by l.at, l.id) l)`;

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
  const [first] = await sql<StoredCharge>('fetch 1 from finance_charges');
  const { entries, cost, price, corrected } = JSON.parse(first?.tags ?? '{}') as {
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
 * The rows behind the sums, by time, a batch at a time: what is in memory does not grow with the ledger. PostgreSQL reads the
 * next batch while one is worked on. Throws `conflict` for a correction of a call that the sums did not name.
 */
export async function* nextCharges(
  sql: PlatformSql,
  names: ReadonlyMap<string, string>,
  { corrected }: Pick<LedgerTotal, 'corrected'>,
): AsyncGenerator<LedgerCharge[]> {
  const read = chargeReader(names, corrected);
  const fetchRows = () => {
    const rows = sql<StoredCharge>(`fetch ${BATCH} from finance_charges`);
    // It may fail while nobody waits for it yet; whoever does hears of it.
    rows.catch(() => undefined);
    return rows;
  };
  let next = fetchRows();
  try {
    for (;;) {
      const rows = await next;
      if (rows.length === 0) return;
      next = fetchRows();
      yield rows.map(read);
    }
  } finally {
    // The connection is whoever's asked for the rows again, also when they want no more of them.
    await next.catch(() => undefined);
  }
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
