import { Money } from '@/components/console/money';
import {
  Table,
  TableBody,
  TableCaption,
  TableCell,
  TableHead,
  TableHeader,
  TableRow,
} from '@/components/ui/table';
import type { ErasedBill } from '@/lib/lifecycle/erase/schema';

/** With whose it was, where the bills of several are shown. */
type Bill = ErasedBill & { tenantId?: string; name?: string; numbers?: string[] };

/** What an erased tenant was billed; the last month's fee is shared by days. */
export function KeptBills({ bills }: { bills: readonly Bill[] }) {
  if (bills.length === 0)
    return <p className="px-5 py-4 text-ink-soft text-sm">No bill was kept of it.</p>;
  const several = bills.some(({ name }) => name !== undefined);
  return (
    <Table bare label="Bills by month">
      <TableCaption>Bills by month, where the tenant was</TableCaption>
      <TableHeader>
        <TableRow>
          {several && <TableHead>Tenant</TableHead>}
          <TableHead>Month</TableHead>
          <TableHead align="right">Days</TableHead>
          <TableHead align="right">Fee</TableHead>
          <TableHead align="right">Beside it</TableHead>
          <TableHead align="right">Total</TableHead>
        </TableRow>
      </TableHeader>
      <TableBody>
        {bills.map((bill) => (
          <TableRow key={`${bill.tenantId} ${bill.month}`}>
            {several && <TableCell className="min-w-32">{bill.name}</TableCell>}
            <TableCell className="tabular">
              {bill.month}
              {bill.numbers && bill.numbers.length > 0 && (
                <span className="block break-words text-ink-faint text-xs">
                  {bill.numbers.join(', ')}
                </span>
              )}
            </TableCell>
            <TableCell align="right">
              {bill.days} of {bill.daysInMonth}
            </TableCell>
            <TableCell align="right">
              <Money nano={bill.feeNano} />
            </TableCell>
            <TableCell align="right">
              <Money nano={bill.usageNano} />
            </TableCell>
            <TableCell align="right">
              <Money nano={bill.totalNano} />
            </TableCell>
          </TableRow>
        ))}
      </TableBody>
    </Table>
  );
}
