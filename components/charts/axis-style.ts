/** Shared by all charts, so that neighbours align. */
export const tick = { fill: 'var(--ink-faint)', fontSize: 11 };
export const grid = { stroke: 'var(--line)', vertical: false };
export const margin = { top: 6, right: 10, bottom: 0, left: 0 };
export const yAxis = { width: 52, axisLine: false, tickLine: false, tick } as const;
export const xAxis = {
  axisLine: { stroke: 'var(--line-firm)' },
  tickLine: false,
  tick,
  minTickGap: 28,
  tickMargin: 8,
} as const;
export const CHART_HEIGHT = 224;
