import type { ChartRow, ChartSeries } from '@/components/charts/chart-data';
import { modelName } from '@/components/console/status-badges';
import type { CostReport, Dimension } from '@/lib/finance/schema';

/** As many as the charts have colours, less one for the rest. */
const SHOWN = 5;
const REST = 'rest';

export const MEASURES = ['price', 'cost', 'margin'] as const;
export type Measure = (typeof MEASURES)[number];

/**
 * A row per day of the range with one series for each of the largest keys and one for the others; by day
 * there is one series. A day without calls cost nothing, which is a zero and no gap.
 */
export function costChart(
  report: CostReport,
  by: Dimension,
  measure: Measure,
  days: readonly string[],
): { rows: ChartRow[]; series: ChartSeries[] } {
  const keys = by === 'day' ? [] : report.rows.slice(0, SHOWN).map((row) => row.key);
  const name = (key: string) => {
    const label = report.rows.find((row) => row.key === key)?.label ?? key;
    return by === 'model' ? modelName(label) : label;
  };
  const series: ChartSeries[] = keys.map((key) => ({ key, label: name(key), format: 'usd' }));
  if (by === 'day') series.push({ key: REST, label: 'All calls', format: 'usd' });
  else if (report.rows.length > SHOWN)
    series.push({ key: REST, label: `${report.rows.length - SHOWN} others`, format: 'usd' });
  const byDay = new Map(days.map((day) => [day, new Map<string, bigint>()]));
  for (const entry of report.daily) {
    const key = keys.includes(entry.key) ? entry.key : REST;
    const sums = byDay.get(entry.day);
    sums?.set(key, (sums.get(key) ?? 0n) + amount(entry, measure));
  }
  return {
    series,
    rows: days.map((day) => ({
      t: day,
      ...Object.fromEntries(
        series.map((each) => [each.key, String(byDay.get(day)?.get(each.key) ?? 0n)]),
      ),
    })),
  };
}

function amount(entry: { costNano: string; priceNano: string }, measure: Measure): bigint {
  const [cost, price] = [BigInt(entry.costNano), BigInt(entry.priceNano)];
  return measure === 'cost' ? cost : measure === 'price' ? price : price - cost;
}
