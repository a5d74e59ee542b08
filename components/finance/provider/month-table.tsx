import { Badge } from '@/components/ui/badge';
import { NO_VALUE } from '@/components/ui/format';
import {
  Table,
  TableBody,
  TableCaption,
  TableCell,
  TableHead,
  TableHeader,
  TableRow,
} from '@/components/ui/table';
import type { ProviderMonth } from '@/lib/finance/provider/schema';

/** Each month on three sides: the ledger, the cost report, the invoice. */
export function MonthTable({ months }: { months: readonly ProviderMonth[] }) {
  return (
    <Table label="Months" bare keepLast>
      <TableCaption>Cost of the platform’s account by month, exact dollars</TableCaption>
      <TableHeader>
        <TableRow>
          <TableHead>Month (UTC)</TableHead>
          <TableHead align="right">Ledger USD</TableHead>
          <TableHead align="right">Cost report USD</TableHead>
          <TableHead align="right">Invoice USD</TableHead>
          <TableHead>State</TableHead>
        </TableRow>
      </TableHeader>
      <TableBody>
        {months.map((each) => (
          <TableRow key={each.month}>
            <TableCell className="tabular whitespace-nowrap">{each.month}</TableCell>
            <TableCell align="right">{each.hereUsd}</TableCell>
            <TableCell align="right">{each.thereUsd ?? NO_VALUE}</TableCell>
            <TableCell align="right">
              {each.invoicedUsd ?? NO_VALUE}
              {each.invoices.length > 0 && (
                <p className="break-all text-[0.8125rem] text-ink-faint">
                  {each.invoices.join(', ')}
                </p>
              )}
            </TableCell>
            <TableCell>
              <State month={each} />
            </TableCell>
          </TableRow>
        ))}
      </TableBody>
    </Table>
  );
}

function State({
  month: { whole, invoicedUsd, thereUsd, invoiceDiffers },
}: {
  month: ProviderMonth;
}) {
  if (!whole) return <Badge>Part of the month</Badge>;
  if (invoicedUsd === null) return <Badge>No invoice</Badge>;
  if (thereUsd === null) return <Badge>No cost report</Badge>;
  if (invoiceDiffers) return <Badge tone="danger">Invoice is not the report</Badge>;
  return <Badge tone="success">Invoice is the report</Badge>;
}
