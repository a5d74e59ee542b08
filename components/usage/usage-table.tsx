'use client';

import { Receipt } from 'lucide-react';
import { useMemo } from 'react';
import { Money } from '@/components/console/money';
import { type DataColumn, DataTable } from '@/components/ui/data-table';
import { EmptyState } from '@/components/ui/empty-state';
import { formatCount } from '@/components/ui/format';
import { TableCell, TableFooter, TableHead, TableRow } from '@/components/ui/table';
import type { UsageDimension, UsageReport, UsageRow } from '@/lib/usage/schema';
import { DIMENSION_LABEL, usageLabel } from './usage-label';

export function UsageTable({ report, by }: { report: UsageReport; by: UsageDimension }) {
  const columns = useMemo(() => columnsBy(by), [by]);
  const { totals } = report;
  return (
    <DataTable
      bare
      keepLast
      label={`Usage by ${DIMENSION_LABEL[by].toLowerCase()}`}
      columns={columns}
      rows={report.rows}
      rowId={(row) => row.key}
      empty={
        <EmptyState
          bare
          icon={<Receipt />}
          title="Nothing was asked"
          text="No call of a model was settled on these days."
        />
      }
      footer={
        <TableFooter>
          <TableRow>
            <TableHead scope="row" className="h-auto py-2.5 text-ink text-sm">
              Total
            </TableHead>
            <TableCell align="right">{formatCount(totals.requests)}</TableCell>
            <TableCell align="right">{formatCount(totals.inputTokens)}</TableCell>
            <TableCell align="right">{formatCount(totals.outputTokens)}</TableCell>
            <TableCell align="right">
              <Money nano={totals.priceNano} />
            </TableCell>
          </TableRow>
        </TableFooter>
      }
    />
  );
}

function columnsBy(by: UsageDimension): DataColumn<UsageRow>[] {
  return [
    {
      id: 'key',
      header: DIMENSION_LABEL[by],
      className: 'min-w-32 font-medium',
      sortBy: (row) => (by === 'day' ? row.key : usageLabel(row, by)),
      cell: (row) => usageLabel(row, by),
    },
    {
      id: 'requests',
      header: 'Requests',
      align: 'right',
      sortBy: (row) => row.requests,
      cell: (row) => formatCount(row.requests),
    },
    {
      id: 'input',
      header: 'Input tokens',
      align: 'right',
      sortBy: (row) => row.inputTokens,
      cell: (row) => formatCount(row.inputTokens),
    },
    {
      id: 'output',
      header: 'Output tokens',
      align: 'right',
      sortBy: (row) => row.outputTokens,
      cell: (row) => formatCount(row.outputTokens),
    },
    {
      id: 'price',
      header: 'Price',
      align: 'right',
      sortBy: (row) => BigInt(row.priceNano),
      cell: (row) => <Money nano={row.priceNano} />,
    },
  ];
}
