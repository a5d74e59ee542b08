import type { ReactNode } from 'react';
import { Sparkline } from '@/components/charts/sparkline';
import { Badge } from '@/components/ui/badge';
import { formatCompact, formatCount, formatPercent, NO_VALUE } from '@/components/ui/format';
import { NearLink } from '@/components/ui/near-link';
import { TableCell, TableRow } from '@/components/ui/table';
import type { FleetFigures, FleetRow as Row } from '@/lib/console/fleet/schema';
import { duration, share } from '../figures-grid';
import { Money } from '../money';
import { LeavingBadge, planName, TenantStateBadge } from '../status-badges';
import { BudgetCell } from './budget-cell';
import { Change } from './change';
import { HealthBadge } from './health-badge';

/** `query` carries the range over to the tenant's page. */
export function FleetRow({ row, query }: { row: Row; query: string }) {
  return (
    <TableRow>
      <TableCell className="min-w-44">
        <div className="space-y-1">
          <NearLink
            href={`/console/tenants/${row.id}${query}`}
            className="font-medium hover:text-accent-text hover:underline"
          >
            {row.name}
          </NearLink>
          <div className="flex items-center gap-2 text-ink-faint text-xs">
            <span>{planName(row.plan)}</span>
            <TenantStateBadge state={row.state} />
            {row.leavesAt && <LeavingBadge endsAt={row.leavesAt} />}
          </div>
        </div>
      </TableCell>
      <TableCell>
        <HealthBadge health={row.health} complaints={row.complaints} />
      </TableCell>
      <TableCell className="min-w-16">
        <Sparkline
          values={row.trend}
          label={`${formatCount(row.requests)} requests of ${row.name} over the range`}
        />
      </TableCell>
      <FigureCells of={row} before={row.before} />
      <TableCell>
        <BudgetCell budget={row.budget} name={row.name} />
      </TableCell>
      <TableCell align="right">
        {row.slotShare === null ? NO_VALUE : formatPercent(row.slotShare)}
        <Small>
          {formatCount(row.slots)} now, {formatCount(row.waiting)} waiting
        </Small>
      </TableCell>
      <TableCell>
        <Breaker state={row.breaker} />
      </TableCell>
    </TableRow>
  );
}

/** Counts, times and money of a row, each beneath with how it moved. */
export function FigureCells({ of, before }: { of: FleetFigures; before: FleetFigures }) {
  return (
    <>
      <TableCell align="right">
        {formatCount(of.requests)}
        <Small>
          <Change now={of.requests} before={before.requests} />
        </Small>
      </TableCell>
      <TableCell align="right">
        {formatCount(of.errors)}
        <Small>{share(of.errors, of.requests - of.refusals)}</Small>
      </TableCell>
      <TableCell align="right">
        {formatCount(of.refusals)}
        <Small>{share(of.refusals, of.requests)}</Small>
      </TableCell>
      <TableCell align="right">{duration(of.latencyP50)}</TableCell>
      <TableCell align="right">
        {duration(of.latencyP95)}
        <Small>
          <Change now={of.latencyP95} before={before.latencyP95} moreIsBad />
        </Small>
      </TableCell>
      <TableCell align="right">{duration(of.latencyP99)}</TableCell>
      <TableCell align="right">{duration(of.firstTokenP95)}</TableCell>
      <TableCell align="right">
        <span title={formatCount(of.tokens)}>{formatCompact(of.tokens)}</span>
      </TableCell>
      <TableCell align="right">
        <Money nano={of.priceNano} />
        <Small>
          cost <Money nano={of.costNano} />
        </Small>
      </TableCell>
    </>
  );
}

function Small({ children }: { children: ReactNode }) {
  return <span className="block whitespace-nowrap text-ink-faint text-xs">{children}</span>;
}

const BREAKER = {
  closed: { tone: 'success', words: 'Answers' },
  half_open: { tone: 'warn', words: 'Being tried' },
  open: { tone: 'danger', words: 'Not called' },
} as const;

/** Of a tenant's own account; the platform's stands on the page of traffic. */
function Breaker({ state }: { state: Row['breaker'] }) {
  if (state === null) return <span className="text-ink-faint text-xs">Platform’s</span>;
  return <Badge tone={BREAKER[state].tone}>{BREAKER[state].words}</Badge>;
}
