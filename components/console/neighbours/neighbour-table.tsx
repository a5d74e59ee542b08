import { Gauge } from 'lucide-react';
import Link from 'next/link';
import { EmptyState } from '@/components/ui/empty-state';
import { formatCount, formatDuration, formatPercent } from '@/components/ui/format';
import { Progress } from '@/components/ui/progress';
import {
  Table,
  TableBody,
  TableCaption,
  TableCell,
  TableHead,
  TableHeader,
  TableRow,
} from '@/components/ui/table';
import type { NeighbourParams, NeighboursView } from '@/lib/console/neighbours/schema';
import { share } from '../figures-grid';
import { hrefWith, type Params } from '../href';

interface NeighbourTableProps {
  view: NeighboursView;
  sort: NeighbourParams['sort'];
  path: string;
  params: Params;
}

/** Who held slots and who waited; a press on what somebody waited says who held slots meanwhile, and on what it held who waited. */
export function NeighbourTable({ view, sort, path, params }: NeighbourTableProps) {
  const { rows, others } = view;
  if (rows.length === 0)
    return (
      <EmptyState
        bare
        icon={<Gauge />}
        title="Nobody held a slot"
        text="No answer was written in this range. Choose a longer one."
      />
    );
  const heading = (by: NeighbourParams['sort'], words: string) => (
    <TableHead align="right" aria-sort={sort === by ? 'descending' : 'none'}>
      <Link
        href={hrefWith(path, params, { sort: by })}
        prefetch={false}
        className="hover:underline"
      >
        {words}
      </Link>
    </TableHead>
  );
  const timeOf = (ms: number, chosen: Record<string, string | null>, meaning: string) =>
    ms > 0 ? (
      <Link
        href={hrefWith(path, params, chosen)}
        scroll={false}
        prefetch={false}
        className="text-accent-text hover:underline"
      >
        {formatDuration(ms)}
        <span className="sr-only">, {meaning}</span>
      </Link>
    ) : (
      formatDuration(0)
    );
  return (
    <Table label="Slots by tenant" bare>
      <TableCaption>
        {sort === 'held'
          ? 'Tenants by the time that they held slots for answers'
          : 'Tenants by the time that they waited for slots'}
      </TableCaption>
      <TableHeader>
        <TableRow>
          <TableHead>Tenant</TableHead>
          <TableHead>Share of the slots</TableHead>
          {heading('held', 'Held')}
          {heading('waited', 'Waited in all')}
          <TableHead align="right">Requests that waited</TableHead>
        </TableRow>
      </TableHeader>
      <TableBody>
        {rows.map(({ tenant, share: part, heldMs, waitedMs, waited, requests }) => (
          <TableRow key={tenant.id}>
            <TableCell>
              <Link
                href={`/console/tenants/${tenant.id}`}
                prefetch={false}
                className="font-medium hover:text-accent-text hover:underline"
              >
                {tenant.name}
              </Link>
            </TableCell>
            <TableCell className="min-w-40">
              <span className="tabular text-xs">{formatPercent(part)}</span>
              <Progress label={`Share of ${tenant.name}`} value={part} max={1} />
            </TableCell>
            <TableCell align="right">
              {timeOf(
                heldMs,
                { holder: tenant.id, tenant: null },
                `who waited because of ${tenant.name}`,
              )}
            </TableCell>
            <TableCell align="right">
              {timeOf(waitedMs, { tenant: tenant.id, holder: null }, `why ${tenant.name} waited`)}
            </TableCell>
            <TableCell align="right">
              {formatCount(waited)}
              <span className="block text-ink-faint text-xs">{share(waited, requests)}</span>
            </TableCell>
          </TableRow>
        ))}
        {others > 0 && (
          <TableRow>
            <TableCell colSpan={5} className="text-ink-faint">
              and {formatCount(others)} more, which {sort} less
            </TableCell>
          </TableRow>
        )}
      </TableBody>
    </Table>
  );
}
