import { ArrowDownRight, ArrowUpRight } from 'lucide-react';
import { cn } from '@/components/ui/cn';
import { formatPercent } from '@/components/ui/format';

/** Changes smaller than this are none. */
const LEAST = 0.05;

interface ChangeProps {
  now: number | null;
  before: number | null;
  /** Whether more is bad news; otherwise it is none. */
  moreIsBad?: boolean;
}

/** How a figure moved since the span before; nothing where there is nothing to compare. */
export function Change({ now, before, moreIsBad = false }: ChangeProps) {
  if (now === null || before === null || before === 0) return null;
  const share = now / before - 1;
  if (Math.abs(share) < LEAST) return null;
  const up = share > 0;
  const Icon = up ? ArrowUpRight : ArrowDownRight;
  return (
    <span
      className={cn(
        'inline-flex items-center gap-0.5 text-ink-faint text-xs',
        moreIsBad && (up ? 'text-danger' : 'text-success'),
      )}
    >
      <Icon aria-hidden className="size-3" />
      <span className="sr-only">{up ? 'up by' : 'down by'}</span>
      {formatPercent(Math.abs(share))}
    </span>
  );
}
