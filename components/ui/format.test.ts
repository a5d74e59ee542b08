import { afterEach, expect, it } from 'vitest';
import { serveReaderLocale } from '@/lib/reader-locale';
import {
  formatBytes,
  formatCount,
  formatDate,
  formatDateTime,
  formatDuration,
  formatMonth,
  formatPercent,
  formatRelative,
} from './format';

afterEach(() => serveReaderLocale(() => undefined));

it('writes durations in the unit that fits', () => {
  expect([0, 0.42, 7.25, 240, 1240, 125_000].map(formatDuration)).toEqual([
    '0 ms',
    '0.42 ms',
    '7.3 ms',
    '240 ms',
    '1.24 s',
    '2 m 05 s',
  ]);
});

it('keeps a decimal of small shares only', () => {
  expect([0, 0.034, 0.41, 1].map(formatPercent)).toEqual(['0%', '3.4%', '41%', '100%']);
});

it('writes sizes in decimal units', () => {
  expect([0, 999, 1200, 52_428_800].map(formatBytes)).toEqual(['0 B', '999 B', '1.2 kB', '52 MB']);
});

it('shows times in the zone that was asked for', () => {
  expect(formatDateTime('2026-11-21T23:30:00Z')).toBe('21 Nov 2026, 23:30');
  expect(formatDateTime('2026-11-21T23:30:00Z', { timeZone: 'Asia/Tokyo' })).toBe(
    '22 Nov 2026, 08:30',
  );
});

it('calls nothing recent a thing of the future', () => {
  const now = Date.UTC(2026, 10, 21);
  const at = (seconds: number) => formatRelative(now + seconds * 1000, now);
  expect([20, -5, -45, -180, 7200, -86_400].map(at)).toEqual([
    'just now',
    'just now',
    '45 seconds ago',
    '3 minutes ago',
    'in 2 hours',
    'yesterday',
  ]);
});

it('writes numbers and dates as their reader does', () => {
  const at = '2026-11-21T23:30:00Z';
  const all = (locale: string) => {
    serveReaderLocale(() => locale);
    return [
      formatCount(1_234_567),
      formatPercent(0.034),
      formatBytes(1_200),
      formatDuration(1240),
      formatDate(at),
      formatDateTime(at, { timeZone: 'Asia/Tokyo' }),
      formatMonth(at, 'UTC'),
    ];
  };
  expect(all('de-DE')).toEqual([
    ...['1.234.567', '3,4\u00a0%', '1,2 kB', '1,24 s'],
    ...['21. Nov. 2026', '22. Nov. 2026, 08:30', 'November 2026'],
  ]);
  expect(all('ja-JP')).toEqual([
    ...['1,234,567', '3.4%', '1.2 kB', '1.24 s'],
    ...['2026年11月21日', '2026年11月22日 08:30', '2026年11月'],
  ]);
  // Digits of its own, set apart from the English words that stand around them.
  const arabic = all('ar-EG');
  expect(arabic[0]).toBe('\u2068١٬٢٣٤٬٥٦٧\u2069');
  expect(arabic[4]).toBe('\u2068٢١ نوفمبر ٢٠٢٦\u2069');
  expect(arabic.join('')).not.toMatch(/[0-9]/);
});

it('keeps to the calendar of bills, and to a clock that names no halves of the day where those differ', () => {
  serveReaderLocale(() => 'th-TH');
  expect(formatDate('2026-11-21T00:00:00Z')).toContain('2026');
  serveReaderLocale(() => 'ko-KR');
  expect(formatDateTime('2026-11-21T23:30:00Z')).toMatch(/23:30$/);
});
