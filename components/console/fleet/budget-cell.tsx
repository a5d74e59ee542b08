import { formatDate, formatPercent, NO_VALUE } from '@/components/ui/format';
import { Progress } from '@/components/ui/progress';
import type { MonthBudget } from '@/lib/console/fleet/schema';
import { Money } from '../money';

/** What the month took of its limit, what it comes to at this pace, and when the limit is reached. */
export function BudgetCell({ budget, name }: { budget: MonthBudget | null; name: string }) {
  if (!budget) return NO_VALUE;
  return (
    <div className="min-w-36 space-y-1 text-left">
      <div className="tabular flex justify-between gap-2 text-xs">
        <Money nano={budget.usedNano} />
        <span className="text-ink-faint">
          {budget.limitNano === null ? 'no limit' : formatPercent(budget.usedShare)}
        </span>
      </div>
      {budget.limitNano !== null && (
        <Progress
          label={`Month’s budget of ${name}`}
          value={Math.min(budget.usedShare, 1)}
          max={1}
          tone={budget.usedShare >= 1 ? 'danger' : budget.usedShare >= 0.8 ? 'warn' : 'accent'}
        />
      )}
      <p className="text-ink-faint text-xs">
        {budget.burnNano === null ? (
          'no pace yet'
        ) : (
          <>
            <Money nano={budget.burnNano} /> a day
            {budget.projectedNano !== null && (
              <>
                , to <Money nano={budget.projectedNano} />
              </>
            )}
          </>
        )}
      </p>
      {budget.endsAt && (
        <p className="text-danger text-xs">
          {budget.usedShare >= 1 ? 'Used up' : `Ends on ${formatDate(budget.endsAt)}`}
        </p>
      )}
    </div>
  );
}
