import { Money } from '@/components/console/money';
import { NO_VALUE } from '@/components/ui/format';
import { TableCell } from '@/components/ui/table';

/** What it was, and by how much it is more now, to a tenth of a percent. */
export function ChangeCell({ now, then }: { now: string; then: string }) {
  return (
    <TableCell align="right">
      <Money nano={then} />
      <span className="block text-ink-faint text-xs">{changeOf(now, then)}</span>
    </TableCell>
  );
}

export function changeOf(now: string, then: string): string {
  const was = BigInt(then);
  if (was <= 0n) return NO_VALUE;
  const tenths = Number(((BigInt(now) - was) * 1000n) / was);
  return `${tenths > 0 ? '+' : ''}${(tenths / 10).toFixed(1)}%`;
}
