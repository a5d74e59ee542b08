import { Money } from '@/components/console/money';
import { formatCount } from '@/components/ui/format';
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
import type { WhatIfResult, WhatIfRow } from '@/lib/finance/planning/schema';

const HEADS = [
  'Cost',
  'New cost',
  'Price',
  'New price',
  'Bill',
  'New bill',
  'Difference of the bill',
];

/** Each tenant's last month as it was and as it would have been. */
export function WhatIfTable({ result }: { result: WhatIfResult }) {
  return (
    <Table label="What would be otherwise" bare keepLast>
      <TableCaption>
        Calls of {result.month} (UTC) as they were and as they would have been
      </TableCaption>
      <TableHeader>
        <TableRow>
          <TableHead>Tenant</TableHead>
          <TableHead align="right">Calls</TableHead>
          {HEADS.map((head) => (
            <TableHead key={head} align="right">
              {head}
            </TableHead>
          ))}
        </TableRow>
      </TableHeader>
      <TableBody>
        {result.rows.map((row) => (
          <TableRow key={row.tenant.id}>
            <TableHead
              scope="row"
              className="h-auto min-w-32 whitespace-normal py-2.5 text-ink text-sm"
            >
              {row.tenant.name}
            </TableHead>
            <Amounts row={row} />
          </TableRow>
        ))}
      </TableBody>
      <TableFooter>
        <TableRow>
          <TableHead scope="row" className="h-auto py-2.5 text-ink text-sm">
            All {formatCount(result.rows.length)}
          </TableHead>
          <Amounts row={result.total} />
        </TableRow>
      </TableFooter>
    </Table>
  );
}

function Amounts({ row }: { row: Omit<WhatIfRow, 'tenant'> }) {
  const { cost, price, bill } = row;
  const difference = (BigInt(bill.afterNano) - BigInt(bill.beforeNano)).toString();
  const amounts = [cost, price, bill].flatMap(({ beforeNano, afterNano }) => [
    beforeNano,
    afterNano,
  ]);
  return (
    <>
      <TableCell align="right">{formatCount(row.calls)}</TableCell>
      {[...amounts, difference].map((nano, place) => (
        <TableCell key={HEADS[place]} align="right">
          <Money nano={nano} />
        </TableCell>
      ))}
    </>
  );
}
