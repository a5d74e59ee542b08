import { TimeSeriesChart } from '@/components/charts/time-series-chart';
import type { PlannedMonth } from '@/lib/finance/planning/schema';

/** What is left of the plan at each day's end; days to come are gaps. */
export function BurnDownChart({ month }: { month: PlannedMonth }) {
  return (
    <TimeSeriesChart
      title={`Left of the plan: ${month.of}`}
      description="At the end of each day (UTC), from the ledger"
      rowLabel="Day"
      rows={month.burnDown.map(({ day, leftNano, evenNano }) => ({
        t: day,
        left: leftNano,
        even: evenNano,
      }))}
      series={[
        { key: 'left', label: 'Left', format: 'usd' },
        { key: 'even', label: 'If each day took the same', format: 'usd' },
      ]}
      className="mb-6"
    />
  );
}
