import { FileCheck2 } from 'lucide-react';
import Link from 'next/link';
import { planName } from '@/components/console/status-badges';
import { Badge } from '@/components/ui/badge';
import { EmptyState } from '@/components/ui/empty-state';
import { formatDateTime } from '@/components/ui/format';
import {
  Table,
  TableBody,
  TableCaption,
  TableCell,
  TableHead,
  TableHeader,
  TableRow,
} from '@/components/ui/table';
import type { ErasedTenantView } from '@/lib/lifecycle/erase/schema';

/** Tenants that are no more, each with the way to its receipt. */
export function ErasedTable({ tenants }: { tenants: readonly ErasedTenantView[] }) {
  if (tenants.length === 0)
    return (
      <EmptyState
        icon={<FileCheck2 />}
        title="No tenant was erased"
        text="When one is, its signed receipt and its sums by month stay here."
      />
    );
  return (
    <Table label="Erased tenants">
      <TableCaption>Erased tenants, the latest first, times in UTC</TableCaption>
      <TableHeader>
        <TableRow>
          <TableHead>Tenant</TableHead>
          <TableHead>Plan</TableHead>
          <TableHead>Asked for (UTC)</TableHead>
          <TableHead>Finished (UTC)</TableHead>
          <TableHead>By</TableHead>
          <TableHead>Reason</TableHead>
        </TableRow>
      </TableHeader>
      <TableBody>
        {tenants.map((tenant) => (
          <TableRow key={tenant.id}>
            <TableCell className="min-w-44">
              <Link
                href={`/console/erased/${tenant.id}`}
                className="font-medium text-accent-text hover:underline"
              >
                {tenant.name}
              </Link>
              <span className="block text-ink-faint text-xs">{tenant.slug}</span>
            </TableCell>
            <TableCell>{planName(tenant.plan)}</TableCell>
            <TableCell className="tabular whitespace-nowrap">
              {formatDateTime(tenant.requestedAt)}
            </TableCell>
            <TableCell className="tabular whitespace-nowrap">
              {tenant.finishedAt ? (
                formatDateTime(tenant.finishedAt)
              ) : (
                <Badge tone="danger" dot>
                  Goes on
                </Badge>
              )}
            </TableCell>
            <TableCell className="whitespace-nowrap">{tenant.requestedBy}</TableCell>
            <TableCell className="min-w-48 break-words">{tenant.reason}</TableCell>
          </TableRow>
        ))}
      </TableBody>
    </Table>
  );
}
