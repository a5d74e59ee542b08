import Link from 'next/link';
import { Money } from '@/components/console/money';
import { formatDate, NO_VALUE } from '@/components/ui/format';
import { TableCell } from '@/components/ui/table';
import type { DaySpan } from '@/lib/finance/showback/schema';

interface ChangeCellProps {
  now: string;
  then: string;
  /** The ledger's rows that it came to then, and of which days. */
  href: string;
  days: DaySpan;
}

/** What it was, and by how much it is more now, to a tenth of a percent. */
export function ChangeCell({ now, then, href, days }: ChangeCellProps) {
  return (
    <TableCell align="right">
      <Link
        href={href}
        className="text-accent-text hover:underline"
        title={`Ledger rows of ${formatDate(days.from)} to ${formatDate(days.to)}`}
      >
        <Money nano={then} />
      </Link>
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
