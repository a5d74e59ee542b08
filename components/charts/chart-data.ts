import {
  formatCompact,
  formatCount,
  formatDate,
  formatDateTime,
  formatDay,
  formatDuration,
  formatHour,
  formatPercent,
  NO_VALUE,
} from '@/components/ui/format';
import { localNumber } from '@/lib/localized';
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
  if (format === 'ms') return durationTick(value);
  if (format === 'percent') return formatPercent(value);
  return format === 'usd' ? usdTick(value) : formatCompact(value);
}

/** No zero that says nothing; a plain space would let the axis break the line. */
function durationTick(ms: number): string {
  if (ms === 0) return formatCount(0);
  if (ms >= 60_000) return formatDuration(ms).replaceAll(' ', '\u00a0');
  const seconds = ms >= 1000;
  const digits = ms < 1 || (seconds && ms < 10_000) ? 2 : ms < 10 || seconds ? 1 : 0;
  const figure = localNumber(seconds ? ms / 1000 : ms, { maximumFractionDigits: digits });
  return `${figure}\u00a0${seconds ? 's' : 'ms'}`;
}

/** A tick stands where its figure says: nothing may be rounded off but what a float added. */
function usdTick(value: number): string {
  const currency = { style: 'currency', currency: 'USD' } as const;
  const size = Math.abs(value);
  if (size >= 1000)
    return localNumber(value, {
      ...currency,
      notation: 'compact',
      minimumFractionDigits: 0,
      maximumFractionDigits: 1,
    });
  return localNumber(Number(value.toPrecision(4)), {
    ...currency,
    minimumFractionDigits: value === 0 ? 0 : 2,
    maximumFractionDigits: 9,
  });
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
  const format = spanMs <= 2 * 86_400_000 ? formatHour : formatDay;
  return (x) => format(x, timeZone);
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
