import { Building2 } from 'lucide-react';
import Link from 'next/link';
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
import type { ServedTenant } from '@/lib/forensics/schema';

/** Who had calls booked on an account within an hour. */
export function ServedTable({ served }: { served: readonly ServedTenant[] }) {
  if (served.length === 0)
    return (
      <EmptyState
        icon={<Building2 aria-hidden />}
        title="Nobody was served"
        text="No call was booked on this account within that hour."
      />
    );
  return (
    <Table label="Tenants that were served">
      <TableCaption>Tenants, who had most first, times in UTC</TableCaption>
      <TableHeader>
        <TableRow>
          <TableHead>Tenant</TableHead>
          <TableHead align="right">Requests</TableHead>
          <TableHead align="right">Calls</TableHead>
          <TableHead align="right">Tokens</TableHead>
          <TableHead>First and last (UTC)</TableHead>
        </TableRow>
      </TableHeader>
      <TableBody>
        {served.map((row) => (
          <TableRow key={row.tenantId}>
            <TableCell>
              <Link
                href={`/console/tenants/${row.tenantId}`}
                className="underline underline-offset-2"
              >
                {row.slug}
              </Link>
            </TableCell>
            <TableCell align="right">{formatCount(row.requests)}</TableCell>
            <TableCell align="right">{formatCount(row.calls)}</TableCell>
            <TableCell align="right">{formatCount(Number(row.tokens))}</TableCell>
            <TableCell className="tabular whitespace-nowrap">
              {formatDateTime(row.first, { seconds: true })} –{' '}
              {formatDateTime(row.last, { seconds: true })}
            </TableCell>
          </TableRow>
        ))}
      </TableBody>
    </Table>
  );
}
