import {
  formatCompact,
  formatCount,
  formatDate,
  formatDateTime,
  formatDuration,
  formatPercent,
  NO_VALUE,
} from '@/components/ui/format';
import { exactUsd, formatUsd, NANO_PER_USD } from '@/lib/money';

/** `usd` values are nano-dollars in a decimal string; `ms` milliseconds; `percent` a share from 0 to 1. */
export type SeriesFormat = 'ms' | 'usd' | 'tokens' | 'count' | 'percent';

export interface ChartSeries {
  key: string;
  label: string;
  format?: SeriesFormat;
}

export type ChartValue = string | number | null | undefined;

/** `t`: an ISO time or epoch milliseconds; for bars also a category's name. Null: not measured. */
export interface ChartRow {
  t: string | number;
  [series: string]: ChartValue;
}

export interface Point {
  x: number;
  row: ChartRow;
  /** Geometry only: dollars as floating point, never shown. */
  values: Record<string, number | null>;
}

export function toGeometry(value: ChartValue, format: SeriesFormat = 'count'): number | null {
  if (value === null || value === undefined || value === '') return null;
  if (format === 'usd') return Number(BigInt(value)) / Number(NANO_PER_USD);
  const number = Number(value);
  return Number.isFinite(number) ? number : null;
}

/** What people read: exact for money. */
export function formatValue(value: ChartValue, format: SeriesFormat = 'count'): string {
  if (value === null || value === undefined || value === '') return NO_VALUE;
  if (format === 'usd') return formatUsd(BigInt(value));
  if (format === 'ms') return formatDuration(Number(value));
  if (format === 'percent') return formatPercent(Number(value));
  return formatCount(Number(value));
}

/** What files carry: nine decimals of a dollar, plain numbers, nothing for no measurement. */
export function exportValue(value: ChartValue, format: SeriesFormat = 'count'): string {
  if (value === null || value === undefined) return '';
  return format === 'usd' ? exactUsd(BigInt(value)) : String(value);
}

const UNIT: Record<SeriesFormat, string> = {
  ms: ' (ms)',
  usd: ' (USD)',
  tokens: ' (tokens)',
  percent: ' (share)',
  count: '',
};

export function exportLabel(series: ChartSeries): string {
  return series.label + UNIT[series.format ?? 'count'];
}

/** Short enough for an axis. */
export function formatTick(value: number, format: SeriesFormat = 'count'): string {
  // A plain space would let the axis break the line.
  if (format === 'ms') {
    return value === 0
      ? '0'
      : formatDuration(value)
          .replace(/(\.\d*?)0+ /, '$1 ')
          .replace(/\.? /, '\u00a0');
  }
  if (format === 'percent') return formatPercent(value);
  if (format !== 'usd') return formatCompact(value);
  if (value === 0) return '$0';
  const [sign, size] = [value < 0 ? '-' : '', Math.abs(value)];
  if (size >= 1000) return `${sign}$${formatCompact(size)}`;
  // A tick stands where its figure says: nothing may be rounded off but what a float added.
  const exact = Number(size.toPrecision(4)).toFixed(9);
  return `${sign}$${exact.replace(/0{1,7}$/, '')}`;
}

const ISO = /^\d{4}-\d{2}-\d{2}(T|$)/;

export function isTime(t: string | number): boolean {
  return typeof t === 'number' || ISO.test(t);
}

/** A day by its name, which is the same in every zone. */
export function isDay(t: string | number): boolean {
  return typeof t === 'string' && isTime(t) && t.length === 10;
}

export function toMillis(t: string | number): number {
  return typeof t === 'number' ? t : Date.parse(t);
}

/** A whole day when the input names one, else minute precision; other text as it is. */
export function formatMoment(t: string | number, timeZone: string): string {
  if (!isTime(t)) return String(t);
  if (isDay(t)) return formatDate(t);
  return formatDateTime(t, { timeZone });
}

/** Hours within two days, days beyond. */
export function tickFormatter(spanMs: number, timeZone: string): (x: number) => string {
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    ...(spanMs <= 2 * 86_400_000
      ? { hour: '2-digit', minute: '2-digit' }
      : { day: 'numeric', month: 'short' }),
  });
  return (x) => format.format(x);
}

/**
 * Points in time order. With `stepMs`, a bucket that is absent becomes an empty one, so that a line
 * breaks there and does not run across it.
 */
export function toPoints(
  rows: readonly ChartRow[],
  series: readonly ChartSeries[],
  stepMs?: number,
): Point[] {
  const points = rows
    .map((row) => ({
      x: toMillis(row.t),
      row,
      values: Object.fromEntries(series.map((s) => [s.key, toGeometry(row[s.key], s.format)])),
    }))
    .sort((a, b) => a.x - b.x);
  if (!stepMs || stepMs <= 0) return points;
  const filled: Point[] = [];
  for (const point of points) {
    const last = filled.at(-1);
    for (let x = last ? last.x + stepMs : point.x; x < point.x - stepMs / 2; x += stepMs) {
      filled.push({ x, row: { t: x }, values: {} });
    }
    filled.push(point);
  }
  return filled;
}

/** A measurement with none on either side has no line to be seen by. */
export function isIsolated(points: readonly Point[], index: number, key: string): boolean {
  const at = (i: number) => points[i]?.values[key] ?? null;
  return at(index) !== null && at(index - 1) === null && at(index + 1) === null;
}

/** The chart in words. */
export function inWords(
  rows: readonly ChartRow[],
  series: readonly ChartSeries[],
  timeZone?: string,
): string {
  const first = rows[0];
  const last = rows.at(-1);
  if (!first || !last) return 'No measurements.';
  const zone = timeZone ?? 'UTC';
  const span = `${rows.length} rows, from ${formatMoment(first.t, zone)} to ${formatMoment(last.t, zone)}${timeZone ? ` ${timeZone}` : ''}.`;
  const lines = series.map((s) => {
    const measured = rows
      .map((row) => row[s.key])
      .filter((value) => toGeometry(value, s.format) !== null)
      .sort((a, b) => (toGeometry(a, s.format) ?? 0) - (toGeometry(b, s.format) ?? 0));
    if (measured.length === 0) return `${s.label}: not measured.`;
    return `${s.label}: lowest ${formatValue(measured[0], s.format)}, highest ${formatValue(measured.at(-1), s.format)}.`;
  });
  return [span, ...lines].join(' ');
}
