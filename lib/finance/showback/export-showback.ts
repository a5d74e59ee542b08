import { type PlatformSql, withPlatform } from '@/lib/db/platform-sql';
import { exactUsd } from '@/lib/money';
import type { PlatformContext } from '@/lib/tenancy/context';
import { authorizePlatform } from '@/lib/tenancy/roles';
import { SUM_HEADER, sumCells } from '../export-costs';
import { filterDetail } from '../ledger-filter';
import type { LedgerFilter } from '../schema';
import type { ShowbackDimension } from './facts';
import { type KeyedLine, readLines, toShowbackSums } from './read-lines';
import { afterShared, readSharedParts, type SharedParts, sumOf } from './read-shared';
import type { LeftOut, ShowbackSums } from './schema';
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
    if (by === 'tenant') return byTenant(sql, lines, total, await readSharedParts(sql, filter));
    const owners = lines.flatMap(({ owner }) => (owner ? [owner] : []));
    const names = await tenantNames(sql, owners);
    return {
      header: [by, ...COLUMNS],
      rows: [
        ...lines.map((line) => {
          const tenant = line.owner ?? '';
          return [line.key, tenant, names.get(tenant) ?? '', ...cells(line)];
        }),
        ['Total', '', '', ...cells(total)],
      ],
    };
  });
}

const SHARED_COLUMNS = ['shared_usd', 'margin_after_shared_usd', 'shared_costs_of'];
const LEFT_OUT = {
  days: 'Left out: the days are not whole months (UTC)',
  filters: 'Left out: they are of tenants and not of what was filtered by',
};

/** With each tenant's part of shared costs, also of who used nothing and of who is erased, so that the parts are all that there is. */
async function byTenant(
  sql: PlatformSql,
  lines: readonly KeyedLine[],
  total: ShowbackSums,
  shared: SharedParts | LeftOut,
): Promise<{ header: string[]; rows: string[][] }> {
  const names = await tenantNames(
    sql,
    lines.map(({ key }) => key),
  );
  const parts = shared.leftOut === null ? shared.parts : [];
  const used = new Set(lines.map(({ key }) => key));
  const row = (id: string, name: string, sums: ShowbackSums, part: bigint) => [
    ...[id, name, ...cells(sums)],
    ...sharedCells(sums, part, shared),
  ];
  return {
    header: [...COLUMNS, ...SHARED_COLUMNS],
    rows: [
      ...lines.map((line) => {
        const part = parts.find(({ id }) => id === line.key)?.nano ?? 0n;
        return row(line.key, names.get(line.key) ?? '', line, part);
      }),
      ...parts
        .filter(({ id }) => !used.has(id))
        .map(({ id, name, erased, nano }) =>
          row(id, erased ? `${name} (erased)` : name, toShowbackSums(undefined), nano),
        ),
      row('Total', '', total, sumOf(parts)),
    ],
  };
}

function sharedCells(sums: ShowbackSums, part: bigint, shared: SharedParts | LeftOut): string[] {
  if (shared.leftOut !== null) return ['', '', LEFT_OUT[shared.leftOut]];
  const { sharedNano, afterSharedNano } = afterShared(sums, part);
  const usd = [sharedNano, afterSharedNano].map((nano) => exactUsd(BigInt(nano)));
  return [...usd, shared.months.join(' ')];
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
