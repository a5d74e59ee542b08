'use client';

import { useRouter } from 'next/navigation';
import { BarChart } from '@/components/charts/bar-chart';
import type { ChartRow, ChartSeries } from '@/components/charts/chart-data';
import { TimeSeriesChart } from '@/components/charts/time-series-chart';
import type { LimitEvents } from '@/lib/console/limit-events/schema';
import { hrefWith, NO_CURSOR, type Params } from '../href';

const LATENCY: ChartSeries[] = [{ key: 'p95', label: 'P95', format: 'ms' }];

interface LimitChartsProps {
  events: LimitEvents;
  path: string;
  params: Params;
}

/** What limits refused over what failed and was tried again, and the times beneath with what was changed meanwhile. */
export function LimitCharts({ events, path, params }: LimitChartsProps) {
  const router = useRouter();
  const { codes, marks, stepMs, to } = events;
  const rows: ChartRow[] = events.rows.map((row) => ({ ...row }));
  const series: ChartSeries[] = [
    { key: 'errors', label: 'Errors' },
    { key: 'retries', label: 'Retries' },
    ...codes.map((code) => ({ key: `limit:${code}`, label: `Refused: ${words(code)}` })),
  ];
  const shared = {
    rows,
    link: {
      href: `${hrefWith(path, params, { ...NO_CURSOR, outcome: 'refused' })}#requests`,
      label: 'Refused requests of this range',
    },
    onSelect: (t: string | number) => {
      const from = new Date(t);
      const end = new Date(Math.min(from.getTime() + stepMs, Date.parse(to)));
      const narrowed = { range: null, from: from.toISOString(), to: end.toISOString() };
      router.push(hrefWith(path, params, { ...NO_CURSOR, ...narrowed }), { scroll: false });
    },
  };
  return (
    <div className="mb-6 grid gap-4 xl:grid-cols-2">
      <BarChart
        title="Limits, errors and retries"
        description="Refusals by the limit that bound"
        series={series}
        {...shared}
      />
      <TimeSeriesChart
        title="Latency and changes"
        description="Marks: policies, containment, suspension"
        series={LATENCY}
        stepMs={stepMs}
        marks={marks}
        {...shared}
      />
    </div>
  );
}

function words(code: string): string {
  return code.replaceAll('_', ' ');
}
