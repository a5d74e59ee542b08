import { Money } from '@/components/console/money';
import { monthName } from '@/components/finance/statement/month-name';
import { formatDate, formatPercent } from '@/components/ui/format';
import { Stat, StatGrid } from '@/components/ui/stat';
import type { ForecastFigures } from '@/lib/finance/forecast/schema';
import { SpentMoney } from './spent-money';

/** What the month will come to, and how far off such forecasts were. */
export function ForecastCard({
  figures,
  tenant,
}: {
  figures: ForecastFigures;
  /** Whose they are; of all without. */
  tenant?: string;
}) {
  const { error, straightError, months } = figures;
  return (
    <section aria-labelledby="month" className="mb-6">
      <h2 id="month" className="font-semibold text-[0.9375rem]">
        {monthName(figures.month)}, to its end
      </h2>
      <p className="mb-3 text-[0.8125rem] text-ink-faint">
        Cost to the platform through {formatDate(figures.through)}, whole days in UTC
      </p>
      <StatGrid>
        <Stat
          label="Spent"
          value={<SpentMoney figures={figures} tenant={tenant} />}
          hint="By the ledger"
        />
        <Stat
          label="Expected"
          value={<Money nano={figures.expectedNano} />}
          hint={
            <>
              <Money nano={figures.lowNano} /> to <Money nano={figures.highNano} /> in about four
              months of five
            </>
          }
        />
        <Stat
          label="Straight line"
          value={<Money nano={figures.straightNano} />}
          hint="What was spent, over its days, times the month’s"
        />
        <Stat
          label="Past error"
          value={error === null ? 'Not known' : formatPercent(error)}
          hint={
            straightError === null
              ? 'No whole month was seen'
              : `Straight line ${formatPercent(straightError)}`
          }
        />
      </StatGrid>
      <p className="mt-3 text-ink-faint text-xs">
        Weekdays apart, a level that single days do not move, and a damped trend.{' '}
        {months === 0
          ? 'Its error is stated once a whole month can be foretold and compared.'
          : `The error is the mean distance from what ${months} past months came to, each foretold on the same day from the days before it alone.`}{' '}
        An estimate: the ledger alone is billed.
      </p>
    </section>
  );
}
