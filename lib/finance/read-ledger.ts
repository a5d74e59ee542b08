import { pageOrder, toPage } from '@/lib/console/cursor';
import type { Page } from '@/lib/console/schema';
import { type PlatformSql, withPlatform } from '@/lib/db/platform-sql';
import type { PlatformContext } from '@/lib/tenancy/context';
import { authorizePlatform } from '@/lib/tenancy/roles';
import { readFilterChoices } from './filter-choices';
import { filterDetail, filterParams, LEDGER_FILTER, OF_MONTHS } from './ledger-filter';
import type { Account, FinanceChoices, LedgerFilter, LedgerRow } from './schema';
import { readLines } from './showback/read-lines';
import type { ShowbackSums } from './showback/schema';

interface StoredEntry {
  id: string;
  at: Date;
  tenant_id: string;
  tenant_name: string;
  request_id: string;
  call_ordinal: number;
  kind: 'call' | 'adjustment';
  adjusts: string | null;
  reason: string;
  principal_kind: string;
  feature: string;
  product_line: string;
  environment: string;
  tags: Record<string, string>;
  model: string;
  account: Account;
  batch: boolean;
  outcome: string;
  estimated: boolean;
  input: number;
  output: number;
  cache_read: number;
  cache_write: number;
  cost_version: number;
  price_version: number;
  cost: string;
  price: string;
}

export interface LedgerView {
  page: Page<LedgerRow>;
  /** Of all rows meant, not of the page. */
  totals: { calls: number; costNano: string; priceNano: string; adjustmentsNano: string };
  /** What showback adds up with the same filter, where that was asked for: the same as the rows' sums. */
  showback: ShowbackSums | null;
  choices: FinanceChoices;
}

const PAGE_SIZE = 50;
const EXPORT_BATCH = 1_000;

/** A page of ledger rows, newest first, with the sums of all that are meant. */
export async function readLedger(
  ctx: PlatformContext,
  filter: LedgerFilter,
  place: { older?: string; newer?: string },
): Promise<LedgerView> {
  authorizePlatform(ctx, 'costs:read');
  const why = {
    action: 'ledger.view',
    reason: 'Looked at the ledger',
    tenantId: filter.tenant,
    fold: '5 minutes',
  };
  return withPlatform(ctx, why, async (sql) => {
    const [totals] = await sql<{ calls: number; cost: string; price: string; adjustments: string }>(
      `select count(*)::int as calls, coalesce(sum(cost_nano), 0)::text as cost,
         coalesce(sum(price_nano), 0)::text as price,
         coalesce(sum(price_nano) filter (where ${OF_MONTHS}), 0)::text as adjustments
       from ledger_entry l where ${LEDGER_FILTER}`,
      filterParams(filter),
    );
    return {
      page: await readEntries(sql, filter, place, PAGE_SIZE),
      totals: {
        calls: totals?.calls ?? 0,
        costNano: totals?.cost ?? '0',
        priceNano: totals?.price ?? '0',
        adjustmentsNano: totals?.adjustments ?? '0',
      },
      showback: isShowback(filter)
        ? (await readLines(sql, { by: 'total', filter }, filter)).total
        : null,
      choices: await readFilterChoices(sql),
    };
  });
}

/** Whether showback adds up these rows. */
function isShowback({ usage, entry }: LedgerFilter): boolean {
  return usage === 'only' && entry === undefined;
}

/**
 * All ledger rows meant, newest first, a batch at a time: each batch is a transaction of its own, so that
 * a slow reader holds no connection, and all of them are one audit entry.
 */
export async function* exportLedger(
  ctx: PlatformContext,
  filter: LedgerFilter,
): AsyncGenerator<LedgerRow[]> {
  authorizePlatform(ctx, 'costs:read');
  const why = {
    action: 'ledger.export',
    reason: 'Downloaded ledger rows',
    tenantId: filter.tenant,
    detail: filterDetail(filter),
    fold: '5 minutes',
  };
  let older: string | undefined;
  do {
    const page = await withPlatform(ctx, why, (sql) =>
      readEntries(sql, filter, { older }, EXPORT_BATCH),
    );
    yield page.rows;
    older = page.older ?? undefined;
  } while (older);
}

async function readEntries(
  sql: PlatformSql,
  filter: LedgerFilter,
  place: { older?: string; newer?: string },
  size: number,
): Promise<Page<LedgerRow>> {
  const order = pageOrder(place);
  const rows = await sql<StoredEntry>(
    `select l.id, l.at, l.tenant_id, t.name as tenant_name, l.request_id, l.call_ordinal, l.kind, l.adjusts, l.reason,
       l.principal_kind, l.feature, l.product_line, l.environment, l.tags, l.model, l.account, l.batch, l.outcome,
       l.estimated, l.input_tokens::float8 as input, l.output_tokens::float8 as output,
       l.cache_read_tokens::float8 as cache_read,
       (l.cache_write_5m_tokens + l.cache_write_1h_tokens)::float8 as cache_write,
       l.cost_version, l.price_version, l.cost_nano::text as cost, l.price_nano::text as price
     from ledger_entry l join tenant t on t.id = l.tenant_id
     where ${LEDGER_FILTER} and ($14::timestamptz is null or (l.at, l.id) ${order.compare} ($14, $15::uuid))
     order by l.at ${order.direction}, l.id ${order.direction} limit ${size + 1}`,
    [...filterParams(filter), order.cursor?.at ?? null, order.cursor?.id ?? null],
  );
  return toPage(rows.map(toLedgerRow), size, order);
}

function toLedgerRow(row: StoredEntry): LedgerRow {
  return {
    id: row.id,
    at: row.at.toISOString(),
    tenant: { id: row.tenant_id, name: row.tenant_name },
    requestId: row.request_id,
    callOrdinal: row.call_ordinal,
    kind: row.kind,
    adjusts: row.adjusts,
    month: row.kind === 'adjustment' && row.adjusts === null ? (row.tags.month ?? null) : null,
    reason: row.reason,
    principalKind: row.principal_kind,
    feature: row.feature,
    productLine: row.product_line,
    environment: row.environment,
    tags: row.tags,
    model: row.model,
    account: row.account,
    batch: row.batch,
    outcome: row.outcome,
    estimated: row.estimated,
    inputTokens: row.input,
    outputTokens: row.output,
    cacheReadTokens: row.cache_read,
    cacheWriteTokens: row.cache_write,
    costVersion: row.cost_version,
    priceVersion: row.price_version,
    costNano: row.cost,
    priceNano: row.price,
  };
}
