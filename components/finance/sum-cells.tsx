import Link from 'next/link';
import { Money } from '@/components/console/money';
import { MoneyCells } from '@/components/console/money-cells';
import { formatCount, NO_VALUE } from '@/components/ui/format';
import { TableCell, TableHead } from '@/components/ui/table';
import type { Sums } from '@/lib/finance/schema';

/** Columns of these. */
export const SUM_COUNT = 7;

export function SumHeads() {
  return (
    <>
      <TableHead align="right">Calls</TableHead>
      <TableHead align="right">Input tokens</TableHead>
      <TableHead align="right">Output tokens</TableHead>
      <TableHead align="right">Cost</TableHead>
      <TableHead align="right">Price</TableHead>
      <TableHead align="right">Margin</TableHead>
      <TableHead align="right">Margin %</TableHead>
    </>
  );
}

/** `href`: the ledger rows that the numbers are sums of, where there still are any. */
export function SumCells({ sums, href }: { sums: Sums; href?: string }) {
  return (
    <>
      <TableCell align="right">
        {href ? (
          <Link
            href={href}
            className="text-accent-text hover:underline"
            aria-label={`${formatCount(sums.calls)} ledger rows`}
          >
            {formatCount(sums.calls)}
          </Link>
        ) : (
          formatCount(sums.calls)
        )}
      </TableCell>
      <TableCell align="right">{formatCount(sums.inputTokens)}</TableCell>
      <TableCell align="right">{formatCount(sums.outputTokens)}</TableCell>
      <MoneyCells of={sums} />
      <TableCell align="right">
        <Money nano={sums.marginNano} />
      </TableCell>
      <TableCell align="right">{marginShare(sums)}</TableCell>
    </>
  );
}

/** Margin as a share of price, to a tenth of a percent; of nothing, or of what was given back, there is none. */
export function marginShare(sums: Sums): string {
  const price = BigInt(sums.priceNano);
  if (price <= 0n) return NO_VALUE;
  return `${(Number((BigInt(sums.marginNano) * 10_000n) / price) / 100).toFixed(1)}%`;
}
