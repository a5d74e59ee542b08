import { type ChartSeries, formatMoment, formatValue, type Point } from './chart-data';
import { Swatch } from './chart-legend';

interface ChartTooltipProps {
  point: Point | undefined;
  series: readonly ChartSeries[];
  kind: 'line' | 'bar';
  prefix: string;
  timeZone: string;
}

/** Reads the row itself, not the geometry, so that amounts are exact. */
export function ChartTooltip({ point, series, kind, prefix, timeZone }: ChartTooltipProps) {
  if (!point) return null;
  return (
    <div className="max-w-64 rounded-md border border-line-firm bg-raised px-3 py-2 text-xs shadow-float">
      <p className="mb-1 font-medium">{formatMoment(point.row.t, timeZone)}</p>
      <dl className="grid grid-cols-[auto_1fr_auto] items-center gap-x-2 gap-y-0.5">
        {series.map((each, index) => (
          <div key={each.key} className="contents">
            <dt className="contents">
              <Swatch index={index} kind={kind} prefix={prefix} />
              <span className="truncate text-ink-soft">{each.label}</span>
            </dt>
            <dd className="tabular pl-3 text-right font-medium">
              {formatValue(point.row[each.key], each.format)}
            </dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
