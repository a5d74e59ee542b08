import type { ChartRow, ChartSeries } from '@/components/charts/chart-data';
import type { UsageDimension, UsageReport } from '@/lib/usage/schema';
import { usageLabel } from './usage-label';

/** As many as the charts have colours, less one for the rest. */
const SHOWN = 5;
const REST = 'rest';

/** A row per step with a series for each of the dearest keys; a step without calls cost nothing, which is no gap. */
export function usageChart(
  report: UsageReport,
  by: UsageDimension,
  steps: readonly string[],
): { rows: ChartRow[]; series: ChartSeries[] } {
  const shown = by === 'day' ? [] : report.rows.slice(0, SHOWN);
  const series: ChartSeries[] = shown.map((row) => ({
    key: row.key,
    label: usageLabel(row, by),
    format: 'usd',
  }));
  const others = report.rows.length - shown.length;
  if (by === 'day') series.push({ key: REST, label: 'Price', format: 'usd' });
  else if (others > 0) series.push({ key: REST, label: `${others} others`, format: 'usd' });
  const keys = new Set(shown.map((row) => row.key));
  const sums = new Map(steps.map((at) => [at, new Map<string, bigint>()]));
  for (const { at, key, priceNano } of report.steps) {
    const shownAs = keys.has(key) ? key : REST;
    const ofStep = sums.get(at);
    ofStep?.set(shownAs, (ofStep.get(shownAs) ?? 0n) + BigInt(priceNano));
  }
  return {
    series,
    rows: steps.map((at) => ({
      t: at,
      ...Object.fromEntries(
        series.map(({ key }) => [key, (sums.get(at)?.get(key) ?? 0n).toString()]),
      ),
    })),
  };
}
