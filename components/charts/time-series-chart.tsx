'use client';

import { useId, useMemo } from 'react';
import {
  Area,
  CartesianGrid,
  ComposedChart,
  Line,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from 'recharts';
import { CHART_HEIGHT, grid, margin, xAxis, yAxis } from './axis-style';
import {
  type ChartRow,
  type ChartSeries,
  formatTick,
  isIsolated,
  type Point,
  tickFormatter,
  toPoints,
} from './chart-data';
import { ChartFrame, type ChartFrameProps } from './chart-frame';
import { ChartLegend } from './chart-legend';
import { ChartTooltip } from './chart-tooltip';
import { seriesColor, seriesDash } from './series-style';

interface TimeSeriesChartProps extends ChartFrameProps {
  rows: readonly ChartRow[];
  /** All of one format: they share an axis. */
  series: readonly ChartSeries[];
  kind?: 'line' | 'area';
  /** Width of a bucket in milliseconds: buckets that are absent become gaps. */
  stepMs?: number;
  height?: number;
}

export function TimeSeriesChart({
  rows,
  series,
  kind = 'line',
  stepMs,
  height = CHART_HEIGHT,
  ...frame
}: TimeSeriesChartProps) {
  const prefix = useId();
  const zone = frame.timeZone ?? 'UTC';
  const points = useMemo(() => toPoints(rows, series, stepMs), [rows, series, stepMs]);
  const span = (points.at(-1)?.x ?? 0) - (points[0]?.x ?? 0);
  const format = series[0]?.format;
  const Mark = kind === 'area' ? Area : Line;
  return (
    <ChartFrame
      {...frame}
      rows={rows}
      series={series}
      overTime
      legend={series.length > 1 && <ChartLegend series={series} kind="line" prefix={prefix} />}
    >
      <ResponsiveContainer width="100%" height={height}>
        <ComposedChart
          data={points}
          margin={margin}
          title={frame.title}
          className={frame.onSelect && 'cursor-pointer'}
          onClick={({ activeTooltipIndex }) => {
            const picked = points[Number(activeTooltipIndex)];
            if (picked) frame.onSelect?.(picked.row.t);
          }}
        >
          <CartesianGrid {...grid} />
          <XAxis
            {...xAxis}
            dataKey="x"
            type="number"
            scale="time"
            domain={['dataMin', 'dataMax']}
            tickFormatter={tickFormatter(span, zone)}
          />
          <YAxis {...yAxis} tickFormatter={(value: number) => formatTick(value, format)} />
          <Tooltip
            isAnimationActive={false}
            cursor={{ stroke: 'var(--edge)', strokeDasharray: '3 3' }}
            content={({ active, payload }) => (
              <ChartTooltip
                point={active ? (payload[0]?.payload as Point | undefined) : undefined}
                series={series}
                kind="line"
                prefix={prefix}
                timeZone={zone}
              />
            )}
          />
          {series.map((each, index) => (
            <Mark
              key={each.key}
              name={each.label}
              dataKey={(point: Point) => point.values[each.key] ?? null}
              type="linear"
              connectNulls={false}
              isAnimationActive={false}
              stroke={seriesColor(index)}
              strokeWidth={2}
              strokeDasharray={seriesDash(index)}
              fill={seriesColor(index)}
              fillOpacity={0.12}
              activeDot={{ r: 3.5, strokeWidth: 0, fill: seriesColor(index) }}
              dot={({ cx, cy, index: at }: { cx?: number; cy?: number; index?: number }) =>
                at !== undefined && isIsolated(points, at, each.key) ? (
                  <circle key={at} cx={cx} cy={cy} r={2.5} fill={seriesColor(index)} />
                ) : (
                  <g key={at} />
                )
              }
            />
          ))}
        </ComposedChart>
      </ResponsiveContainer>
    </ChartFrame>
  );
}
