import { Money } from '@/components/console/money';
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
import type { CorrectableCall, CorrectedTokens } from '@/lib/finance/corrections/schema';

export const TOKEN_LABEL: Record<keyof CorrectedTokens, string> = {
  inputTokens: 'Input tokens',
  cacheReadTokens: 'Cache read',
  cacheWrite5mTokens: '5-minute write',
  cacheWrite1hTokens: '1-hour write',
  outputTokens: 'Output tokens',
};
export const TOKEN_KINDS = Object.keys(TOKEN_LABEL) as (keyof CorrectedTokens)[];

/** A call as it was booked and with its corrections. */
export function CallFigures({ call }: { call: CorrectableCall }) {
  const rows = [
    { name: 'As booked', ...call.booked },
    ...(call.corrections.length > 0 ? [{ name: 'With its corrections', ...call.net }] : []),
  ];
  return (
    <Table label="Figures of the call" bare>
      <TableCaption>Tokens by kind, cost and price of the call</TableCaption>
      <TableHeader>
        <TableRow>
          <TableHead>Figures</TableHead>
          {TOKEN_KINDS.map((kind) => (
            <TableHead key={kind} align="right">
              {TOKEN_LABEL[kind]}
            </TableHead>
          ))}
          <TableHead align="right">Cost</TableHead>
          <TableHead align="right">Price</TableHead>
        </TableRow>
      </TableHeader>
      <TableBody>
        {rows.map((row) => (
          <TableRow key={row.name}>
            <TableCell className="whitespace-nowrap">{row.name}</TableCell>
            {TOKEN_KINDS.map((kind) => (
              <TableCell key={kind} align="right">
                {formatCount(row.tokens[kind])}
              </TableCell>
            ))}
            <TableCell align="right">
              <Money nano={row.costNano} />
            </TableCell>
            <TableCell align="right">
              <Money nano={row.priceNano} />
            </TableCell>
          </TableRow>
        ))}
      </TableBody>
    </Table>
  );
}
