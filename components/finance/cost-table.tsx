import { Receipt } from 'lucide-react';
import Link from 'next/link';
import type { Params } from '@/components/console/href';
import { hrefWith, NO_CURSOR } from '@/components/console/href';
import { modelName } from '@/components/console/status-badges';
import { EmptyState } from '@/components/ui/empty-state';
import { formatDate } from '@/components/ui/format';
import {
  Table,
  TableBody,
  TableCaption,
  TableFooter,
  TableHead,
  TableHeader,
  TableRow,
} from '@/components/ui/table';
import type { CostReport, CostRow, Dimension } from '@/lib/finance/schema';
import { SumCells, SumHeads } from './sum-cells';

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
          <SumHeads />
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
