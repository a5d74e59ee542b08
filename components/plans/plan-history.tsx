import { ArrowRight } from 'lucide-react';
import { planName } from '@/components/console/status-badges';
import { Badge } from '@/components/ui/badge';
import { formatDateTime } from '@/components/ui/format';
import type { PlanChangeView } from '@/lib/plan-changes/schema';

interface PlanHistoryProps {
  history: readonly PlanChangeView[];
  timeZone: string;
}

/** Changes that were made or undone, newest first. */
export function PlanHistory({ history, timeZone }: PlanHistoryProps) {
  return (
    <ul className="divide-y divide-line">
      {history.map((change) => (
        <li key={change.id} className="space-y-1 px-5 py-3 text-sm">
          <p className="flex flex-wrap items-center gap-2">
            <span className="inline-flex items-center gap-1.5 font-medium">
              {planName(change.from)}
              <ArrowRight aria-label="to" className="size-3.5 text-ink-faint" />
              {planName(change.to)}
            </span>
            {change.state === 'undone' && <Badge>Undone</Badge>}
          </p>
          <p className="text-ink-soft [overflow-wrap:anywhere]">{change.reason}</p>
          <p className="text-ink-faint text-xs">
            {change.askedBy ?? 'Somebody who left'} ·{' '}
            {formatDateTime(change.effectiveAt, { timeZone })} {timeZone}
          </p>
        </li>
      ))}
    </ul>
  );
}
