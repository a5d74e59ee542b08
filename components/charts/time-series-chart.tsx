'use client';

import { useId, useMemo } from 'react';
import {
  Area,
  CartesianGrid,
  ComposedChart,
  Line,
  ReferenceLine,
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
  toMillis,
  toPoints,
} from './chart-data';
import { ChartFrame, type ChartFrameProps } from './chart-frame';
import { ChartLegend } from './chart-legend';
import { ChartTooltip } from './chart-tooltip';
import { seriesColor, seriesDash } from './series-style';
import { type TimeMark, TimeMarks } from './time-marks';

interface TimeSeriesChartProps extends ChartFrameProps {
  rows: readonly ChartRow[];
  /** All of one format: they share an axis. */
  series: readonly ChartSeries[];
  kind?: 'line' | 'area';
  /** Width of a bucket in milliseconds: buckets that are absent become gaps. */
  stepMs?: number;
  /** Moments that may explain what follows them: a line each, and a list in words. */
  marks?: readonly TimeMark[];
  height?: number;
}

export function TimeSeriesChart({
  rows,
  series,
  kind = 'line',
  stepMs,
  marks = [],
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
          {marks.map(({ t, label }) => (
            <ReferenceLine
              key={`${t} ${label}`}
              x={toMillis(t)}
              stroke="var(--ink-soft)"
              strokeDasharray="4 4"
            />
          ))}
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
      <TimeMarks marks={marks} timeZone={zone} />
    </ChartFrame>
  );
}
