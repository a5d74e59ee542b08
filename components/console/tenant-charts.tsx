'use client';

import { useRouter } from 'next/navigation';
import { BarChart } from '@/components/charts/bar-chart';
import type { ChartSeries } from '@/components/charts/chart-data';
import { TimeSeriesChart } from '@/components/charts/time-series-chart';
import type { SeriesRow } from '@/lib/console/schema';
import { hrefWith, NO_CURSOR, type Params } from './href';

const OUTCOMES: ChartSeries[] = [
  { key: 'ok', label: 'OK' },
  { key: 'error', label: 'Error' },
  { key: 'refused', label: 'Refused' },
  { key: 'stopped', label: 'Stopped' },
];
const LATENCY: ChartSeries[] = [
  { key: 'p50', label: 'P50', format: 'ms' },
  { key: 'p95', label: 'P95', format: 'ms' },
  { key: 'p99', label: 'P99', format: 'ms' },
  { key: 'firstTokenP95', label: 'First token P95', format: 'ms' },
];
const TOKENS: ChartSeries[] = [
  { key: 'inputTokens', label: 'Input', format: 'tokens' },
  { key: 'outputTokens', label: 'Output', format: 'tokens' },
];
const MONEY: ChartSeries[] = [
  { key: 'price', label: 'Price', format: 'usd' },
  { key: 'cost', label: 'Cost', format: 'usd' },
];

interface TenantChartsProps {
  rows: readonly SeriesRow[];
  path: string;
  params: Params;
  stepMs: number;
  /** End of the range, ISO 8601. */
  to: string;
}

/** A press on a bucket narrows the page to it, and so leads to the requests behind the numbers. */
export function TenantCharts({ rows, path, params, stepMs, to }: TenantChartsProps) {
  const router = useRouter();
  const chartRows = rows.map((row) => ({ ...row }));
  const shared = {
    rows: chartRows,
    link: {
      href: `${hrefWith(path, params, {})}#requests`,
      label: 'Requests of this range',
    },
    onSelect: (t: string | number) => {
      const from = new Date(t);
      const end = new Date(Math.min(from.getTime() + stepMs, Date.parse(to)));
      router.push(
        hrefWith(path, params, {
          ...NO_CURSOR,
          range: null,
          from: from.toISOString(),
          to: end.toISOString(),
        }),
        { scroll: false },
      );
    },
  };
  return (
    <div className="mb-6 grid gap-4 xl:grid-cols-2">
      <BarChart title="Requests" description="By outcome" series={OUTCOMES} {...shared} />
      <TimeSeriesChart
        title="Latency"
        description="Refused requests left out"
        series={LATENCY}
        stepMs={stepMs}
        {...shared}
      />
      <BarChart title="Tokens" description="As charged" series={TOKENS} {...shared} />
      <BarChart
        title="Cost and price"
        description="From the ledger"
        series={MONEY}
        stacked={false}
        {...shared}
      />
    </div>
  );
}
