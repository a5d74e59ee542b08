import Link from 'next/link';
import { Badge } from '@/components/ui/badge';
import type { LedgerRow } from '@/lib/finance/schema';

/** How a call ended; of an adjustment, why it was booked. */
export function LedgerOutcome({ row }: { row: LedgerRow }) {
  if (row.kind === 'adjustment')
    return (
      <span className="block max-w-64 truncate" title={row.reason}>
        <Badge tone="info">correction</Badge> {row.reason}
      </span>
    );
  return (
    <>
      {row.outcome} {row.estimated && <Badge tone="warn">estimated</Badge>}
      {row.batch && <Badge tone="info">batch</Badge>}
    </>
  );
}

/** To the call itself, which a correction names, or to the month's statement. */
export function LedgerEntryLink({ row, canCorrect }: { row: LedgerRow; canCorrect: boolean }) {
  const className = 'text-accent-text hover:underline';
  if (row.month !== null)
    return (
      <Link href={`/finance/statements/${row.tenant.id}`} className={className}>
        For {row.month}
      </Link>
    );
  const words = row.kind === 'adjustment' ? 'Corrected call' : canCorrect ? 'Correct…' : 'Open';
  return (
    <Link href={`/finance/ledger/${row.tenant.id}/${row.adjusts ?? row.id}`} className={className}>
      {words}
    </Link>
  );
}
