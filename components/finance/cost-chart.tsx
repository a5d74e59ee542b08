'use client';

import { useRouter } from 'next/navigation';
import { BarChart } from '@/components/charts/bar-chart';
import type { ChartRow, ChartSeries } from '@/components/charts/chart-data';
import { hrefWith, NO_CURSOR, type Params } from '@/components/console/href';

interface CostChartProps {
  title: string;
  rows: readonly ChartRow[];
  series: readonly ChartSeries[];
  params: Params;
}

/** A press on a day opens its ledger rows. */
export function CostChart({ title, rows, series, params }: CostChartProps) {
  const router = useRouter();
  return (
    <BarChart
      title={title}
      description="From the ledger"
      rowLabel="Day"
      rows={rows}
      series={series}
      height={280}
      className="mb-6"
      link={{
        href: hrefWith('/finance/ledger', params, NO_CURSOR),
        label: 'Ledger rows behind it',
      }}
      onSelect={(day) =>
        router.push(
          hrefWith('/finance/ledger', params, {
            ...NO_CURSOR,
            range: null,
            from: String(day),
            to: String(day),
          }),
        )
      }
    />
  );
}
