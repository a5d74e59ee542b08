import { Money } from '@/components/console/money';
import { Badge } from '@/components/ui/badge';
import { Time } from '@/components/ui/time';
import type { SharedCost } from '@/lib/finance/shared-costs/schema';
import { WithdrawButton } from './withdraw-button';
import { KIND_LABEL, METHOD_LABEL } from './words';

/** What was entered of the month, the latest first; what was withdrawn stays in sight. */
export function CostList({ costs, canEdit }: { costs: readonly SharedCost[]; canEdit: boolean }) {
  return (
    <ul className="divide-y divide-line">
      {costs.map((cost) => (
        <li key={cost.id} className="flex flex-wrap items-start justify-between gap-3 px-5 py-3">
          <div className="min-w-0 text-sm">
            <p className={cost.withdrawn ? 'line-through' : 'font-medium'}>
              {KIND_LABEL[cost.kind]} · <Money nano={cost.amountNano} /> ·{' '}
              {METHOD_LABEL[cost.method]}
              {cost.evenInstead && ' (nothing was used: the same for each)'}
            </p>
            <p className="break-words text-ink-soft">{cost.reason}</p>
            <p className="text-ink-faint text-xs">
              Entered <Time value={cost.at} />
            </p>
            {cost.withdrawn && (
              <p className="break-words text-ink-soft text-xs">
                <Badge tone="warn">Withdrawn</Badge> <Time value={cost.withdrawn.at} />:{' '}
                {cost.withdrawn.reason}
              </p>
            )}
          </div>
          {canEdit && !cost.withdrawn && <WithdrawButton id={cost.id} kind={cost.kind} />}
        </li>
      ))}
    </ul>
  );
}
