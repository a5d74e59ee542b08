import type { ChartRow } from '@/components/charts/chart-data';
import type { ShowbackReport } from '@/lib/finance/showback/schema';

/** A row for each day or month of the span; one without calls cost nothing, which is a zero and no gap. */
export function chartRows(
  { points, pointsBy }: Pick<ShowbackReport, 'points' | 'pointsBy'>,
  days: readonly string[],
): ChartRow[] {
  if (points.length === 0) return [];
  const known = new Map(points.map((point) => [point.at, point]));
  const all = new Set(pointsBy === 'day' ? days : days.map((day) => day.slice(0, 7)));
  return [...all].map((at) => ({
    t: at,
    cost: known.get(at)?.costNano ?? '0',
    price: known.get(at)?.priceNano ?? '0',
  }));
}
