import { CUSTOMERS } from '@/lib/console/customers';
import { inputOf } from '@/lib/console/figures-of';
import type { PlatformSql } from '@/lib/db/platform-sql';
import { type RolledUsage, readRollups } from '@/lib/metering/rollups/read-rollups';
import { filterParams, LEDGER_FILTER, OF_MONTHS, ofGroup } from './ledger-filter';
import { type Dimension, dayOf, daysOf, type LedgerFilter } from './schema';

/** Sums of one day (UTC) and one key of the dimension, of which there may be several. Money in nano-dollars. */
export interface CostPart {
  day: string;
  key: string;
  calls: number;
  input: number;
  output: number;
  cost: bigint;
  price: bigint;
}

const DAY_MS = 86_400_000;

/** From the rollups, and the rows of what is not folded yet. */
export async function partsOfRollups(
  sql: PlatformSql,
  by: Dimension,
  filter: LedgerFilter,
): Promise<CostPart[]> {
  const tenants = await sql<{ id: string }>(
    `select id from tenant where id in ${CUSTOMERS} and ($1::uuid is null or id = $1)
       and ($2::uuid is null or id in ${ofGroup('$2')}) order by id`,
    [filter.tenant ?? null, filter.group ?? null],
  );
  const days = daysOf(filter).map((day) => ({
    day,
    from: `${day}T00:00:00Z`,
    to: `${dayOf(Date.parse(day) + DAY_MS)}T00:00:00Z`,
  }));
  const spans = tenants.flatMap(({ id }) => days.map((day) => ({ tenantId: id, ...day })));
  const apart = by === 'model' || by === 'feature' || !!filter.model || !!filter.feature;
  const usage = await readRollups(sql, spans, apart);
  return spans.flatMap(({ tenantId, day }, place) =>
    (usage[place] ?? [])
      .filter((each) => isMeant(each, filter))
      .map((each) => ({
        day,
        key: { tenant: tenantId, day, model: each.model, feature: each.feature }[by],
        calls: each.calls,
        input: inputOf(each),
        output: each.outputTokens,
        cost: each.cost,
        price: each.price,
      })),
  );
}

/** Without what has rollups for its requests alone, of which none called a model. */
function isMeant(each: RolledUsage, { model, feature }: LedgerFilter): boolean {
  const booked = each.calls > 0 || each.cost !== 0n || each.price !== 0n;
  return booked && (!model || each.model === model) && (!feature || each.feature === feature);
}

const DAY = `to_char(l.at at time zone 'UTC', 'YYYY-MM-DD')`;
const KEY: Record<Dimension, string> = {
  tenant: 'l.tenant_id::text',
  model: 'l.model',
  feature: 'l.feature',
  day: DAY,
};

/** From the ledger's rows. */
export async function partsOfLedger(
  sql: PlatformSql,
  by: Dimension,
  filter: LedgerFilter,
): Promise<CostPart[]> {
  const rows = await sql<Omit<CostPart, 'cost' | 'price'> & { cost: string; price: string }>(
    `select ${DAY} as day, ${KEY[by]} as key, count(*) filter (where l.kind = 'call')::int as calls,
       sum(l.input_tokens + l.cache_read_tokens + l.cache_write_5m_tokens + l.cache_write_1h_tokens)::float8 as input,
       sum(l.output_tokens)::float8 as output, sum(l.cost_nano)::text as cost, sum(l.price_nano)::text as price
     from ledger_entry l where ${LEDGER_FILTER} and not (${OF_MONTHS}) group by 1, 2`,
    filterParams(filter),
  );
  return rows.map((row) => ({ ...row, cost: BigInt(row.cost), price: BigInt(row.price) }));
}
