'use client';

import { useRouter } from 'next/navigation';
import type { ChartRow, ChartSeries } from '@/components/charts/chart-data';
import { TimeSeriesChart } from '@/components/charts/time-series-chart';
import type { AnomalyView } from '@/lib/finance/anomalies/schema';
import type { CostDayView } from '@/lib/finance/forecast/schema';
import { ledgerHref } from '../showback/ledger-href';

interface ForecastChartProps {
  days: readonly CostDayView[];
  /** Of the same tenant, or of all. */
  anomalies: readonly AnomalyView[];
  tenant: string | undefined;
}

/**
 * What whole days cost, beside what the days before them said, with what was out of the ordinary and what was said of it. A press
 * on a day opens its ledger rows.
 */
export function ForecastChart({ days, anomalies, tenant }: ForecastChartProps) {
  const router = useRouter();
  const series: ChartSeries[] = [
    { key: 'cost', label: 'Cost', format: 'usd' },
    ...(tenant ? [{ key: 'expected', label: 'Expected', format: 'usd' } as const] : []),
  ];
  const rows: ChartRow[] = days.map(({ day, costNano, expectedNano }) => ({
    t: day,
    cost: costNano,
    expected: expectedNano,
  }));
  const shown = new Set(days.map(({ day }) => day));
  return (
    <TimeSeriesChart
      title="Cost by day"
      description="From the ledger, whole days"
      rowLabel="Day"
      rows={rows}
      series={series}
      stepMs={86_400_000}
      className="mb-6"
      marks={anomalies
        .filter(({ peakDay, goneAt }) => !goneAt && shown.has(peakDay))
        .map((one) => ({ t: one.peakDay, label: labelOf(one, tenant === undefined) }))}
      onSelect={(at) => {
        const day = String(at);
        router.push(ledgerHref({}, { from: day, to: day }, { tenant: tenant ?? null }));
      }}
      link={{
        href: `/finance/anomalies${tenant ? `?tenant=${tenant}` : ''}`,
        label: 'Days out of the ordinary',
      }}
    />
  );
}

function labelOf({ tenant, more, note, acknowledgedBy }: AnomalyView, named: boolean): string {
  const what = `${named ? `${tenant.name}: ` : ''}cost ${more ? 'more' : 'less'} than expected`;
  return note ? `${what} — ${note} (${acknowledgedBy ?? 'somebody'})` : what;
}
