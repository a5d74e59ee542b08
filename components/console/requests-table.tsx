import { ListX } from 'lucide-react';
import Link from 'next/link';
import { EmptyState } from '@/components/ui/empty-state';
import { formatCount, formatDateTime } from '@/components/ui/format';
import { Pagination } from '@/components/ui/pagination';
import {
  Table,
  TableBody,
  TableCaption,
  TableCell,
  TableHead,
  TableHeader,
  TableRow,
} from '@/components/ui/table';
import type { Page, RequestRow } from '@/lib/console/schema';
import { duration } from './figures-grid';
import { hrefWith, type Params } from './href';
import { MoneyCells } from './money-cells';
import { modelName, OutcomeBadge } from './status-badges';

interface RequestsTableProps {
  page: Page<RequestRow>;
  /** Address of the tenant's page. */
  path: string;
  params: Params;
}

export function RequestsTable({ page, path, params }: RequestsTableProps) {
  if (page.rows.length === 0) {
    return (
      <EmptyState
        bare
        icon={<ListX />}
        title="No requests here"
        text="None began in this range with these filters. Choose a longer range, or fewer filters."
      />
    );
  }
  const turn = (cursor: 'newer' | 'older') =>
    page[cursor]
      ? `${hrefWith(path, params, { newer: null, older: null, [cursor]: page[cursor] })}#requests`
      : undefined;
  return (
    <>
      <Table label="Requests" bare>
        <TableCaption>Requests, newest first, times in UTC</TableCaption>
        <TableHeader>
          <TableRow>
            <TableHead>Began (UTC)</TableHead>
            <TableHead>Outcome</TableHead>
            <TableHead>Model</TableHead>
            <TableHead align="right">Latency</TableHead>
            <TableHead align="right">First token</TableHead>
            <TableHead align="right">Tokens</TableHead>
            <TableHead align="right">Cost</TableHead>
            <TableHead align="right">Price</TableHead>
          </TableRow>
        </TableHeader>
        <TableBody>
          {page.rows.map((row) => (
            <TableRow key={row.id}>
              <TableCell className="tabular whitespace-nowrap">
                <Link
                  href={`${path}/requests/${row.id}`}
                  className="font-medium text-accent-text hover:underline"
                >
                  {formatDateTime(row.startedAt, { seconds: true })}
                </Link>
              </TableCell>
              <TableCell>
                <OutcomeBadge outcome={row.outcome} />
                {row.errorCode && (
                  <code className="ml-2 font-mono text-ink-faint text-xs">{row.errorCode}</code>
                )}
                {row.repeats > 1 && (
                  <span className="ml-2 whitespace-nowrap text-ink-soft text-xs">
                    {formatCount(row.repeats)} times
                  </span>
                )}
              </TableCell>
              <TableCell className="whitespace-nowrap">{modelName(row.model)}</TableCell>
              <TableCell align="right">{duration(row.latencyMs)}</TableCell>
              <TableCell align="right">{duration(row.firstTokenMs)}</TableCell>
              <TableCell align="right">{formatCount(row.tokens)}</TableCell>
              <MoneyCells of={row} />
            </TableRow>
          ))}
        </TableBody>
      </Table>
      <div className="px-5 pb-4">
        <Pagination previousHref={turn('newer')} nextHref={turn('older')} summary="Newest first" />
      </div>
    </>
  );
}
