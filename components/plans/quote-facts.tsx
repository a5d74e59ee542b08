import { Money } from '@/components/console/money';
import { PolicyChanges } from '@/components/console/policy-changes';
import { planName } from '@/components/console/status-badges';
import { Alert } from '@/components/ui/alert';
import { formatDateTime } from '@/components/ui/format';
import type { PlanQuote } from '@/lib/plan-changes/schema';
import type { Plan } from '@/lib/tenancy/schema';
import { misfitWords } from './plan-words';

interface QuoteFactsProps {
  to: Plan;
  quote: PlanQuote;
  timeZone: string;
}

/** When a change takes effect, what it costs this month and the next, and what it changes. */
export function QuoteFacts({ to, quote, timeZone }: QuoteFactsProps) {
  const { thisMonth, nextMonth, days, daysInMonth } = quote;
  const more = BigInt(thisMonth.after.feeNano) - BigInt(thisMonth.before.feeNano);
  return (
    <div className="space-y-4 text-sm">
      <p>
        {quote.direction === 'up'
          ? `${planName(to)} is in force at once.`
          : `${planName(to)} is in force from ${formatDateTime(quote.effectiveAt, { timeZone })} ${timeZone}; until then you can undo it.`}
      </p>
      <dl className="tabular grid grid-cols-[auto_1fr] gap-x-4 gap-y-1">
        <dt className="text-ink-soft">Fee this month</dt>
        <dd>
          <Money nano={thisMonth.after.feeNano} className="font-medium" />{' '}
          {more === 0n ? (
            '(as before)'
          ) : (
            <>
              (<Money nano={more.toString()} /> more: {days} of {daysInMonth} days on {planName(to)}
              )
            </>
          )}
        </dd>
        <dt className="text-ink-soft">Usage in it</dt>
        <dd>
          <Money nano={thisMonth.after.includedNano} />
        </dd>
        <dt className="text-ink-soft">Fee next month</dt>
        <dd>
          <Money nano={nextMonth.after.feeNano} className="font-medium" /> instead of{' '}
          <Money nano={nextMonth.before.feeNano} />
        </dd>
        <dt className="text-ink-soft">Usage in it</dt>
        <dd>
          <Money nano={nextMonth.after.includedNano} /> instead of{' '}
          <Money nano={nextMonth.before.includedNano} />
        </dd>
      </dl>
      {quote.misfits.length > 0 && (
        <Alert
          kind="warn"
          title="Your workspace does not fit into this plan"
          text={
            <ul className="list-disc space-y-1 pl-4">
              {quote.misfits.map((misfit) => (
                <li key={misfit.what}>{misfitWords(misfit)}</li>
              ))}
            </ul>
          }
        />
      )}
      <div className="space-y-2">
        <h3 className="font-medium">What changes</h3>
        <PolicyChanges changes={quote.changes} />
        {quote.changes.some(
          ({ field, before, after }) =>
            field === 'conversationDays' && Number(after) < Number(before),
        ) && (
          <p className="text-warn">
            Conversations older than that are deleted once the plan is in force.
          </p>
        )}
      </div>
    </div>
  );
}
