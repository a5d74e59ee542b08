'use client';

import { useRouter } from 'next/navigation';
import type { ChartRow } from '@/components/charts/chart-data';
import { TimeSeriesChart } from '@/components/charts/time-series-chart';
import type { Comparison } from '@/lib/console/compare/schema';

/** Both sides laid over each other; a press leads to the first one's requests of that moment. */
export function ComparisonCharts({ comparison }: { comparison: Comparison }) {
  const router = useRouter();
  const { a, b, rows, stepMs } = comparison;
  const chartRows: ChartRow[] = rows.map((row) => ({ ...row }));
  const address = (from: string, to: string) =>
    `/console/tenants/${a.tenant.id}?from=${from}&to=${to}#requests`;
  const shared = {
    rows: chartRows,
    stepMs,
    description: 'Times of the first',
    link: { href: address(a.from, a.to), label: `Requests: ${a.label}` },
    onSelect: (t: string | number) => {
      const from = new Date(t);
      router.push(address(from.toISOString(), new Date(from.getTime() + stepMs).toISOString()));
    },
  };
  const both = (key: string, format?: 'ms') => [
    { key: `${key}A`, label: a.label, ...(format && { format }) },
    { key: `${key}B`, label: b.label, ...(format && { format }) },
  ];
  return (
    <div className="mb-6 grid gap-4 xl:grid-cols-2">
      <TimeSeriesChart title="Latency P95" series={both('p95', 'ms')} {...shared} />
      <TimeSeriesChart title="Requests" series={both('requests')} {...shared} />
      <TimeSeriesChart title="Errors" series={both('errors')} {...shared} />
    </div>
  );
}
