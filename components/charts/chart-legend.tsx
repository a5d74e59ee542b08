import type { ChartSeries } from './chart-data';
import { FillPatterns, fillId } from './fill-patterns';
import { seriesColor, seriesDash } from './series-style';

interface SwatchProps {
  index: number;
  kind: 'line' | 'bar';
  /** Of the chart's own patterns. */
  prefix: string;
}

export function Swatch({ index, kind, prefix }: SwatchProps) {
  return (
    <svg width="20" height="10" aria-hidden="true" className="shrink-0">
      {kind === 'line' ? (
        <line
          x1="0"
          x2="20"
          y1="5"
          y2="5"
          stroke={seriesColor(index)}
          strokeWidth="2"
          strokeDasharray={seriesDash(index)}
        />
      ) : (
        <rect width="20" height="10" rx="2" fill={`url(#${fillId(prefix, index)})`} />
      )}
    </svg>
  );
}

/** A lone series is named by the chart's title. */
export function ChartLegend({
  series,
  kind,
  prefix,
}: {
  series: readonly ChartSeries[];
  kind: 'line' | 'bar';
  prefix: string;
}) {
  if (series.length < 2) return null;
  return (
    <>
      {kind === 'bar' && (
        <svg width="0" height="0" aria-hidden="true" className="absolute">
          <FillPatterns prefix={prefix} count={series.length} />
        </svg>
      )}
      <ul className="flex flex-wrap gap-x-4 gap-y-1 text-ink-soft text-xs">
        {series.map((each, index) => (
          <li key={each.key} className="inline-flex min-w-0 items-center gap-1.5">
            <Swatch index={index} kind={kind} prefix={prefix} />
            <span className="truncate">{each.label}</span>
          </li>
        ))}
      </ul>
    </>
  );
}
