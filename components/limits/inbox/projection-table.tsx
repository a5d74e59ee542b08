import { Money } from '@/components/console/money';
import { formatCompact } from '@/components/ui/format';
import {
  Table,
  TableBody,
  TableCell,
  TableHead,
  TableHeader,
  TableRow,
} from '@/components/ui/table';
import type { InboxItem } from '@/lib/quota-requests/schema';

/** What a month comes to lately, and with the limits of now and the wanted ones used up. */
export function ProjectionTable({ item }: { item: InboxItem }) {
  const rows = [
    ['Lately', item.lately],
    ['Limits used up', item.full],
    ['Wanted used up', item.fullWanted],
  ] as const;
  return (
    <div className="space-y-1">
      <Table label={`A month of ${item.tenant.name}`}>
        <TableHeader>
          <TableRow>
            <TableHead>30 days</TableHead>
            <TableHead align="right">Tokens</TableHead>
            <TableHead align="right">Cost</TableHead>
            <TableHead align="right">Price</TableHead>
            <TableHead align="right">Margin</TableHead>
          </TableRow>
        </TableHeader>
        <TableBody>
          {rows.map(([label, projection]) => (
            <TableRow key={label}>
              <TableCell className="whitespace-nowrap">{label}</TableCell>
              <TableCell align="right">{formatCompact(projection.tokens)}</TableCell>
              <TableCell align="right">
                <Money nano={projection.costNano} />
              </TableCell>
              <TableCell align="right">
                <Money nano={projection.priceNano} />
              </TableCell>
              <TableCell align="right">
                <Money nano={projection.marginNano} />
              </TableCell>
            </TableRow>
          ))}
        </TableBody>
      </Table>
      <p className="text-ink-faint text-xs">
        {item.measured
          ? 'At the tenant’s own mean cost and price of a token, of the last 31 days.'
          : 'No calls in 31 days: at the price book, three tokens in for one out, by the default model.'}
      </p>
    </div>
  );
}
