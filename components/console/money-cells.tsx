import { TableCell } from '@/components/ui/table';
import { Money } from './money';

/** Cost and price of a row, side by side as in every table that has both. */
export function MoneyCells({ of }: { of: { costNano: string; priceNano: string } }) {
  return (
    <>
      <TableCell align="right">
        <Money nano={of.costNano} />
      </TableCell>
      <TableCell align="right">
        <Money nano={of.priceNano} />
      </TableCell>
    </>
  );
}
