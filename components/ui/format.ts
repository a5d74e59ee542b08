import { localDate, localNumber } from '@/lib/localized';

/**
 * One way of writing each kind of number, in the reader's locale, which is the same on the server and in
 * the browser, so that hydration does not differ. Words and symbols of units are the interface's: English.
 */
export const NO_VALUE = '–';

export function formatCount(value: number): string {
  return localNumber(value, { maximumFractionDigits: 0 });
}

/** For axes and tight places: 12.4K. */
export function formatCompact(value: number): string {
  return localNumber(value, { notation: 'compact', maximumFractionDigits: 1 });
}

const decimals = (value: number, digits: number) =>
  localNumber(value, { minimumFractionDigits: digits, maximumFractionDigits: digits });

/** Milliseconds in; "240 ms", "1.24 s", "2 m 05 s". */
export function formatDuration(ms: number): string {
  if (ms < 1) return ms === 0 ? `${decimals(0, 0)} ms` : `${decimals(ms, 2)} ms`;
  if (ms < 1000) return `${decimals(ms, ms < 10 ? 1 : 0)} ms`;
  if (ms < 60_000) return `${decimals(ms / 1000, ms < 10_000 ? 2 : 1)} s`;
  const seconds = Math.round(ms / 1000);
  const rest = localNumber(seconds % 60, { minimumIntegerDigits: 2 });
  return `${formatCount(Math.floor(seconds / 60))} m ${rest} s`;
}

/** A share in; 0.034 gives "3.4%". */
export function formatPercent(share: number): string {
  const digits = share !== 0 && Math.abs(share) < 0.1 ? 1 : 0;
  return localNumber(share, {
    style: 'percent',
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
}

export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${decimals(bytes, 0)} B`;
  const units = ['kB', 'MB', 'GB', 'TB'];
  const power = Math.min(units.length, Math.floor(Math.log10(bytes) / 3));
  const value = bytes / 1000 ** power;
  return `${decimals(value, value < 10 ? 1 : 0)} ${units[power - 1]}`;
}

export type TimeInput = string | number | Date;

/** "21 Nov 2026, 03:33"; add the zone's name beside it. */
export function formatDateTime(
  value: TimeInput,
  { timeZone = 'UTC', seconds = false }: { timeZone?: string; seconds?: boolean } = {},
): string {
  return localDate(new Date(value), {
    timeZone,
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    ...(seconds ? { second: '2-digit' } : {}),
  });
}

export function formatDate(value: TimeInput, timeZone = 'UTC'): string {
  return localDate(new Date(value), { timeZone, day: 'numeric', month: 'short', year: 'numeric' });
}

/** "November 2026". */
export function formatMonth(value: TimeInput, timeZone?: string): string {
  return localDate(new Date(value), { timeZone, month: 'long', year: 'numeric' });
}

/** "03:33". */
export function formatHour(value: TimeInput, timeZone?: string): string {
  return localDate(new Date(value), { timeZone, hour: '2-digit', minute: '2-digit' });
}

/** "21 Nov". */
export function formatDay(value: TimeInput, timeZone?: string): string {
  return localDate(new Date(value), { timeZone, day: 'numeric', month: 'short' });
}

const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto', style: 'long' });
const STEPS: [Intl.RelativeTimeFormatUnit, number][] = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
];

/** "3 minutes ago", "in 2 hours". */
export function formatRelative(value: TimeInput, now: number): string {
  const seconds = Math.round((new Date(value).getTime() - now) / 1000);
  for (const [unit, size] of STEPS) {
    if (Math.abs(seconds) >= size) return relative.format(Math.trunc(seconds / size), unit);
  }
  // The reader's clock may be behind by less than a tick: nothing recent is shown as yet to come.
  return seconds > -10 && seconds < 30 ? 'just now' : relative.format(seconds, 'second');
}
