import { Receipt } from 'lucide-react';
import Link from 'next/link';
import type { Params } from '@/components/console/href';
import { hrefWith, NO_CURSOR } from '@/components/console/href';
import { Money } from '@/components/console/money';
import { MoneyCells } from '@/components/console/money-cells';
import { modelName } from '@/components/console/status-badges';
import { EmptyState } from '@/components/ui/empty-state';
import { formatCount, formatDate, NO_VALUE } from '@/components/ui/format';
import {
  Table,
  TableBody,
  TableCaption,
  TableCell,
  TableFooter,
  TableHead,
  TableHeader,
  TableRow,
} from '@/components/ui/table';
import type { CostReport, CostRow, Dimension, Sums } from '@/lib/finance/schema';

export const DIMENSION_LABEL: Record<Dimension, string> = {
  tenant: 'Tenant',
  model: 'Model',
  feature: 'Feature',
  day: 'Day',
};

interface CostTableProps {
  report: CostReport;
  by: Dimension;
  params: Params;
}

/** One row for each key of the dimension; its numbers lead to the ledger rows that they are sums of. */
export function CostTable({ report, by, params }: CostTableProps) {
  if (report.rows.length === 0) {
    return (
      <EmptyState
        bare
        icon={<Receipt />}
        title="Nothing was charged"
        text="No call of a model was settled on these days with these filters."
      />
    );
  }
  const changes = (key: string) =>
    by === 'day' ? { range: null, from: key, to: key } : { [by]: key };
  return (
    <Table label={`Cost by ${by}`} bare>
      <TableCaption>Cost, price and margin by {by}</TableCaption>
      <TableHeader>
        <TableRow>
          <TableHead>{DIMENSION_LABEL[by]}</TableHead>
          <TableHead align="right">Calls</TableHead>
          <TableHead align="right">Input tokens</TableHead>
          <TableHead align="right">Output tokens</TableHead>
          <TableHead align="right">Cost</TableHead>
          <TableHead align="right">Price</TableHead>
          <TableHead align="right">Margin</TableHead>
          <TableHead align="right">Margin %</TableHead>
        </TableRow>
      </TableHeader>
      <TableBody>
        {report.rows.map((row) => (
          <TableRow key={row.key}>
            <TableHead
              scope="row"
              className="h-auto min-w-32 whitespace-normal py-2.5 text-ink text-sm"
            >
              <Link
                href={hrefWith('/finance/ledger', params, { ...NO_CURSOR, ...changes(row.key) })}
                className="hover:text-accent-text hover:underline"
              >
                {rowName(row, by)}
              </Link>
            </TableHead>
            <SumCells
              sums={row}
              href={hrefWith('/finance/ledger', params, { ...NO_CURSOR, ...changes(row.key) })}
            />
          </TableRow>
        ))}
      </TableBody>
      <TableFooter>
        <TableRow>
          <TableHead
            scope="row"
            className="h-auto min-w-32 whitespace-normal py-2.5 text-ink text-sm"
          >
            Total
          </TableHead>
          <SumCells sums={report.totals} href={hrefWith('/finance/ledger', params, NO_CURSOR)} />
        </TableRow>
      </TableFooter>
    </Table>
  );
}

function rowName(row: CostRow, by: Dimension): string {
  if (by === 'day') return formatDate(row.key);
  return by === 'model' ? modelName(row.label) : row.label;
}

function SumCells({ sums, href }: { sums: Sums; href: string }) {
  return (
    <>
      <TableCell align="right">
        <Link
          href={href}
          className="text-accent-text hover:underline"
          aria-label={`${formatCount(sums.calls)} ledger rows`}
        >
          {formatCount(sums.calls)}
        </Link>
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

/** Margin as a share of price, to a tenth of a percent. */
export function marginShare(sums: Sums): string {
  const price = BigInt(sums.priceNano);
  if (price === 0n) return NO_VALUE;
  return `${(Number((BigInt(sums.marginNano) * 10_000n) / price) / 100).toFixed(1)}%`;
}
