import { type PlatformSql, withPlatform } from '@/lib/db/platform-sql';
import type { PlatformContext } from '@/lib/tenancy/context';
import { authorizePlatform } from '@/lib/tenancy/roles';
import { type CostPart, partsOfLedger, partsOfRollups } from './cost-parts';
import { readFilterChoices } from './filter-choices';
import { filterParams, LEDGER_FILTER, OF_MONTHS } from './ledger-filter';
import type { CostReport, CostRow, Dimension, FinanceChoices, LedgerFilter, Sums } from './schema';

/** Nano-dollars as whole numbers or their decimals. */
interface StoredSums {
  calls: number;
  input: number;
  output: number;
  cost: string | bigint;
  price: string | bigint;
}

/** Cost, price and margin of the ledger rows meant, by one dimension and by day. */
export async function readCosts(
  ctx: PlatformContext,
  by: Dimension,
  filter: LedgerFilter,
): Promise<CostReport & { choices: FinanceChoices }> {
  authorizePlatform(ctx, 'costs:read');
  const why = {
    action: 'costs.view',
    reason: 'Looked at costs',
    tenantId: filter.tenant,
    fold: '5 minutes',
  };
  return withPlatform(ctx, why, async (sql) => ({
    ...(await readReport(sql, by, filter)),
    choices: await readFilterChoices(sql),
  }));
}

/**
 * In a transaction of the caller's: sums of the rollups, which are those of the ledger rows at every moment. Rollups do not
 * tell whose account paid, so with that filter the rows themselves are added up.
 */
export async function readReport(
  sql: PlatformSql,
  by: Dimension,
  filter: LedgerFilter,
): Promise<CostReport> {
  const parts = filter.account
    ? await partsOfLedger(sql, by, filter)
    : await partsOfRollups(sql, by, filter);
  const names = by === 'tenant' ? await tenantNames(sql) : new Map<string, string>();
  const rows = sumBy(parts, (part) => part.key)
    .map(({ key, ...sums }): CostRow => ({ ...toSums(sums), key, label: names.get(key) ?? key }))
    .sort((a, b) => (by === 'day' ? compare(b.key, a.key) : byPrice(a, b)));
  return {
    rows,
    totals: toSums(sumBy(parts, () => '')[0]),
    adjustmentsNano: await adjustments(sql, filter),
    daily: sumBy(parts, ({ day, key }) => `${day} ${key}`).map(({ key, cost, price }) => ({
      day: key.slice(0, 10),
      key: key.slice(11),
      costNano: cost.toString(),
      priceNano: price.toString(),
    })),
  };
}

async function adjustments(sql: PlatformSql, filter: LedgerFilter): Promise<string> {
  const [row] = await sql<{ price: string }>(
    `select coalesce(sum(l.price_nano), 0)::text as price from ledger_entry l where ${LEDGER_FILTER} and ${OF_MONTHS}`,
    filterParams(filter),
  );
  return row?.price ?? '0';
}

type KeyedSums = Omit<CostPart, 'day'>;

function sumBy(parts: readonly CostPart[], keyOf: (part: CostPart) => string): KeyedSums[] {
  const sums = new Map<string, KeyedSums>();
  for (const part of parts) {
    const key = keyOf(part);
    const sum = sums.get(key) ?? { key, calls: 0, input: 0, output: 0, cost: 0n, price: 0n };
    sum.calls += part.calls;
    sum.input += part.input;
    sum.output += part.output;
    sum.cost += part.cost;
    sum.price += part.price;
    sums.set(key, sum);
  }
  return [...sums.values()];
}

function byPrice(a: CostRow, b: CostRow): number {
  const difference = BigInt(b.priceNano) - BigInt(a.priceNano);
  return difference === 0n ? compare(a.label, b.label) : difference > 0n ? 1 : -1;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

export function toSums(row: StoredSums | undefined): Sums {
  const cost = BigInt(row?.cost ?? 0);
  const price = BigInt(row?.price ?? 0);
  return {
    calls: row?.calls ?? 0,
    inputTokens: row?.input ?? 0,
    outputTokens: row?.output ?? 0,
    costNano: cost.toString(),
    priceNano: price.toString(),
    marginNano: (price - cost).toString(),
  };
}

async function tenantNames(sql: PlatformSql): Promise<Map<string, string>> {
  const rows = await sql<{ id: string; name: string }>('select id, name from tenant');
  return new Map(rows.map((row) => [row.id, row.name]));
}
