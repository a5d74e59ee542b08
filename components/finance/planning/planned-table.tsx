import Link from 'next/link';
import { hrefWith, type Params } from '@/components/console/href';
import { Money } from '@/components/console/money';
import { formatCount, NO_VALUE } from '@/components/ui/format';
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
import type { PlannedOf, PlannedRow } from '@/lib/finance/planning/schema';
import { daysOfMonth, ledgerHref } from '../showback/ledger-href';
import { PlanButton } from './plan-button';

interface PlannedTableProps {
  path: string;
  params: Params;
  month: string;
  /** What the rows are: each leads to its burn-down. */
  of: PlannedOf;
  rows: readonly PlannedRow[];
  total?: PlannedRow;
  canPlan: boolean;
}

/** Planned against actual, by price of usage. */
export function PlannedTable({ path, params, month, of, rows, total, canPlan }: PlannedTableProps) {
  const other = of === 'tenant' ? 'group' : 'tenant';
  const days = daysOfMonth(month);
  return (
    <Table label={`Planned and actual by ${of}`} bare>
      <TableCaption>Planned and actual price of usage by {of}</TableCaption>
      <TableHeader>
        <TableRow>
          <TableHead>{of === 'tenant' ? 'Tenant' : 'Group'}</TableHead>
          <TableHead align="right">Planned</TableHead>
          <TableHead align="right">Actual</TableHead>
          <TableHead align="right">Left</TableHead>
          <TableHead align="right">Used</TableHead>
          {canPlan && <TableHead align="right">Change</TableHead>}
        </TableRow>
      </TableHeader>
      <TableBody>
        {rows.map((row) => (
          <TableRow key={row.key}>
            <TableHead scope="row" className="h-auto min-w-32 whitespace-normal py-2.5 text-sm">
              <Link
                href={hrefWith(path, params, { [of]: row.key, [other]: null })}
                className="text-accent-text hover:underline"
              >
                {row.label}
              </Link>
              {of === 'group' && (
                <span className="block font-normal text-ink-faint text-xs">
                  {formatCount(row.tenants)} {row.tenants === 1 ? 'tenant' : 'tenants'}
                </span>
              )}
            </TableHead>
            <Amounts row={row} href={ledgerHref({}, days, { [of]: row.key })} />
            {canPlan && (
              <TableCell align="right">
                <PlanButton of={of} id={row.key} name={row.label} month={month} now={row.ownNano} />
              </TableCell>
            )}
          </TableRow>
        ))}
      </TableBody>
      {total && (
        <TableFooter>
          <TableRow>
            <TableHead scope="row" className="h-auto py-2.5 text-ink text-sm">
              {total.label}
            </TableHead>
            <Amounts row={total} href={ledgerHref({}, days)} />
            {canPlan && <TableCell />}
          </TableRow>
        </TableFooter>
      )}
    </Table>
  );
}

/** `href`: the ledger's rows that the actual is the sum of. */
function Amounts({ row, href }: { row: PlannedRow; href: string }) {
  const over = row.leftNano?.startsWith('-') ?? false;
  return (
    <>
      <TableCell align="right">
        {row.plannedNano === null ? NO_VALUE : <Money nano={row.plannedNano} />}
        <TenantsPlans row={row} />
      </TableCell>
      <TableCell align="right">
        <Link href={href} className="text-accent-text hover:underline">
          <Money nano={row.actualNano} />
        </Link>
      </TableCell>
      <TableCell align="right">
        {row.leftNano === null ? NO_VALUE : <Money nano={row.leftNano} />}
        {over && <span className="block text-danger text-xs">Over the plan</span>}
      </TableCell>
      <TableCell align="right">{usedShare(row)}</TableCell>
    </>
  );
}

/** Of how many tenants the plan is the sum, or what their plans come to beside a plan of the group's own. */
function TenantsPlans({ row }: { row: PlannedRow }) {
  const { ownNano, membersNano, planned, tenants } = row;
  // A tenant's own plan is all there is of it.
  if (membersNano === null || (tenants === 1 && ownNano === membersNano)) return null;
  if (ownNano === null && planned === tenants) return null;
  return (
    <span className="block text-ink-faint text-xs">
      {ownNano !== null && (
        <>
          <Money nano={membersNano} /> by plans{' '}
        </>
      )}
      of {formatCount(planned)} of {formatCount(tenants)} tenants
    </span>
  );
}

/** To a tenth of a percent; of nothing there is none. */
function usedShare({ plannedNano, plannedActualNano }: PlannedRow): string {
  const planned = BigInt(plannedNano ?? 0);
  if (planned <= 0n) return NO_VALUE;
  return `${(Number((BigInt(plannedActualNano) * 1000n) / planned) / 10).toFixed(1)}%`;
}
