import { withPlatform } from '@/lib/db/platform-sql';
import { exactUsd } from '@/lib/money';
import type { PlatformContext } from '@/lib/tenancy/context';
import { authorizePlatform } from '@/lib/tenancy/roles';
import { filterDetail } from './ledger-filter';
import { readReport } from './read-costs';
import type { Dimension, LedgerFilter, LedgerRow, Sums } from './schema';

/** The rows of the costs page and their total as cells, with exact decimal dollars. */
export async function exportCosts(
  ctx: PlatformContext,
  by: Dimension,
  filter: LedgerFilter,
): Promise<{ header: string[]; rows: string[][] }> {
  authorizePlatform(ctx, 'costs:read');
  const why = {
    action: 'costs.export',
    reason: 'Downloaded costs',
    tenantId: filter.tenant,
    detail: { by, ...filterDetail(filter) },
  };
  const report = await withPlatform(ctx, why, (sql) => readReport(sql, by, filter));
  return {
    header: [by, 'id', ...SUM_HEADER],
    rows: [
      ...report.rows.map((row) => [row.label, row.key, ...sumCells(row)]),
      ['Total', '', ...sumCells(report.totals)],
      ...adjustmentCells(report.adjustmentsNano),
    ],
  };
}

/** Beside the total: what is charged for months as a whole is no usage. */
function adjustmentCells(nano: string): string[][] {
  if (nano === '0') return [];
  const usd = exactUsd(BigInt(nano));
  return [['Adjustments of months', '', '', '', '', '', usd, usd]];
}

export const SUM_HEADER = [
  'calls',
  'input_tokens',
  'output_tokens',
  'cost_usd',
  'price_usd',
  'margin_usd',
];

/** In the order of the header. */
export function sumCells(sums: Sums): string[] {
  return [
    String(sums.calls),
    String(sums.inputTokens),
    String(sums.outputTokens),
    exactUsd(BigInt(sums.costNano)),
    exactUsd(BigInt(sums.priceNano)),
    exactUsd(BigInt(sums.marginNano)),
  ];
}

export const LEDGER_HEADER = [
  'settled_at',
  'ledger_id',
  'tenant_id',
  'tenant',
  'request_id',
  'call',
  'kind',
  'corrects',
  'reason',
  'principal_kind',
  'feature',
  'product_line',
  'environment',
  'tags',
  'model',
  'account',
  'batch',
  'outcome',
  'estimated',
  'input_tokens',
  'cache_read_tokens',
  'cache_write_tokens',
  'output_tokens',
  'cost_version',
  'price_version',
  'cost_usd',
  'price_usd',
];

/** In the order of the header. */
export function ledgerCells(row: LedgerRow): string[] {
  return [
    row.at,
    row.id,
    row.tenant.id,
    row.tenant.name,
    row.requestId,
    String(row.callOrdinal),
    row.kind,
    row.adjusts ?? row.month ?? '',
    row.reason,
    row.principalKind,
    row.feature,
    row.productLine,
    row.environment,
    Object.keys(row.tags).length === 0 ? '' : JSON.stringify(row.tags),
    row.model,
    row.account,
    String(row.batch),
    row.outcome,
    String(row.estimated),
    String(row.inputTokens),
    String(row.cacheReadTokens),
    String(row.cacheWriteTokens),
    String(row.outputTokens),
    String(row.costVersion),
    String(row.priceVersion),
    exactUsd(BigInt(row.costNano)),
    exactUsd(BigInt(row.priceNano)),
  ];
}
