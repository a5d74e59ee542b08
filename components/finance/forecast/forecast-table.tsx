import Link from 'next/link';
import { Money } from '@/components/console/money';
import { EmptyState } from '@/components/ui/empty-state';
import { formatPercent, NO_VALUE } from '@/components/ui/format';
import {
  Table,
  TableBody,
  TableCaption,
  TableCell,
  TableHead,
  TableHeader,
  TableRow,
} from '@/components/ui/table';
import type { TenantForecast } from '@/lib/finance/forecast/schema';
import { SpentMoney } from './spent-money';

const HEADS = ['Spent', 'Expected', 'From', 'To', 'Straight line', 'Past error'];

/** Each leads to the days behind it. */
export function ForecastTable({ tenants }: { tenants: readonly TenantForecast[] }) {
  if (tenants.length === 0)
    return (
      <EmptyState
        bare
        title="Nothing is foretold yet"
        text="A tenant has a forecast once three weeks of its days are known."
      />
    );
  return (
    <Table label="Forecast by tenant" bare>
      <TableCaption>What the month will cost, by tenant</TableCaption>
      <TableHeader>
        <TableRow>
          <TableHead>Tenant</TableHead>
          {HEADS.map((head) => (
            <TableHead key={head} className="text-right">
              {head}
            </TableHead>
          ))}
        </TableRow>
      </TableHeader>
      <TableBody>
        {tenants.map(({ tenant, ...row }) => (
          <TableRow key={tenant.id}>
            <TableHead scope="row" className="h-auto whitespace-normal py-2.5 text-ink text-sm">
              <Link
                href={`/finance/forecast?tenant=${tenant.id}`}
                className="hover:text-accent-text hover:underline"
              >
                {tenant.name}
              </Link>
            </TableHead>
            <TableCell className="tabular text-right">
              <SpentMoney figures={row} tenant={tenant.id} />
            </TableCell>
            {[row.expectedNano, row.lowNano, row.highNano, row.straightNano].map((nano, place) => (
              <TableCell key={HEADS[place + 1]} className="tabular text-right">
                <Money nano={nano} />
              </TableCell>
            ))}
            <TableCell className="tabular text-right">
              {row.error === null ? NO_VALUE : formatPercent(row.error)}
            </TableCell>
          </TableRow>
        ))}
      </TableBody>
    </Table>
  );
}
