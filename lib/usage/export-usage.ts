import { exactUsd } from '@/lib/money';
import type { TenantContext } from '@/lib/tenancy/context';
import { readUsage } from './read-usage';
import type { UsageDimension, UsageRange, UsageSums } from './schema';

/** The rows of the usage page as cells, with exact decimal dollars. */
export async function exportUsage(
  ctx: TenantContext,
  by: UsageDimension,
  range: UsageRange,
): Promise<{ header: string[]; rows: string[][] }> {
  const report = await readUsage(ctx, by, range);
  return {
    header: [by, 'id', 'requests', 'input_tokens', 'output_tokens', 'price_usd'],
    rows: [
      ...report.rows.map((row) => [row.label, row.key, ...sumCells(row)]),
      ['Total', '', ...sumCells(report.totals)],
    ],
  };
}

function sumCells(sums: UsageSums): string[] {
  return [
    String(sums.requests),
    String(sums.inputTokens),
    String(sums.outputTokens),
    exactUsd(BigInt(sums.priceNano)),
  ];
}
