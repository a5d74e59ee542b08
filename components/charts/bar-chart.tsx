'use client';

import { useId, useMemo } from 'react';
import {
  Bar,
  CartesianGrid,
  BarChart as Plot,
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
  isDay,
  isTime,
  type Point,
  tickFormatter,
  toGeometry,
  toMillis,
} from './chart-data';
import { ChartFrame, type ChartFrameProps } from './chart-frame';
import { ChartLegend } from './chart-legend';
import { ChartTooltip } from './chart-tooltip';
import { FillPatterns, fillId } from './fill-patterns';
import { seriesColor } from './series-style';

interface BarChartProps extends ChartFrameProps {
  /** In the order in which they shall stand. `t` is a time or a name. */
  rows: readonly ChartRow[];
  series: readonly ChartSeries[];
  /** Upon each other by default; else side by side. */
  stacked?: boolean;
  height?: number;
}

export function BarChart({
  rows,
  series,
  stacked = true,
  height = CHART_HEIGHT,
  ...frame
}: BarChartProps) {
  const prefix = useId();
  const zone = frame.timeZone ?? 'UTC';
  const overTime = rows.length > 0 && rows.every((row) => isTime(row.t));
  const points = useMemo<Point[]>(
    () =>
      rows.map((row, x) => ({
        x,
        row,
        values: Object.fromEntries(series.map((s) => [s.key, toGeometry(row[s.key], s.format)])),
      })),
    [rows, series],
  );
  const first = rows[0];
  const last = rows.at(-1);
  const time =
    overTime && first && last
      ? tickFormatter(toMillis(last.t) - toMillis(first.t), isDay(first.t) ? 'UTC' : zone)
      : undefined;
  const tickText = (x: number) => {
    const t = rows[x]?.t;
    if (t === undefined) return '';
    if (time) return time(toMillis(t));
    const name = String(t);
    return name.length > 18 ? `${name.slice(0, 17)}…` : name;
  };
  const format = series[0]?.format;
  return (
    <ChartFrame
      {...frame}
      rows={rows}
      series={series}
      overTime={overTime}
      legend={
        series.length > 1 && <ChartLegend series={series} kind="bar" prefix={`${prefix}-key`} />
      }
    >
      <ResponsiveContainer width="100%" height={height}>
        <Plot
          data={points}
          margin={margin}
          title={frame.title}
          className={frame.onSelect && 'cursor-pointer'}
          onClick={({ activeTooltipIndex }) => {
            const picked = points[Number(activeTooltipIndex)];
            if (picked) frame.onSelect?.(picked.row.t);
          }}
          maxBarSize={44}
          barCategoryGap="24%"
        >
          <FillPatterns prefix={prefix} count={series.length} />
          <CartesianGrid {...grid} />
          <XAxis {...xAxis} dataKey="x" tickFormatter={tickText} />
          <YAxis {...yAxis} tickFormatter={(value: number) => formatTick(value, format)} />
          <Tooltip
            isAnimationActive={false}
            cursor={{ fill: 'var(--ink)', fillOpacity: 0.05 }}
            content={({ active, payload }) => (
              <ChartTooltip
                point={active ? (payload[0]?.payload as Point | undefined) : undefined}
                series={series}
                kind="bar"
                prefix={prefix}
                timeZone={zone}
              />
            )}
          />
          {series.map((each, index) => (
            <Bar
              key={each.key}
              name={each.label}
              dataKey={(point: Point) => point.values[each.key] ?? null}
              stackId={stacked ? 'all' : undefined}
              isAnimationActive={false}
              fill={`url(#${fillId(prefix, index)})`}
              stroke={seriesColor(index)}
              strokeWidth={1}
            />
          ))}
        </Plot>
      </ResponsiveContainer>
    </ChartFrame>
  );
}
