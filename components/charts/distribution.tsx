'use client';

import { useMemo } from 'react';
import {
  Bar,
  CartesianGrid,
  BarChart as Plot,
  ReferenceLine,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from 'recharts';
import { CHART_HEIGHT, grid, margin, xAxis, yAxis } from './axis-style';
import {
  type ChartSeries,
  formatTick,
  formatValue,
  type Point,
  type SeriesFormat,
} from './chart-data';
import { ChartFrame, type ChartFrameProps } from './chart-frame';
import { ChartTooltip } from './chart-tooltip';

/** Holds `from <= value < to`; the last bucket may be open. */
export interface Bucket {
  from: number;
  to: number | null;
  count: number;
}

interface DistributionProps extends ChartFrameProps {
  buckets: readonly Bucket[];
  /** Of the edges. */
  format: SeriesFormat;
  /** "P50", "P95", "P99". */
  markers?: readonly { label: string; value: number }[];
  /** What is counted. */
  countLabel?: string;
  height?: number;
}

export function Distribution({
  buckets,
  format,
  markers = [],
  countLabel = 'Requests',
  height = CHART_HEIGHT,
  ...frame
}: DistributionProps) {
  const series: ChartSeries[] = [{ key: 'count', label: countLabel }];
  const points = useMemo<Point[]>(
    () =>
      buckets.map((bucket, x) => ({
        x,
        row: { t: bucketName(bucket, format), count: bucket.count },
        values: { count: bucket.count },
      })),
    [buckets, format],
  );
  return (
    <ChartFrame
      {...frame}
      rowLabel={frame.rowLabel ?? 'Range'}
      rows={points.map((point) => point.row)}
      series={series}
      overTime={false}
      legend={
        markers.length > 0 && (
          <p className="tabular flex flex-wrap gap-x-4 text-ink-soft text-xs">
            {markers.map((marker) => (
              <span key={marker.label}>
                {marker.label}{' '}
                <strong className="font-medium text-ink">
                  {formatValue(marker.value, format)}
                </strong>
              </span>
            ))}
          </p>
        )
      }
    >
      <ResponsiveContainer width="100%" height={height}>
        <Plot data={points} margin={{ ...margin, top: 20 }} title={frame.title} barCategoryGap={1}>
          <CartesianGrid {...grid} />
          <XAxis
            {...xAxis}
            dataKey="x"
            tickFormatter={(x: number) => formatTick(buckets[x]?.from ?? 0, format)}
          />
          <YAxis
            {...yAxis}
            allowDecimals={false}
            tickFormatter={(value: number) => formatTick(value)}
          />
          <Tooltip
            isAnimationActive={false}
            cursor={{ fill: 'var(--ink)', fillOpacity: 0.05 }}
            content={({ active, payload }) => (
              <ChartTooltip
                point={active ? (payload[0]?.payload as Point | undefined) : undefined}
                series={series}
                kind="line"
                prefix=""
                timeZone="UTC"
              />
            )}
          />
          <Bar
            name={countLabel}
            dataKey={(point: Point) => point.values.count ?? null}
            isAnimationActive={false}
            fill="var(--chart-1)"
          />
          {markersByBucket(buckets, markers).map(({ at, label }) => (
            <ReferenceLine
              key={at}
              x={at}
              stroke="var(--ink)"
              strokeDasharray="4 3"
              label={{ value: label, position: 'top', fill: 'var(--ink-soft)', fontSize: 11 }}
            />
          ))}
        </Plot>
      </ResponsiveContainer>
    </ChartFrame>
  );
}

function bucketName(bucket: Bucket, format: SeriesFormat): string {
  const from = formatValue(bucket.from, format);
  return bucket.to === null ? `${from} and above` : `${from} to ${formatValue(bucket.to, format)}`;
}

/** Markers that fall into one bucket share a line and a label. */
function markersByBucket(
  buckets: readonly Bucket[],
  markers: readonly { label: string; value: number }[],
): { at: number; label: string }[] {
  const labels = new Map<number, string>();
  for (const marker of markers) {
    const at = buckets.findIndex(
      (bucket) => marker.value >= bucket.from && (bucket.to === null || marker.value < bucket.to),
    );
    if (at < 0) continue;
    const taken = labels.get(at);
    labels.set(at, taken ? `${taken} · ${marker.label}` : marker.label);
  }
  return [...labels].map(([at, label]) => ({ at, label }));
}
