import Link from 'next/link';
import { Money } from '@/components/console/money';
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
import { SHARED_KINDS, type SharedCosts } from '@/lib/finance/shared-costs/schema';
import { daysOfMonth, ledgerHref } from '../showback/ledger-href';
import { KIND_LABEL } from './words';

/** Each tenant's parts; they are what was entered, exactly. */
export function AllocationTable({ shared }: { shared: SharedCosts }) {
  const total = (of: (row: SharedCosts['rows'][number]) => string) =>
    shared.rows.reduce((sum, row) => sum + BigInt(of(row)), 0n).toString();
  return (
    <Table label="Shared costs by tenant" bare keepLast>
      <TableCaption>Parts of the month’s shared costs by tenant</TableCaption>
      <TableHeader>
        <TableRow>
          <TableHead>Tenant</TableHead>
          <TableHead align="right">Cost of its usage</TableHead>
          {SHARED_KINDS.map((kind) => (
            <TableHead key={kind} align="right">
              {KIND_LABEL[kind]}
            </TableHead>
          ))}
          <TableHead align="right">Shared</TableHead>
        </TableRow>
      </TableHeader>
      <TableBody>
        {shared.rows.map(({ tenant, erased, ownNano, parts, sharedNano }) => (
          <TableRow key={tenant.id}>
            <TableHead
              scope="row"
              className="h-auto min-w-32 whitespace-normal py-2.5 text-ink text-sm"
            >
              {tenant.name}
              {erased && <span className="block font-normal text-ink-faint text-xs">Erased</span>}
            </TableHead>
            <TableCell align="right">
              {erased ? (
                <Money nano={ownNano} />
              ) : (
                <Link
                  href={ledgerHref({}, daysOfMonth(shared.month), { tenant: tenant.id })}
                  className="text-accent-text hover:underline"
                >
                  <Money nano={ownNano} />
                </Link>
              )}
            </TableCell>
            {[...SHARED_KINDS.map((kind) => parts[kind]), sharedNano].map((nano, place) => (
              <TableCell key={SHARED_KINDS[place] ?? place} align="right">
                <Money nano={nano} />
              </TableCell>
            ))}
          </TableRow>
        ))}
      </TableBody>
      <TableFooter>
        <TableRow>
          <TableHead scope="row" className="h-auto py-2.5 text-ink text-sm">
            Total
          </TableHead>
          <TableCell align="right">
            <Money nano={total((row) => row.ownNano)} />
          </TableCell>
          {SHARED_KINDS.map((kind) => (
            <TableCell key={kind} align="right">
              <Money nano={total((row) => row.parts[kind])} />
            </TableCell>
          ))}
          <TableCell align="right">
            <Money nano={shared.allocatedNano} />
          </TableCell>
        </TableRow>
      </TableFooter>
    </Table>
  );
}
