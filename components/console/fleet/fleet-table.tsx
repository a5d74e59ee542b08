import { SearchX } from 'lucide-react';
import { EmptyState } from '@/components/ui/empty-state';
import { formatCount } from '@/components/ui/format';
import { Pagination } from '@/components/ui/pagination';
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
import type { FleetSort, FleetView } from '@/lib/console/fleet/schema';
import { hrefWith, type Params } from '../href';
import { FigureCells, FleetRow } from './fleet-row';
import { SortHead } from './sort-head';

const FIGURES: [FleetSort, string][] = [
  ['requests', 'Requests'],
  ['errors', 'Errors'],
  ['refusals', 'Refused'],
  ['p50', 'P50'],
  ['p95', 'P95'],
  ['p99', 'P99'],
  ['firstToken', 'First token'],
  ['tokens', 'Tokens'],
  ['price', 'Price'],
];

interface FleetTableProps {
  fleet: FleetView;
  path: string;
  params: Params;
  sort: string;
  /** Carries the range over to a tenant's page. */
  query: string;
}

/** One page of the fleet, sorted on the server. */
export function FleetTable({ fleet, path, params, sort, query }: FleetTableProps) {
  const { rows, counts, page, pages } = fleet;
  if (rows.length === 0)
    return (
      <EmptyState
        icon={<SearchX />}
        title="No tenant matches"
        text="Nothing is called, planned or in a state like that. Take a filter away."
      />
    );
  const head = { sort, path, params };
  const turn = (to: number) => hrefWith(path, params, { page: String(to) });
  return (
    // Fifteen columns: the cells sit closer than elsewhere, to fit beside the navigation.
    <div className="[&_td:first-child]:pl-3.5 [&_td]:px-2 [&_th:first-child]:pl-3.5 [&_th]:px-2">
      <Table label="Tenants">
        <TableCaption>Tenants with their figures of the range; times in UTC</TableCaption>
        <TableHeader>
          <TableRow>
            <SortHead by="name" first="up" {...head}>
              Tenant
            </SortHead>
            <SortHead by="health" first="up" {...head}>
              Health
            </SortHead>
            <TableHead>Trend</TableHead>
            {FIGURES.map(([by, label]) => (
              <SortHead key={by} by={by} align="right" {...head}>
                {label}
              </SortHead>
            ))}
            <SortHead by="budget" {...head}>
              Month’s budget
            </SortHead>
            <SortHead by="slots" align="right" {...head}>
              Slots
            </SortHead>
            <TableHead>Model account</TableHead>
          </TableRow>
        </TableHeader>
        <TableBody>
          {rows.map((row) => (
            <FleetRow key={row.id} row={row} query={query} />
          ))}
        </TableBody>
        <TableFooter>
          <TableRow>
            <TableCell colSpan={3}>
              All {formatCount(counts.tenants)} {counts.tenants === 1 ? 'tenant' : 'tenants'}
            </TableCell>
            <FigureCells of={fleet.totals} before={fleet.before} />
            <TableCell colSpan={3} />
          </TableRow>
        </TableFooter>
      </Table>
      <Pagination
        previousHref={page > 1 ? turn(page - 1) : undefined}
        nextHref={page < pages ? turn(page + 1) : undefined}
        summary={`${formatCount(counts.shown)} of ${formatCount(counts.tenants)} tenants, page ${formatCount(page)} of ${formatCount(pages)}`}
      />
    </div>
  );
}
