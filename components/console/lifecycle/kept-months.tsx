import { MoneyCells } from '@/components/console/money-cells';
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
          <TableHead align="right">Calls</TableHead>
          <TableHead align="right">Tokens</TableHead>
          <TableHead align="right">Cost</TableHead>
          <TableHead align="right">Price</TableHead>
        </TableRow>
      </TableHeader>
      <TableBody>
        {months.map((row) => (
          <TableRow key={`${row.month} ${row.model}`}>
            <TableCell className="tabular">{row.month.slice(0, 7)}</TableCell>
            <TableCell>{modelName(row.model)}</TableCell>
            <TableCell align="right">{formatCount(row.calls)}</TableCell>
            <TableCell align="right">{formatCount(row.inputTokens + row.outputTokens)}</TableCell>
            <MoneyCells of={row} />
          </TableRow>
        ))}
      </TableBody>
    </Table>
  );
}
