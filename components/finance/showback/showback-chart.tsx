'use client';

import { useRouter } from 'next/navigation';
import { BarChart } from '@/components/charts/bar-chart';
import type { ChartRow } from '@/components/charts/chart-data';
import type { Params } from '@/components/console/href';
import type { DaySpan } from '@/lib/finance/showback/schema';
import { ledgerHref } from './ledger-href';

interface ShowbackChartProps {
  rows: readonly ChartRow[];
  by: 'day' | 'month';
  span: DaySpan;
  params: Params;
}

/** Cost and price beside each other; a press on a day or month opens its ledger rows. */
export function ShowbackChart({ rows, by, span, params }: ShowbackChartProps) {
  const router = useRouter();
  return (
    <BarChart
      title={`Cost and price by ${by}`}
      description="From the ledger, in days of UTC"
      rowLabel={by === 'day' ? 'Day' : 'Month'}
      stacked={false}
      rows={rows}
      series={[
        { key: 'cost', label: 'Cost', format: 'usd' },
        { key: 'price', label: 'Price', format: 'usd' },
      ]}
      height={260}
      className="mb-6"
      link={{ href: ledgerHref(params, span), label: 'Ledger rows behind it' }}
      onSelect={(at) => router.push(ledgerHref(params, daysOf(String(at), span)))}
    />
  );
}

/** The days of the chart's day or month that lie in the report. */
function daysOf(at: string, span: DaySpan): DaySpan {
  if (at.length > 7) return { from: at, to: at };
  const last = new Date(Date.UTC(Number(at.slice(0, 4)), Number(at.slice(5)), 0));
  const [, from = at] = [`${at}-01`, span.from].sort();
  const [to = at] = [last.toISOString().slice(0, 10), span.to].sort();
  return { from, to };
}
