import { Money } from '@/components/console/money';
import { modelName } from '@/components/console/status-badges';
import { formatCount } from '@/components/ui/format';
import {
  Table,
  TableBody,
  TableCaption,
  TableCell,
  TableHead,
  TableHeader,
  TableRow,
} from '@/components/ui/table';
import type { ErasedMonth } from '@/lib/lifecycle/erase/schema';

/** What the law keeps of an erased tenant: sums by month and model, and nobody's name. */
export function KeptMonths({ months }: { months: readonly ErasedMonth[] }) {
  if (months.length === 0)
    return <p className="px-5 py-4 text-ink-soft text-sm">It never used a model.</p>;
  return (
    <Table bare label="Sums by month">
      <TableCaption>Sums by month (UTC) and model</TableCaption>
      <TableHeader>
        <TableRow>
          <TableHead>Month</TableHead>
          <TableHead>Model</TableHead>
          <TableHead className="text-right">Calls</TableHead>
          <TableHead className="text-right">Tokens</TableHead>
          <TableHead className="text-right">Cost</TableHead>
          <TableHead className="text-right">Price</TableHead>
        </TableRow>
      </TableHeader>
      <TableBody>
        {months.map((row) => (
          <TableRow key={`${row.month} ${row.model}`}>
            <TableCell className="tabular">{row.month.slice(0, 7)}</TableCell>
            <TableCell>{modelName(row.model)}</TableCell>
            <TableCell className="tabular text-right">{formatCount(row.calls)}</TableCell>
            <TableCell className="tabular text-right">
              {formatCount(row.inputTokens + row.outputTokens)}
            </TableCell>
            <TableCell className="tabular text-right">
              <Money nano={row.costNano} />
            </TableCell>
            <TableCell className="tabular text-right">
              <Money nano={row.priceNano} />
            </TableCell>
          </TableRow>
        ))}
      </TableBody>
    </Table>
  );
}
