import { withPlatform } from '@/lib/db/platform-sql';
import { exactUsd } from '@/lib/money';
import type { PlatformContext } from '@/lib/tenancy/context';
import { authorizePlatform } from '@/lib/tenancy/roles';
import { SUM_HEADER, sumCells } from '../export-costs';
import { filterDetail } from '../ledger-filter';
import type { LedgerFilter } from '../schema';
import type { ShowbackDimension } from './facts';
import { readLines } from './read-lines';
import type { ShowbackSums } from './schema';
import { tenantNames } from './tenant-names';

const COLUMNS = ['tenant_id', 'tenant', 'entries', 'requests', ...SUM_HEADER, 'margin_percent'];

/** All rows of the report and their total as cells, with exact decimal dollars. */
export async function exportShowback(
  ctx: PlatformContext,
  by: ShowbackDimension,
  filter: LedgerFilter,
  tag?: string,
): Promise<{ header: string[]; rows: string[][] }> {
  authorizePlatform(ctx, 'costs:read');
  const why = {
    action: 'showback.export',
    reason: 'Downloaded showback',
    tenantId: filter.tenant,
    detail: { by, ...filterDetail(filter) },
  };
  return withPlatform(ctx, why, async (sql) => {
    const { lines, total } = await readLines(sql, { by, filter, tag: tag ?? filter.tag }, filter);
    const ids = lines.flatMap(({ key, owner }) => (by === 'tenant' ? [key] : owner ? [owner] : []));
    const names = await tenantNames(sql, ids);
    // By tenant the key is the tenant's id, which has a column.
    const own = (key: string) => (by === 'tenant' ? [] : [key]);
    return {
      header: [...own(by), ...COLUMNS],
      rows: [
        ...lines.map((line) => {
          const tenant = by === 'tenant' ? line.key : (line.owner ?? '');
          return [...own(line.key), tenant, names.get(tenant) ?? '', ...cells(line)];
        }),
        [...own('Total'), by === 'tenant' ? 'Total' : '', '', ...cells(total)],
      ],
    };
  });
}

function cells(sums: ShowbackSums): string[] {
  return [String(sums.entries), String(sums.requests), ...sumCells(sums), marginPercent(sums)];
}

/** Of price, to a tenth; empty where nothing was charged. */
function marginPercent({ priceNano, marginNano }: ShowbackSums): string {
  const price = BigInt(priceNano);
  if (price <= 0n) return '';
  // Tenths of a percent as nano-dollars, for one way of writing decimals.
  return exactUsd(((BigInt(marginNano) * 1000n) / price) * 100_000_000n).replace(/0{8}$/, '');
}
