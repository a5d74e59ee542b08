import { ReceiptText } from 'lucide-react';
import Link from 'next/link';
import { Money } from '@/components/console/money';
import { EmptyState } from '@/components/ui/empty-state';
import { formatCount, formatDateTime } from '@/components/ui/format';
import {
  Table,
  TableBody,
  TableCaption,
  TableCell,
  TableHead,
  TableHeader,
  TableRow,
} from '@/components/ui/table';
import type { InvoiceLine } from '@/lib/forensics/schema';

/** What a usage line of an invoice is made of, with the sum that the invoice has. */
export function LineTable({ line, tenantId }: { line: InvoiceLine; tenantId: string }) {
  if (line.calls === 0 && line.rows.length === 0)
    return (
      <EmptyState
        icon={<ReceiptText aria-hidden />}
        title="No such line"
        text="Nothing was booked for this model in that month."
      />
    );
  return (
    <>
      <p className="mb-3 text-sm">
        {`${formatCount(line.requests)} requests with ${formatCount(line.calls)} calls make up `}
        <Money nano={line.totalNano} className="font-medium" />.
      </p>
      <Table label="Entries of the line">
        <TableCaption>Entries of the ledger, the first first, times in UTC</TableCaption>
        <TableHeader>
          <TableRow>
            <TableHead>Time (UTC)</TableHead>
            <TableHead>Request</TableHead>
            <TableHead>Who</TableHead>
            <TableHead>Feature</TableHead>
            <TableHead align="right">Tokens</TableHead>
            <TableHead align="right">Price</TableHead>
          </TableRow>
        </TableHeader>
        <TableBody>
          {line.rows.map((row) => (
            <TableRow key={row.id}>
              <TableCell className="tabular whitespace-nowrap">
                {formatDateTime(row.at, { seconds: true })}
              </TableCell>
              <TableCell>
                <Link
                  href={`/console/tenants/${tenantId}/requests/${row.requestId}`}
                  className="font-mono text-xs underline underline-offset-2"
                >
                  {row.requestId}
                </Link>
                {row.kind === 'adjustment' && <span className="block text-xs">A correction</span>}
              </TableCell>
              <TableCell>
                <span className="capitalize">{row.principalKind}</span>
                <code className="block font-mono text-ink-faint text-xs">{row.principalId}</code>
              </TableCell>
              <TableCell>{row.feature}</TableCell>
              <TableCell align="right">{formatCount(Number(row.tokens))}</TableCell>
              <TableCell align="right">
                <Money nano={row.priceNano} />
              </TableCell>
            </TableRow>
          ))}
        </TableBody>
      </Table>
      {line.more && (
        <p className="mt-2 text-[0.8125rem] text-ink-faint">
          The first {line.rows.length} entries are shown; the file has them all.
        </p>
      )}
    </>
  );
}
