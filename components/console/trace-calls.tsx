import { Badge } from '@/components/ui/badge';
import { formatCount, formatDateTime } from '@/components/ui/format';
import {
  Table,
  TableBody,
  TableCaption,
  TableCell,
  TableHead,
  TableHeader,
  TableRow,
} from '@/components/ui/table';
import type { TraceCall } from '@/lib/console/schema';
import { MoneyCells } from './money-cells';
import { modelName } from './status-badges';

/** The ledger rows of one request: one for each call of a model. */
export function TraceCalls({ calls }: { calls: readonly TraceCall[] }) {
  if (calls.length === 0)
    return (
      <p className="px-5 py-4 text-ink-soft text-sm">No model was called, nothing was charged.</p>
    );
  return (
    <Table label="Ledger rows" bare>
      <TableCaption>Ledger rows of the request</TableCaption>
      <TableHeader>
        <TableRow>
          <TableHead>Settled (UTC)</TableHead>
          <TableHead>Model</TableHead>
          <TableHead>Outcome</TableHead>
          <TableHead align="right">Input</TableHead>
          <TableHead align="right">Cache read</TableHead>
          <TableHead align="right">Cache write</TableHead>
          <TableHead align="right">Output</TableHead>
          <TableHead align="right">Price version</TableHead>
          <TableHead align="right">Cost</TableHead>
          <TableHead align="right">Price</TableHead>
        </TableRow>
      </TableHeader>
      <TableBody>
        {calls.map((call) => (
          <TableRow key={call.id}>
            <TableCell className="tabular whitespace-nowrap">
              {formatDateTime(call.at, { seconds: true })}
            </TableCell>
            <TableCell className="whitespace-nowrap">{modelName(call.model)}</TableCell>
            <TableCell className="whitespace-nowrap">
              {call.outcome} {call.estimated && <Badge tone="warn">estimated</Badge>}
            </TableCell>
            <TableCell align="right">{formatCount(call.inputTokens)}</TableCell>
            <TableCell align="right">{formatCount(call.cacheReadTokens)}</TableCell>
            <TableCell align="right">{formatCount(call.cacheWriteTokens)}</TableCell>
            <TableCell align="right">{formatCount(call.outputTokens)}</TableCell>
            <TableCell align="right">{call.priceVersion}</TableCell>
            <MoneyCells of={call} />
          </TableRow>
        ))}
      </TableBody>
    </Table>
  );
}
