import { Money } from '@/components/console/money';
import { monthName } from '@/components/finance/statement/month-name';
import { Card } from '@/components/ui/card';
import { formatDateTime } from '@/components/ui/format';
import type { MonthProjection } from '@/lib/usage/projection/schema';

interface ProjectionCardProps {
  projection: MonthProjection;
  timeZone: string;
}

/** What the month under way will probably come to, and how sure that is. */
export function ProjectionCard({ projection, timeZone }: ProjectionCardProps) {
  const { expected, spentNano, until, daysSeen, daysNeeded } = projection;
  return (
    <Card
      title={`${monthName(projection.month)}, to its end`}
      description={`Ends ${formatDateTime(until, { timeZone })} ${timeZone}`}
      className="mb-6"
    >
      <dl className="grid gap-x-10 gap-y-4 text-sm md:grid-cols-3">
        <Figure term="Usage so far" note="By the ledger">
          <Money nano={spentNano} />
        </Figure>
        {expected && (
          <>
            <Figure
              term="Usage expected"
              note={
                <>
                  <Money nano={expected.lowNano} /> to <Money nano={expected.highNano} /> in four
                  months of five
                </>
              }
            >
              <Money nano={expected.usageNano} />
            </Figure>
            <Figure
              term="Bill expected"
              note={
                <>
                  <Money nano={expected.billLowNano} /> to <Money nano={expected.billHighNano} />,
                  fees included
                </>
              }
            >
              <Money nano={expected.billNano} />
            </Figure>
          </>
        )}
      </dl>
      <p className="mt-3 text-ink-faint text-xs">
        {expected
          ? `By the mean of your last ${daysSeen} whole days, weekdays and weekends apart; the range is an 80% prediction interval for independent days. An estimate: the ledger alone is billed.`
          : `A projection needs ${daysNeeded} whole days; there are ${daysSeen}.`}
      </p>
    </Card>
  );
}

function Figure({
  term,
  note,
  children,
}: {
  term: string;
  note: React.ReactNode;
  children: React.ReactNode;
}) {
  return (
    <div className="flex min-w-0 flex-wrap items-baseline justify-between gap-x-3">
      <dt className="font-medium">{term}</dt>
      <dd className="tabular">{children}</dd>
      <dd className="tabular basis-full text-ink-faint text-xs">{note}</dd>
    </div>
  );
}
