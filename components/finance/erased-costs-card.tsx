import { Download } from 'lucide-react';
import Link from 'next/link';
import { hrefWith, type Params } from '@/components/console/href';
import { buttonVariants } from '@/components/ui/button-variants';
import { Card } from '@/components/ui/card';
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
import type { ErasedCosts } from '@/lib/finance/schema';
import { SumCells, SumHeads } from './sum-cells';

interface ErasedCostsCardProps {
  costs: ErasedCosts;
  params: Params;
  /** Finance itself may not open receipts. */
  receipts: boolean;
}

/** Apart from the sums of the ledger: of an erased tenant only whole months are left. */
export function ErasedCostsCard({ costs, params, receipts }: ErasedCostsCardProps) {
  const { rows, totals } = costs;
  return (
    <Card
      id="erased"
      flush
      title="Erased tenants"
      description="Whole months (UTC) that these days touch: all the law keeps. The numbers above do not contain them, and filters do not narrow them."
      actions={
        rows.length > 0 && (
          <a
            href={hrefWith('/api/finance/erased.csv', params, { measure: null, by: null })}
            download
            className={buttonVariants({ size: 'sm' })}
          >
            <Download aria-hidden /> CSV of erased tenants
          </a>
        )
      }
      className="mt-6 scroll-mt-6"
    >
      {rows.length === 0 ? (
        <p className="px-5 py-4 text-ink-soft text-sm">
          No tenant that used a model in these months was erased.
        </p>
      ) : (
        <Table label="Cost of erased tenants" bare>
          <TableCaption>Cost, price and margin of erased tenants by month</TableCaption>
          <TableHeader>
            <TableRow>
              <TableHead>Tenant</TableHead>
              <TableHead>Month</TableHead>
              <SumHeads />
            </TableRow>
          </TableHeader>
          <TableBody>
            {rows.map((row) => (
              <TableRow key={`${row.tenantId} ${row.month}`}>
                <TableCell className="min-w-32">
                  {receipts ? (
                    <Link
                      href={`/console/erased/${row.tenantId}`}
                      className="text-accent-text hover:underline"
                    >
                      {row.name}
                    </Link>
                  ) : (
                    row.name
                  )}
                </TableCell>
                <TableCell className="tabular whitespace-nowrap">{row.month}</TableCell>
                <SumCells sums={row} />
              </TableRow>
            ))}
          </TableBody>
          <TableFooter>
            <TableRow>
              <TableCell colSpan={2}>Total of erased tenants</TableCell>
              <SumCells sums={totals} />
            </TableRow>
          </TableFooter>
        </Table>
      )}
    </Card>
  );
}
