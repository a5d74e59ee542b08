import Link from 'next/link';
import { Sparkline } from '@/components/charts/sparkline';
import type { DataColumn } from '@/components/ui/data-table';
import { formatCompact, formatCount } from '@/components/ui/format';
import { TableCell, TableFooter, TableRow } from '@/components/ui/table';
import type { Figures, FleetRow } from '@/lib/console/schema';
import { duration, share } from './figures-grid';
import { Money } from './money';
import { LeavingBadge, planName, TenantStateBadge } from './status-badges';

function Part({ part, whole }: { part: number; whole: number }) {
  return (
    <>
      {formatCount(part)}
      <span className="block text-ink-faint text-xs">{share(part, whole)}</span>
    </>
  );
}

function Tokens({ value }: { value: number }) {
  return <span title={formatCount(value)}>{formatCompact(value)}</span>;
}

/** What the tenant pays, over what the provider takes for it. */
function PriceAndCost({ of }: { of: Pick<Figures, 'priceNano' | 'costNano'> }) {
  return (
    <>
      <Money nano={of.priceNano} />
      <span className="block whitespace-nowrap text-ink-faint text-xs">
        cost <Money nano={of.costNano} />
      </span>
    </>
  );
}

/** `query` carries the range over to a tenant's page. */
export function fleetColumns(query: string): DataColumn<FleetRow>[] {
  return [
    {
      id: 'name',
      header: 'Tenant',
      sortBy: (row) => row.name,
      className: 'min-w-44',
      cell: (row) => (
        <div className="space-y-1">
          <Link
            href={`/console/tenants/${row.id}${query}`}
            className="font-medium hover:text-accent-text hover:underline"
          >
            {row.name}
          </Link>
          <div className="flex items-center gap-2 text-ink-faint text-xs">
            <span>{planName(row.plan)}</span>
            <TenantStateBadge state={row.state} />
            {row.leavesAt && <LeavingBadge endsAt={row.leavesAt} />}
          </div>
        </div>
      ),
    },
    {
      id: 'trend',
      header: 'Trend',
      className: 'min-w-16',
      cell: (row) => (
        <Sparkline
          values={row.trend}
          label={`${row.requests} requests of ${row.name} over the range`}
        />
      ),
    },
    {
      id: 'requests',
      header: 'Requests',
      align: 'right',
      sortBy: (row) => row.requests,
      cell: (row) => formatCount(row.requests),
    },
    {
      id: 'errors',
      header: 'Errors',
      align: 'right',
      sortBy: (row) => row.errors,
      cell: (row) => <Part part={row.errors} whole={row.requests} />,
    },
    {
      id: 'refusals',
      header: 'Refused',
      align: 'right',
      sortBy: (row) => row.refusals,
      cell: (row) => <Part part={row.refusals} whole={row.requests} />,
    },
    {
      id: 'p50',
      header: 'P50',
      align: 'right',
      sortBy: (row) => row.latencyP50,
      cell: (row) => duration(row.latencyP50),
    },
    {
      id: 'p95',
      header: 'P95',
      align: 'right',
      sortBy: (row) => row.latencyP95,
      cell: (row) => duration(row.latencyP95),
    },
    {
      id: 'p99',
      header: 'P99',
      align: 'right',
      sortBy: (row) => row.latencyP99,
      cell: (row) => duration(row.latencyP99),
    },
    {
      id: 'firstToken',
      header: 'First token',
      align: 'right',
      sortBy: (row) => row.firstTokenP95,
      cell: (row) => duration(row.firstTokenP95),
    },
    {
      id: 'tokens',
      header: 'Tokens',
      align: 'right',
      sortBy: (row) => row.tokens,
      cell: (row) => <Tokens value={row.tokens} />,
    },
    {
      id: 'price',
      header: 'Price',
      align: 'right',
      sortBy: (row) => BigInt(row.priceNano),
      cell: (row) => <PriceAndCost of={row} />,
    },
  ];
}

/** Over every tenant, whatever the search shows: percentiles are of all requests together. */
export function FleetTotals({ totals, tenants }: { totals: Figures; tenants: number }) {
  return (
    <TableFooter>
      <TableRow>
        <TableCell colSpan={2}>
          All {tenants} {tenants === 1 ? 'tenant' : 'tenants'}
        </TableCell>
        <TableCell align="right">{formatCount(totals.requests)}</TableCell>
        <TableCell align="right">
          <Part part={totals.errors} whole={totals.requests} />
        </TableCell>
        <TableCell align="right">
          <Part part={totals.refusals} whole={totals.requests} />
        </TableCell>
        <TableCell align="right">{duration(totals.latencyP50)}</TableCell>
        <TableCell align="right">{duration(totals.latencyP95)}</TableCell>
        <TableCell align="right">{duration(totals.latencyP99)}</TableCell>
        <TableCell align="right">{duration(totals.firstTokenP95)}</TableCell>
        <TableCell align="right">
          <Tokens value={totals.tokens} />
        </TableCell>
        <TableCell align="right">
          <PriceAndCost of={totals} />
        </TableCell>
      </TableRow>
    </TableFooter>
  );
}
